extension NotebookTable {
  /// One line per point, values in full precision and in the unit of the measure; empty where there is none.
  ///
  /// Columns: every axis, then `mean,std,min,max,count,expected,state,reference,difference`, the
  /// difference being mean − reference, then `reference_name,source,confidence` of the published value, and
  /// `diverged`, the number of seeds that diverged. Quoted as RFC 4180 asks, lines ended by LF.
  func csv() -> String {
    let values = [
      "mean", "std", "min", "max", "count", "expected", "state", "reference", "difference",
      "reference_name", "source", "confidence", "diverged",
    ]
    var lines = [Self.line(rowAxes + columnAxes + values)]
    for row in rows.indices {
      for (column, labels) in columns.enumerated() {
        let columnLabels = columnAxes.indices.map { labels.indices.contains($0) ? labels[$0] : "" }
        let point = self[row, column]
        var published: Double?
        if case .value(let value, _) = point.reference { published = value }
        let difference = point.mean.flatMap { mean in published.map { mean - $0 } }
        let numbers = [point.mean, point.std, point.min, point.max].map(Self.number)
        let counts = ["\(point.count)", "\(point.expected)", point.state.rawValue]
        let reference = [Self.number(published), Self.number(difference)]
        let name = point.reference == nil ? "" : self.reference ?? ""
        let origin = [
          name, point.source?.text ?? "", point.source?.confidence ?? "", "\(point.diverged)",
        ]
        lines.append(
          Self.line(rowLabels(row) + columnLabels + numbers + counts + reference + origin))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func number(_ value: Double?) -> String {
    value.map { "\($0)" } ?? ""
  }

  private static func line(_ fields: [String]) -> String {
    fields.map { field in
      let needsQuotes = field.unicodeScalars.contains { ",\"\n\r".unicodeScalars.contains($0) }
      guard needsQuotes else { return field }
      return "\""
        + field.split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "\"\"") + "\""
    }.joined(separator: ",")
  }
}
