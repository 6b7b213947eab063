import FPTReport

extension LivePage {
  /// The rules of the notebook's page, and those of what stands above it.
  static let stylesheet = HTMLPage.rules + rules

  private static let rules = """

    :root {
      --good: #17703f; --bad: #b3261e; --warn: #7a5200; --busy: #0b5cad; --paper: #fffefb;
    }
    @media screen and (prefers-color-scheme: dark) {
      :root {
        --good: #6fd39b; --bad: #ff9388; --warn: #f0c060; --busy: #7db8f0; --paper: #1b1e23;
      }
    }
    html { scroll-padding-top: 7rem; }
    #live { display: contents; }
    .strip {
      position: sticky; top: 0; margin: 0; z-index: 5; box-sizing: border-box; padding: .6rem max(1.25rem, calc(50% - var(--wide) / 2));
      background: var(--paper); border-bottom: 1px solid var(--line); border-top: 3px solid var(--tone);
      font: .9rem/1.45 var(--sans); --tone: var(--good);
    }
    .strip.faulty, .strip.failed, .strip.gone { --tone: var(--bad); }
    .strip.running, .strip.stopping, .strip.checking { --tone: var(--busy); }
    .strip.stopped { --tone: var(--warn); }
    .strip p { margin: 0; }
    .strip .row { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem 1rem; min-height: 2.1rem; }
    .strip .status { flex: 1 1 18rem; }
    .strip .status b { color: var(--ink); font-weight: 650; }
    .strip .status span, .strip .file, .strip .cell, .strip .whole { color: var(--soft); }
    .strip .sign { font-style: normal; color: var(--tone); margin-right: .5em; font-weight: 700; }
    .strip .file { font: .8rem/1.4 var(--mono); overflow-wrap: anywhere; }
    .strip form { margin: 0; }
    .strip .file + form { margin-left: auto; }
    .strip button {
      font: 600 .85rem/1 var(--sans); padding: .55rem .95rem; border-radius: 6px; cursor: pointer;
      border: 1px solid var(--busy); background: var(--busy); color: var(--paper);
    }
    .strip button.stop { background: transparent; color: var(--ink); border-color: var(--soft); }
    .strip button:hover { filter: brightness(1.08); }
    .strip button:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
    .strip progress {
      display: block; width: 100%; height: 5px; margin: .55rem 0 .35rem; border: 0; border-radius: 3px;
      appearance: none; background: var(--line); color: var(--busy); overflow: hidden;
    }
    .strip progress::-webkit-progress-bar { background: var(--line); border-radius: 3px; }
    .strip progress::-webkit-progress-value { background: var(--busy); border-radius: 3px; }
    .strip progress::-moz-progress-bar { background: var(--busy); }
    .strip .cell, .strip .whole {
      display: flex; flex-wrap: wrap; gap: 0 .9rem; font-size: .82rem; font-variant-numeric: tabular-nums;
    }
    .strip .cell b { color: var(--ink); font-weight: 600; }
    @media (prefers-reduced-motion: no-preference) {
      .strip.running .sign, .strip.checking .sign { animation: breathe 1.6s ease-in-out infinite; }
      @keyframes breathe { 50% { opacity: .35; } }
      .strip progress::-webkit-progress-value { transition: inline-size .3s linear; }
      #notebook { transition: opacity .2s; }
    }
    .now { max-width: calc(var(--wide) + 2.5rem); margin: 0 auto; padding: 0 1.25rem; font-family: var(--sans); }
    #findings { max-width: 52rem; }
    .now section { margin: 1.6rem 0 0; }
    #live:has(.stale) + #notebook { opacity: .5; }
    .finding {
      margin: 0 0 1rem; padding: .9rem 1.1rem; border-radius: 8px; background: var(--paper);
      border: 1px solid var(--line); border-left: 4px solid var(--tone); --tone: var(--bad);
      font: .95rem/1.5 var(--sans); overflow-wrap: anywhere;
    }
    .finding.warning { --tone: var(--warn); }
    .finding.note { --tone: var(--busy); }
    .finding h3 { margin: 0; font: 600 .98rem/1.45 var(--sans); letter-spacing: 0; }
    .finding h3 .error { color: var(--bad); }
    .finding h3 .warning { color: var(--warn); }
    .finding h3 .note { color: var(--busy); }
    .finding pre, #ending pre {
      margin: .7rem 0 0; padding: .6rem 0; background: none; font: .84rem/1.6 var(--mono); overflow-x: auto;
      border-radius: 5px;
    }
    .finding pre span { display: inline-block; min-width: 100%; box-sizing: border-box; padding: 0 .2rem; }
    .finding pre .source { background: color-mix(in srgb, var(--tone) 9%, transparent); color: var(--ink); }
    .finding pre b { font-weight: 600; }
    .finding pre .error { color: var(--bad); }
    .finding pre .warning { color: var(--warn); }
    .finding pre .note { color: var(--busy); }
    .finding pre .frame { color: var(--soft); font-weight: 400; }
    .finding pre.narrow { display: none; }
    @media (max-width: 40rem) {
      .finding { padding: .8rem .9rem; }
      .finding pre { font-size: .8rem; }
      .finding pre.wide { display: none; }
      .finding pre.narrow { display: block; }
    }
    .finding .help { margin: .6rem 0 0; }
    .finding .help .word { color: var(--good); }
    #curves { display: grid; gap: 0 2rem; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); }
    #curves figure { margin: 0; }
    #curves figcaption { font: 600 .9rem/1.4 var(--sans); margin-bottom: .4rem; }
    #curves .panels { grid-template-columns: 1fr; }
    #ending details { margin: .4rem 0; font-size: .85rem; color: var(--soft); }
    #ending summary { cursor: pointer; padding: .2rem 0; }
    #ending pre { color: var(--ink); margin: .3rem 0 .8rem; padding: .7rem .9rem; background: var(--tint); }
    .lost {
      margin: 0; padding: .7rem 1.25rem; background: var(--bad); color: var(--paper); text-align: center;
      font: 600 .9rem/1.4 var(--sans);
    }
    @media print { #live, .lost { display: none; } }

    """
}
