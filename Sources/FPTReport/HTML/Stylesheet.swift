/// The rules of the whole page, each part in a file of its own.
///
/// Colors and sizes are custom properties, so that a part needs no value of its own: `--page`, `--ink`, `--soft`, `--line`, `--tint`,
/// `--link`, `--c0` to `--c7`; `--serif`, `--sans`, `--mono`; `--text`, `--small`, `--tiny`; `--s1` to `--s7` for distances; `--measure` for
/// the width of prose.
enum Stylesheet {
  static let page = [
    tokens, base, prose, contents, figures, tables, folds, drawings, code, backing, print,
  ].joined()

  /// Colors and sizes; on paper it is light whatever the reader's settings are.
  private static let tokens = """
    :root {
      color-scheme: light dark;
      \(ChartPalette.light.properties) \(properties(of: PageColors.light))
      --serif: Charter, "Bitstream Charter", "Charis SIL", "Iowan Old Style", "Source Serif 4", Georgia, serif;
      --sans: system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
      --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
      --text: 1.0625rem; --small: .875rem; --tiny: .8125rem;
      --s1: .25rem; --s2: .5rem; --s3: .75rem; --s4: 1rem; --s5: 1.5rem; --s6: 2.25rem; --s7: 3.5rem;
      --measure: 38rem; --wide: 58rem; --panel: 26rem; --square: 18rem;
    }
    @supports (color: light-dark(#000, #fff)) {
      :root { \(switching) }
    }
    :root[data-theme="light"] { color-scheme: light; }
    :root[data-theme="dark"] { color-scheme: dark; }
    @media print {
      :root, :root[data-theme] {
        color-scheme: light; \(ChartPalette.print.properties) --tint: #f3f3f3; --link: #000000; --shade: transparent;
      }
    }

    """

  private static func properties(of colors: [(name: String, color: String)]) -> String {
    colors.map { "--\($0.name): \($0.color);" }.joined(separator: " ")
  }

  /// Every color on light ground and on dark.
  private static let switching = zip(
    ChartPalette.light.named + PageColors.light, ChartPalette.dark.named + PageColors.dark
  ).map { "--\($0.name): light-dark(\($0.color), \($1.color));" }.joined(separator: " ")

  private static let base = """
    * { box-sizing: border-box; }
    html { scroll-padding-top: 1.5rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
    body {
      margin: 0; background: var(--page); color: var(--ink); font: var(--text)/1.6 var(--serif);
      overflow-wrap: break-word;
    }
    main { max-width: calc(var(--wide) + 2.5rem); margin: 0 auto; padding: var(--s6) 1.25rem var(--s7); }
    h1, h2, h3, h4, h5, h6 { line-height: 1.25; font-weight: 650; letter-spacing: -.012em; text-wrap: balance; }
    a { color: var(--link); text-underline-offset: .16em; text-decoration-thickness: .06em; }
    :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
    :target { scroll-margin-top: 1.5rem; }
    button {
      font: 500 var(--tiny)/1.3 var(--sans); color: var(--soft); background: var(--page); cursor: pointer;
      border: 1px solid var(--line); border-radius: 5px; padding: .25em .7em;
    }
    button:hover { color: var(--ink); border-color: var(--soft); }
    header { position: relative; border-bottom: 1px solid var(--line); padding-bottom: var(--s4); margin-bottom: var(--s5); }
    header h1 { font-size: clamp(1.7rem, 1.2rem + 2vw, 2.35rem); line-height: 1.15; margin: 0 0 var(--s3); padding-right: 4rem; max-width: 48rem; }
    header .remark { font: var(--small)/1.5 var(--sans); color: var(--soft); margin: var(--s2) 0 0; max-width: 46rem; }
    .skip { position: absolute; left: 1rem; top: -4rem; z-index: 9; padding: .4rem .8rem; background: var(--page); font: var(--small)/1.4 var(--sans); }
    .skip:focus { top: .5rem; }
    .theme { position: absolute; top: .35rem; right: 0; }
    @media (max-width: 48rem) {
      .theme { top: -1.6rem; }
      .has-contents .theme { top: -3.9rem; }
      header h1 { padding-right: 0; }
    }
    footer { border-top: 1px solid var(--line); margin-top: var(--s6); font: var(--small)/1.5 var(--sans); color: var(--soft); }
    .section { margin-top: var(--s7); padding-top: var(--s4); border-top: 1px solid var(--line); font: var(--small)/1.55 var(--sans); }
    .section > h2 { font: 650 1.35rem/1.25 var(--serif); margin: 0 0 var(--s4); }
    .anchor { color: var(--soft); font-weight: 400; text-decoration: none; margin-left: .35em; opacity: 0; }
    .anchor:focus-visible, :hover > .anchor { opacity: 1; }
    @media (hover: none) { .anchor { display: none; } }
    .note {
      border-left: 3px solid var(--c1); background: var(--tint); padding: .6rem 1rem; max-width: 46rem;
      font: var(--small)/1.5 var(--sans);
    }
    .pointed {
      position: fixed; z-index: 9; pointer-events: none; max-width: 20rem; padding: .3rem .6rem; border-radius: 5px;
      font: 500 var(--tiny)/1.4 var(--sans); font-variant-numeric: tabular-nums; background: var(--ink); color: var(--page);
    }

    """
}

/// Colors of the page beyond those of its plots.
enum PageColors {
  static let light = [
    ("tint", "#f4f2ed"), ("link", "#0b5cad"), ("shade", "rgba(34, 37, 42, .2)"),
  ].map { (name: $0.0, color: $0.1) }
  static let dark = [
    ("tint", "#1f2228"), ("link", "#7db8f0"), ("shade", "rgba(0, 0, 0, .65)"),
  ].map { (name: $0.0, color: $0.1) }
}
