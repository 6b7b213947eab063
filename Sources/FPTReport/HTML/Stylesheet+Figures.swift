extension Stylesheet {
  /// Tables and plots with their captions, and the panels of plots.
  ///
  /// A panel is never larger than it is drawn for: letters have one size whatever the number of panels.
  static let figures = """
    figure { margin: var(--s6) 0; max-width: 100%; }
    figcaption { line-height: 1.3; font-weight: 650; font-size: 1.1rem; margin-bottom: var(--s3); }
    figcaption small, .signs, .legend, td, th { font-family: var(--sans); }
    figcaption small {
      display: block; max-width: 46rem; margin-top: .3rem; font: 400 var(--tiny)/1.5 var(--sans); color: var(--soft); letter-spacing: 0;
    }
    .numeral { color: var(--soft); font-weight: 600; margin-right: .3em; font-variant-numeric: tabular-nums; }
    figcaption .numeral { font: 600 var(--small)/1 var(--sans); }
    .signs, .legend { display: flex; flex-wrap: wrap; gap: .25rem 1.3rem; font-size: var(--tiny); line-height: 1.5; color: var(--soft); max-width: 60rem; }
    .signs { margin-top: var(--s3); }
    .signs b { color: var(--ink); font-weight: 600; }
    .legend { margin-bottom: var(--s3); color: var(--ink); }
    .legend > span { display: inline-flex; align-items: center; }
    .panels { display: grid; gap: 1.25rem 1.5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), var(--panel))); }
    .plot .panels:has(> svg:nth-child(4):last-child) { max-width: calc(2 * var(--panel) + 1.5rem); }
    .panels svg { display: block; width: 100%; height: auto; }
    .key { width: 30px; height: 10px; margin-right: .45rem; flex: none; }
    .map .panels { grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), var(--square))); gap: 1rem; }
    .map .legend { align-items: center; }
    .colorbar { width: 17.5rem; height: auto; }
    svg .dot { fill: var(--page); stroke: var(--ink); stroke-width: 1.6; pointer-events: none; }

    """

  /// The rules of marks and squares.
  static let drawings = """
    \(SVGStyle.page)\(HeatColors.light.rules)
    @supports (color: light-dark(#000, #fff)) {
    \(HeatColors.switching)
    }
    @media print {
    \(HeatColors.light.rules)
    }

    """
}
