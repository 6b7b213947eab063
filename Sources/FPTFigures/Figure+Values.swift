import FPTResults

extension ResultsDocument.Figure {
  /// The values of an array.
  package func values(_ name: String) throws(ResultTreeError) -> [Double] {
    guard let array = array(name) else {
      throw .unexpected(place: "“\(title)”", expected: "the array `\(name)`", found: "none")
    }
    return array.values
  }

  /// More rows, columns, lines or panels than this nobody can look at.
  private static let mostCombinations = 1 << 20

  /// Every combination of labels of some axes, row-major; one empty combination for no axes.
  ///
  /// - Throws: `.tooMany` for more than a million: where one axis is empty, the others can be long at no cost to a file.
  package func combinations(_ axes: [String]) throws(ResultTreeError) -> [[String]] {
    var combinations: [[String]] = [[]]
    for name in axes {
      let labels = axis(name)?.labelTexts ?? []
      let (count, overflow) = combinations.count.multipliedReportingOverflow(by: labels.count)
      guard !overflow, count <= Self.mostCombinations else {
        throw .tooMany(
          place: "“\(title)”", what: "points of \(axes.joined(separator: ", "))",
          limit: Self.mostCombinations, found: overflow ? .max : count)
      }
      combinations = combinations.flatMap { combination in labels.map { combination + [$0] } }
    }
    return combinations
  }
}
