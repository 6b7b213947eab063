extension Stylesheet {
  /// Tables: quiet lines, numerals under each other, and the first column in sight however far a table is scrolled.
  static let tables = """
    .scroll {
      overflow-x: auto; max-width: 100%;
      background:
        linear-gradient(to left, var(--page) 30%, transparent) right / 3rem 100% no-repeat local,
        linear-gradient(to left, var(--shade), transparent) right / .9rem 100% no-repeat scroll;
    }
    table { border-collapse: collapse; font-size: .94rem; line-height: 1.45; }
    thead { border-bottom: 1px solid var(--ink); }
    th, td { padding: .45rem 1rem .45rem 0; text-align: left; vertical-align: top; }
    thead th { font-size: var(--tiny); font-weight: 600; vertical-align: bottom; }
    tbody th { font-weight: 500; }
    tbody tr + tr { border-top: 1px solid var(--line); }
    .center { text-align: center; }
    .right, .number { text-align: right; font-variant-numeric: tabular-nums lining-nums; }
    .results > .scroll > table { min-width: min(100%, 24rem); border-top: 2px solid var(--ink); border-bottom: 2px solid var(--ink); }
    .results > .scroll > table:has(th:nth-child(3)) { min-width: min(100%, 38rem); }
    .results > .scroll td, .results > .scroll th.number { text-align: right; font-variant-numeric: tabular-nums lining-nums; padding: .45rem 0 .45rem 1.4rem; }
    .results > .scroll td { white-space: nowrap; }
    .scroll th:first-child { position: sticky; left: 0; background: var(--page); z-index: 1; min-width: 5rem; max-width: min(20rem, 45vw); }
    td small { display: block; color: var(--soft); font-size: .8rem; }
    td .spread, td.missing, td.unavailable { color: var(--soft); }
    td.failed, td sup { color: var(--ink); }
    sup { line-height: 0; font-size: .72em; }
    .results caption, .results .caption {
      text-align: left; font: 400 var(--tiny)/1.5 var(--sans); color: var(--soft); margin: var(--s5) 0 var(--s2); padding: 0 0 .4rem;
    }
    .results .caption small { display: block; font-size: 1em; }
    .results caption span { display: block; max-width: min(46rem, calc(100vw - 2.5rem)); }
    .comparisons { margin-top: var(--s5); }
    .results > .scroll > .comparisons { font-size: .875rem; }
    .comparisons th { padding: .3rem .8rem .3rem 0; white-space: nowrap; }
    .comparisons th:first-child { white-space: normal; min-width: min(9rem, 45vw); }
    .results > .scroll > .comparisons td, .results > .scroll > .comparisons th.number { padding: .3rem 0 .3rem 1rem; }
    .off-zero th:first-child, .off-zero td:nth-of-type(-n+2) { font-weight: 650; }
    .sort { position: relative; font: inherit; color: inherit; background: none; border: 0; border-radius: 2px; padding: 0; text-align: inherit; }
    .sort::after { content: "↕"; position: absolute; left: 100%; bottom: 0; padding: 0 .3em; color: var(--soft); opacity: 0; }
    .number .sort::after { left: auto; right: 100%; }
    .sort:hover::after, .sort:focus-visible::after { opacity: 1; }
    [aria-sort] .sort::after { opacity: 1; color: var(--ink); }
    [aria-sort="ascending"] .sort::after { content: "↑"; }
    [aria-sort="descending"] .sort::after { content: "↓"; }
    @media (max-width: 40rem) {
      table { font-size: .875rem; }
      .results > .scroll td, .results > .scroll th.number { padding-left: .9rem; }
    }

    """
}
