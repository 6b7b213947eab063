import FPTResults

extension NotebookTable {
  /// One line per point, values in full precision and in the unit of the measure; empty where there is none.
  ///
  /// Columns: every axis, then `mean,std,min,max,count,expected,state,reference,difference`, the
  /// difference being mean − reference, then `reference_name,source,confidence` of the published value, and
  /// `diverged`, the number of seeds that diverged; last what `show` asks for beyond these. Quoted as RFC 4180 asks, lines ended by LF.
  func csv() -> String {
    csvRecords().map(CSVLine.text).joined(separator: "\n") + "\n"
  }

  /// The same as fields, the first record being the names.
  func csvRecords() -> [[String]] {
    let values = [
      "mean", "std", "min", "max", "count", "expected", "state", "reference", "difference",
      "reference_name", "source", "confidence", "diverged",
    ]
    let further = show.flatMap(\.csvColumns)
    let chosen = selection.map { ["chosen \($0.axis)"] } ?? []
    var records = [rowAxes + columnAxes + values + further.map(\.name) + chosen]
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
        let others = further.map { CSVLine.number($0.value(point)) }
        records.append(
          rowLabels(row) + columnLabels + numbers + counts + reference + origin + others
            + chosen.map { _ in point.choice ?? "" })
      }
    }
    return records
  }

  /// One line per comparison, values in full precision; nil where nothing is compared.
  func comparisonsCSV() -> String? {
    guard !comparisons.isEmpty else { return nil }
    let values = [
      "measure", "left", "right", "difference", "low", "high", "p", "p_holm", "level",
      "adjusted_low", "adjusted_high", "sign_p", "permutation_p", "pairs", "expected", "equal",
    ]
    var lines = [CSVLine.text(claim.axes + values)]
    for item in comparisons {
      let label = measures.indices.contains(item.measure) ? measures[item.measure].label : ""
      let numbers = [
        item.difference, item.interval?.low, item.interval?.high, item.p, item.adjustedP,
        item.level, item.adjusted?.low, item.adjusted?.high, item.signP, item.permutationP,
      ].map(CSVLine.number)
      let counts = ["\(item.pairs)", "\(item.expected)", item.isEqual.map { $0 ? "1" : "0" } ?? ""]
      lines.append(
        CSVLine.text(item.place + [label, item.left, item.right] + numbers + counts))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension NotebookTable.Statistic {
  /// The columns of comma-separated values that tables have only where they are asked for.
  fileprivate var csvColumns: [(name: String, value: @Sendable (NotebookPoint) -> Double?)] {
    switch self {
    case .mean, .std, .min, .max, .count: []
    case .sem: [("sem", { $0.sem })]
    case .median: [("median", { $0.median })]
    case .ci95: [("ci95_low", { $0.ci95?.low }), ("ci95_high", { $0.ci95?.high })]
    case .bootstrap:
      [("bootstrap_low", { $0.bootstrap?.low }), ("bootstrap_high", { $0.bootstrap?.high })]
    case .iqr: [("q1", { $0.quartiles?.low }), ("q3", { $0.quartiles?.high })]
    case .ciTest: [("ci_test_low", { $0.ciTest?.low }), ("ci_test_high", { $0.ciTest?.high })]
    }
  }
}
