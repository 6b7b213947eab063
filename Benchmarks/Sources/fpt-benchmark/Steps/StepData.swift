import Foundation

/// The table as data, for whoever draws or compares it.
struct StepData: Encodable {
  let conditions: Conditions
  let counted = StepOperations.meaning
  let rows: [StepRow]
  let bars: [Bar.Verdict]

  init(_ table: StepTable) {
    conditions = table.conditions
    rows = table.rows
    bars = table.verdicts
  }

  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }

  /// One line for each case and contender.
  func csv() -> String {
    var lines = [
      "case,contender,mode,best_ms,median_ms,peak_mb,counted_gflop,share_of_peak,processor,kernels,date"
    ]
    for row in rows {
      for contender in Contender.allCases {
        guard let best = row[contender].best, let median = row[contender].median else { continue }
        let fields = [
          row.row.name, contender.rawValue, row[contender].mode ?? "", (best * 1e3).text(3),
          (median * 1e3).text(3), row[contender].peakBytes.map { ($0 / 1e6).text(1) } ?? "",
          (Double(row.operations) / 1e9).text(3), row.shareOfPeak(contender)?.text(4) ?? "",
          conditions.processor.title, conditions.kernels, conditions.date,
        ]
        lines.append(fields.map { $0.contains(",") ? "\"\($0)\"" : $0 }.joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
