extension Stylesheet {
  /// Code: its colors are readable on the tint behind it, light and dark.
  static let code = """
    :root { \(properties { $0.light }) }
    @supports (color: light-dark(#000, #fff)) {
      :root { \(properties { "light-dark(\($0.light), \($0.dark))" }) }
    }
    @media print { :root, :root[data-theme] { \(properties { $0.light }) } }
    .code { position: relative; margin: var(--s2) 0 var(--s4); }
    .code pre { margin: 0; font-size: var(--tiny); line-height: 1.5; overflow-x: auto; }
    .code .copy { position: absolute; top: .4rem; right: .4rem; box-shadow: -.5rem 0 .6rem .3rem var(--tint); }
    .code .c { color: var(--k-comment); } .code .p { color: var(--k-prose); } .code .s { color: var(--k-string); }
    .code .n { color: var(--k-number); } .code .k { color: var(--k-keyword); font-weight: 600; }
    .code .d { color: var(--k-declared); } .code .f { color: var(--k-call); }

    """

  /// Colors of the pieces of code, by the names of their properties.
  static let codeColors: [(name: String, light: String, dark: String)] = [
    ("comment", "#5d626a", "#9a9fa8"), ("prose", "#35573f", "#a8c7b5"),
    ("string", "#7a4a00", "#e0b26a"), ("number", "#8a2b0f", "#f0956b"),
    ("keyword", "#5b2a86", "#c9a5f0"), ("declared", "#0b4f96", "#7db8f0"),
    ("call", "#0d5a57", "#7fd0c8"),
  ]

  private static func properties(
    _ value: ((name: String, light: String, dark: String)) -> String
  ) -> String {
    codeColors.map { "--k-\($0.name): \(value($0));" }.joined(separator: " ")
  }

  /// What stands behind a notebook: source, data, cells, how it was made, how it is cited.
  static let backing = """
    .byline { margin: 0 0 var(--s3); font: 1rem/1.5 var(--sans); }
    .folds { display: flex; flex-wrap: wrap; gap: 0 var(--s5); margin-top: var(--s3); }
    .folds > .fold { margin: 0; }
    .folds > .fold[open] { flex-basis: 100%; }
    .notebook > .fold { margin: var(--s4) 0; }
    .label { color: var(--soft); font-size: var(--tiny); margin: var(--s3) 0 -.2rem; }
    .facts { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.4rem; margin: 0 0 var(--s5); }
    .facts dt { color: var(--soft); }
    .facts dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
    .grid { font: var(--tiny)/1.45 var(--sans); margin: var(--s2) 0 var(--s4); font-variant-numeric: tabular-nums lining-nums; }
    .grid caption { text-align: left; color: var(--soft); padding-bottom: .3rem; }
    .grid th, .grid td, .results .grid th.number, .results .grid td { padding: .2rem 1.1rem .2rem 0; white-space: nowrap; }
    .grid th:first-child { white-space: normal; min-width: min(9rem, 45vw); }
    .grid td { text-align: right; }
    .grid td.word { text-align: left; }
    .grid small { display: block; color: var(--soft); font-weight: 400; white-space: normal; max-width: 24rem; }
    .differs th, .differs td { font-weight: 600; }
    .difference td { color: var(--soft); }
    .again { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    .results td.word { text-align: left; padding-left: 0; }
    .sides td { white-space: normal; overflow-wrap: anywhere; min-width: 8rem; }
    .section .fold { margin: var(--s2) 0; }
    @media (max-width: 32rem) {
      .facts { grid-template-columns: 1fr; gap: 0; }
      .facts dd { margin-bottom: var(--s2); }
    }

    """
}
