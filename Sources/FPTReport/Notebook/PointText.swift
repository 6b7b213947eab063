/// The words and signs of one point of a table: what every table format shows, before any layout.
struct PointText: Hashable {
  /// The mean, or the sign of what stands in its place.
  var value: String
  /// `†`, `(2/3)`, `† 1 of 3 diverged`; empty for a point that is whole.
  var mark: String
  /// `± 0.2`, `± –`, `[68.1, 70.2]`, `n 3`; empty where nothing but the mean is shown.
  var spread: String
  /// `100`, `?`; nil where no published value belongs here.
  var reference: String?
  /// `−0.4`; empty where either side is unknown.
  var difference: String

  init(_ point: NotebookPoint, in table: NotebookTable) {
    let format = table.format
    reference =
      switch point.reference {
      case .value(let value, let printed): printed ?? format.text(value)
      case .unknown: point.state == .skipped ? nil : "?"
      case nil: nil
      }
    difference = ""
    mark = ""
    spread = ""
    guard let mean = point.mean, ![.missing, .skipped, .unavailable].contains(point.state) else {
      value = TableSign(emptyPoint: point.state)?.text ?? ""
      mark = Self.share(ofDiverged: point)
      return
    }
    value = format.text(mean)
    if point.state == .diverged { mark += TableSign.diverged.text }
    if point.state == .failed { mark += TableSign.failed.text }
    mark += Self.share(ofDiverged: point)
    if !mark.isEmpty, mark.last?.isLetter == true, point.count < point.expected { mark += " " }
    if point.count < point.expected { mark += "(\(point.count)/\(point.expected))" }
    spread = Self.spread(of: point, in: table)
    if case .value(let reference, _) = point.reference {
      difference = format.difference(mean, from: reference)
    }
  }

  /// The number of diverged seeds, unless all diverged.
  private static func share(ofDiverged point: NotebookPoint) -> String {
    guard point.diverged > 0, point.diverged < point.expected else { return "" }
    return " \(point.diverged) of \(point.expected) diverged"
  }

  private static func spread(of point: NotebookPoint, in table: NotebookTable) -> String {
    var parts: [String] = []
    let format = table.format
    if table.show.contains(.std) {
      parts.append("± " + (point.std.map(format.text) ?? TableSign.oneSeed.text))
    }
    let shown: [(NotebookTable.Statistic, Double?)] = [(.min, point.min), (.max, point.max)]
    let bounds = shown.filter { table.show.contains($0.0) }
    if bounds.count == 2 {
      parts.append("[" + bounds.map { $0.1.map(format.text) ?? "?" }.joined(separator: ", ") + "]")
    } else if let (statistic, bound) = bounds.first {
      parts.append(statistic.rawValue + " " + (bound.map(format.text) ?? "?"))
    }
    if table.show.contains(.count) { parts.append("n \(point.count)") }
    return parts.joined(separator: "  ")
  }
}

/// A sign that a table may show instead of, or beside, a number, with its meaning for the legend.
enum TableSign: CaseIterable, Hashable {
  case diverged, failed, unavailable, missing, unknownReference, oneSeed, incomplete

  /// What stands at a point without a value; nil where the run has no such point, which stays blank.
  init?(emptyPoint state: NotebookPoint.State) {
    switch state {
    case .diverged: self = .diverged
    case .failed: self = .failed
    case .unavailable: self = .unavailable
    case .done, .missing: self = .missing
    case .skipped: return nil
    }
  }

  var text: String {
    switch self {
    case .diverged: "†"
    case .failed: "✗"
    case .unavailable: "∅"
    case .missing: "·"
    case .unknownReference: "?"
    case .oneSeed: "–"
    case .incomplete: "(n/m)"
    }
  }

  var meaning: String {
    switch self {
    case .diverged: "diverged: the last value before"
    case .failed: "failed"
    case .unavailable: "data or weights missing"
    case .missing: "not computed yet"
    case .unknownReference: "published value not known"
    case .oneSeed: "one seed, no deviation"
    case .incomplete: "n of m seeds"
    }
  }
}

extension NotebookTable {
  /// The signs that this table shows, in a fixed order: its legend.
  var signs: [TableSign] {
    var used: Set<TableSign> = []
    for row in rows.indices {
      for column in columns.indices {
        let point = self[row, column]
        let text = PointText(point, in: self)
        switch point.state {
        case .diverged, .failed, .unavailable, .missing, .skipped:
          if let sign = TableSign(emptyPoint: point.state) { used.insert(sign) }
        case .done: if point.mean == nil { used.insert(.missing) }
        }
        if text.reference == TableSign.unknownReference.text { used.insert(.unknownReference) }
        if text.spread.hasPrefix("± " + TableSign.oneSeed.text) { used.insert(.oneSeed) }
        if text.mark.hasSuffix(")") { used.insert(.incomplete) }
      }
    }
    return TableSign.allCases.filter(used.contains)
  }

  /// The line under the title: measure, unit and what the numbers are.
  var caption: String {
    var text = measure
    if !format.unit.isEmpty { text += ", " + format.unit }
    if show.contains(.std) { text += ", mean ± standard deviation over seeds" }
    return text
  }
}
