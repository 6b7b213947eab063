/// Colors of series, and of what is around them, on light ground and on dark.
///
/// The colors were found by annealing: as far apart as can be for readers of normal sight, with protanopia, deuteranopia and tritanopia
/// (Machado, Oliveira and Fernandes 2009), each of another lightness, so that gray print tells them apart, and each with enough contrast to
/// the page. The first four are farther apart than the others.
struct ChartPalette: Hashable {
  /// Of the page behind.
  var page: String
  /// Of headings and numbers.
  var ink: String
  /// Of labels.
  var soft: String
  /// Of grids.
  var line: String
  /// Of series, by their place.
  var series: [String]

  static let count = 8

  static let light = ChartPalette(
    page: "#fdfcfa", ink: "#22252a", soft: "#5d626a", line: "#dcdad5",
    series: [
      "#3961d7", "#ec690d", "#5b0f65", "#a20901", "#8b7cbc", "#a9615d", "#6b4e7b", "#2c2ea9",
    ])
  static let dark = ChartPalette(
    page: "#16181c", ink: "#e4e3df", soft: "#9a9fa8", line: "#34383f",
    series: [
      "#60ade2", "#b9cc8c", "#a6f9ff", "#e2496a", "#f1ab00", "#877ff5", "#e0813d", "#eddf18",
    ])
  /// On paper.
  static let print = ChartPalette(
    page: "#ffffff", ink: "#000000", soft: "#4a4e55", line: "#d9d9d9", series: light.series)

  /// The colors by the names that stylesheets give them.
  var named: [(name: String, color: String)] {
    [("page", page), ("ink", ink), ("soft", soft), ("line", line)]
      + series.enumerated().map { ("c\($0)", $1) }
  }

  /// Custom properties of CSS: `--page: #fdfcfa; …`.
  var properties: String { named.map { "--\($0.name): \($0.color);" }.joined(separator: " ") }
}
