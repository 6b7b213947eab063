import FPTResults

extension ResultsDocument.Figure {
  /// A line for each point with its labels and the value of each array, in full precision; empty where there is none.
  ///
  /// Points come as the results file has them, row-major over the axes.
  package func csv() -> String {
    csvRecords().map(CSVLine.text).joined(separator: "\n") + "\n"
  }

  /// The same as fields, the first record being the names.
  func csvRecords() -> [[String]] {
    let count = axes.reduce(1) { $0 * $1.count }
    let labels = axes.map(\.labelTexts)
    let names = axes.map(\.name) + arrays.map(\.name) + texts.map(\.name)
    return [names]
      + (0..<count).map { offset in
        zip(labels, axes.index(at: offset)).map { $0[$1] }
          + arrays.map { CSVLine.number($0.values[offset]) } + texts.map { $0.values[offset] }
      }
  }
}
