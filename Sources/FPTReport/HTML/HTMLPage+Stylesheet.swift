extension HTMLPage {
  /// Colors of series after Okabe and Ito, told apart by most color-blind readers.
  static let stylesheet = """
    :root {
      color-scheme: light dark;
      --page: #fdfcfa; --ink: #22252a; --soft: #6b7078; --line: #dcdad5; --tint: #f4f2ed;
      --link: #0b5cad;
      --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #b5549c; --c4: #b8860b; --c5: #56606b;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --page: #16181c; --ink: #e4e3df; --soft: #9a9fa8; --line: #34383f; --tint: #1e2126;
        --link: #7db8f0;
        --c0: #56b4e9; --c1: #f0883e; --c2: #2fc79a; --c3: #dd86c4; --c4: #e3b341; --c5: #a9b1ba;
      }
    }
    body {
      margin: 0; background: var(--page); color: var(--ink);
      font: 17px/1.6 Charter, "Bitstream Charter", "Iowan Old Style", Georgia, serif;
    }
    main { max-width: 47rem; margin: 0 auto; padding: 3.5rem 1.25rem 4rem; }
    h1, h2, h3, figcaption { line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; }
    header h1 { font-size: 2.1rem; margin: 0 0 .6rem; }
    .prose h1 { font-size: 1.55rem; margin: 2.6rem 0 .8rem; }
    .prose h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; }
    .prose h3 { font-size: 1.05rem; margin: 1.8rem 0 .4rem; }
    a { color: var(--link); text-underline-offset: .15em; }
    header aside, footer, figcaption small, .signs, .legend, .note, td, th {
      font-family: system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
    }
    header aside, footer { color: var(--soft); font-size: .85rem; white-space: pre-wrap; }
    header { border-bottom: 1px solid var(--line); padding-bottom: 1.1rem; }
    footer { border-top: 1px solid var(--line); margin-top: 3rem; }
    code, pre { font: .86em/1.5 ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace; }
    code { background: var(--tint); padding: .1em .3em; border-radius: 3px; white-space: nowrap; }
    pre { background: var(--tint); padding: .9rem 1.1rem; border-radius: 6px; overflow-x: auto; }
    pre code { background: none; padding: 0; font-size: 1em; white-space: pre; }
    blockquote {
      margin: 1rem 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--soft);
    }
    hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0; }
    figure { margin: 2.2rem 0; }
    figcaption { font-size: 1.05rem; margin-bottom: .7rem; }
    figcaption small {
      display: block; font-weight: 400; font-size: .8rem; color: var(--soft); letter-spacing: 0;
    }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; }
    .results table { min-width: 100%; }
    thead { border-bottom: 1px solid var(--ink); }
    .results table { border-top: 2px solid var(--ink); border-bottom: 2px solid var(--ink); }
    th, td { padding: .45rem .9rem .45rem 0; text-align: left; vertical-align: top; }
    thead th { font-size: .85rem; font-weight: 600; }
    tbody th { font-weight: 500; }
    tbody tr + tr { border-top: 1px solid var(--line); }
    .results td, .results th.number {
      text-align: right; font-variant-numeric: tabular-nums lining-nums; padding: .45rem 0 .45rem 1.2rem;
    }
    .results td { white-space: nowrap; }
    td small { display: block; color: var(--soft); font-size: .76rem; }
    td .spread, td.missing, td.unavailable { color: var(--soft); }
    td.failed { color: var(--c1); }
    td sup { color: var(--c1); line-height: 0; font-size: .7em; }
    .results caption, .results .caption {
      text-align: left; font: 400 .8rem system-ui, "Segoe UI", Roboto, sans-serif; color: var(--soft);
      margin: 1.4rem 0 .5rem; padding: 0 0 .4rem;
    }
    .results .caption small { display: block; }
    .results caption span { display: block; max-width: min(44rem, calc(100vw - 2.5rem)); }
    .comparisons { margin-top: 1.4rem; }
    .results .comparisons { font-size: .9rem; }
    .comparisons th, .comparisons td { padding: .3rem .8rem .3rem 0; white-space: nowrap; }
    .off-zero th:first-child, .off-zero td:nth-of-type(-n+2) { font-weight: 650; }
    .signs, .legend {
      display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-size: .8rem; color: var(--soft);
    }
    .signs { margin-top: .6rem; }
    .signs b { color: var(--ink); font-weight: 600; }
    .note {
      border-left: 3px solid var(--c4); background: var(--tint); padding: .6rem 1rem; font-size: .9rem;
    }
    .panels {
      display: grid; gap: 1rem 1.5rem; grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr));
    }
    .legend { margin-bottom: .6rem; }
    .panels svg { width: 100%; max-width: 32rem; height: auto; }
    .key { width: 24px; height: 10px; margin-right: .4rem; }
    svg text { font: 10.5px system-ui, "Segoe UI", Roboto, sans-serif; fill: var(--soft); }
    svg .title { font-size: 12px; font-weight: 600; fill: var(--ink); }
    svg path { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
    svg .grid { stroke: var(--line); stroke-width: .7; }
    svg .heat { fill: var(--c0); stroke: none; }
    svg .frame { fill: none; stroke: var(--line); }
    svg .value, svg .on { font-size: 9px; fill: var(--ink); }
    svg .on { fill: var(--page); }
    svg .axis { stroke: var(--soft); stroke-width: .9; }
    \(seriesRules)
    @media print { main { padding: 0; } figure, tr { break-inside: avoid; } }
    """

  private static let seriesRules = (0..<6).map {
    "svg .s\($0) { stroke: var(--c\($0)); } svg .m\($0) { fill: var(--c\($0)); stroke: none; }"
  }.joined(separator: "\n")
}
