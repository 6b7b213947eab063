/// A sign that a table may show instead of, or beside, a number, with its meaning for the legend.
enum TableSign: CaseIterable, Hashable {
  case diverged, failed, unavailable, missing, noValue, unknownReference, oneSeed, noSpread,
    incomplete

  /// What stands at a point without a value; nil where the run has no such point, which stays blank.
  init?(emptyPoint state: NotebookPoint.State) {
    switch state {
    case .diverged: self = .diverged
    case .failed: self = .failed
    case .unavailable: self = .unavailable
    case .done: self = .noValue
    case .missing: self = .missing
    case .skipped: return nil
    }
  }

  var text: String {
    switch self {
    case .diverged: "†"
    case .failed: "✗"
    case .unavailable: "∅"
    case .missing: "·"
    case .noValue: "none"
    case .unknownReference: "?"
    case .oneSeed, .noSpread: "–"
    case .incomplete: "(n/m)"
    }
  }

  var meaning: String {
    switch self {
    case .diverged: "diverged: the last value before"
    case .failed: "failed"
    case .unavailable: "data or weights missing"
    case .missing: "not computed yet"
    case .noValue: "finished without a value"
    case .unknownReference: "published value not known"
    case .oneSeed: "one seed, which has no spread"
    case .noSpread: "all seeds alike, which gives no interval"
    case .incomplete: "n of m seeds have a value"
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
        let text = text(row, column)
        switch point.state {
        case .diverged, .failed, .unavailable, .missing, .skipped:
          if let sign = point.sign { used.insert(sign) }
        case .done: if point.mean == nil { used.insert(.noValue) }
        }
        if text.reference == TableSign.unknownReference.text { used.insert(.unknownReference) }
        if text.deviation == TableSign.oneSeed.text {
          used.insert(point.count > 1 ? .noSpread : .oneSeed)
        }
        if text.mark.hasSuffix(")") { used.insert(.incomplete) }
      }
    }
    return TableSign.allCases.filter(used.contains)
  }
}
