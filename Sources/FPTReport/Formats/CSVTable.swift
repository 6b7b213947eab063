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
    var lines = [CSVLine.text(rowAxes + columnAxes + values)]
    for row in rows.indices {
      for (column, labels) in columns.enumerated() {
        let columnLabels = columnAxes.indices.map { labels.indices.contains($0) ? labels[$0] : "" }
        let point = self[row, column]
        var published: Double?
        if case .value(let value, _) = point.reference { published = value }
        let difference = point.mean.flatMap { mean in published.map { mean - $0 } }
        let numbers = [point.mean, point.std, point.min, point.max].map(CSVLine.number)
        let counts = ["\(point.count)", "\(point.expected)", point.state.rawValue]
        let reference = [CSVLine.number(published), CSVLine.number(difference)]
        let name = point.reference == nil ? "" : self.reference ?? ""
        let origin = [
          name, point.source?.text ?? "", point.source?.confidence ?? "", "\(point.diverged)",
        ]
        lines.append(
          CSVLine.text(rowLabels(row) + columnLabels + numbers + counts + reference + origin))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
