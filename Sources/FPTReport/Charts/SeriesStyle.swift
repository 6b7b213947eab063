/// What tells a series from the others, by its place among them: a color, a shape, dashes and a letter.
///
/// Each of the four does so alone, so that neither color nor fine detail is needed.
struct SeriesStyle: Hashable {
  let index: Int
  /// Series of one hue share a color.
  let hue: Int
  let isPale: Bool

  init(_ index: Int, hue: Int? = nil, isPale: Bool = false) {
    self.index = index
    self.hue = hue ?? index
    self.isPale = isPale
  }

  /// More series than this begin again with the first of colors, shapes and dashes.
  static let mostPatterns = DrawnChart.mostSeries

  /// Of ``ChartPalette``.
  var color: Int { hue % ChartPalette.count }

  /// Lengths of dashes and gaps; nil for an unbroken line.
  var dashes: String? { Self.dashes[index % Self.dashes.count] }

  var shape: Shape { Shape.allCases[index % Shape.allCases.count] }

  var letter: Character {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    return letters[index % letters.count]
  }

  enum Shape: CaseIterable {
    case circle, square, triangle, diamond, downward, cross, ring, bar, star
  }

  private static let dashes: [String?] = [
    nil, "7 3", "2 2.6", "9 3 2 3", "4.5 2.5", "12 3", "1.2 2", "9 2 2 2 2 2", "6 1.5",
  ]
}
