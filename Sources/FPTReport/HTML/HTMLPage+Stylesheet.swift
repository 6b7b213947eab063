extension HTMLPage {
  /// The rules of the whole page; on paper it is light whatever the reader's settings are.
  static let stylesheet = """
    :root {
      color-scheme: light dark;
      \(ChartPalette.light.properties)
      --tint: #f4f2ed; --link: #0b5cad;
    }
    @media screen and (prefers-color-scheme: dark) {
      :root {
        \(ChartPalette.dark.properties)
        --tint: #1e2126; --link: #7db8f0;
      }
    }
    @media print {
      :root {
        \(ChartPalette.print.properties)
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
    .numeral { color: var(--soft); font-weight: 600; margin-right: .3em; }
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
    .comparisons th { padding: .3rem .8rem .3rem 0; white-space: nowrap; }
    .results .comparisons td, .results .comparisons th.number { padding: .3rem 0 .3rem 1rem; }
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
      display: grid; gap: 1rem 1.5rem; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr));
    }
    .legend { margin-bottom: .6rem; }
    .panels svg { width: 100%; height: auto; }
    .key { width: 30px; height: 10px; margin-right: .4rem; }
    .map .panels { grid-template-columns: repeat(auto-fill, minmax(13.5rem, 1fr)); }
    .map .legend { align-items: center; }
    .colorbar { width: 15rem; height: auto; }
    @media screen and (min-width: 78rem) {
      .wide { width: 74rem; margin-left: calc(50% - 37rem); }
      .wide .panels { grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); }
    }
    \(SVGStyle.page)\(HeatColors.light.rules)
    @media screen and (prefers-color-scheme: dark) {
    \(HeatColors.dark.rules)
    }
    @media print {
      main { padding: 0; } figure, tr { break-inside: avoid; }
      .map .panels { grid-template-columns: repeat(3, 1fr); }
      svg * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    }
    """
}
