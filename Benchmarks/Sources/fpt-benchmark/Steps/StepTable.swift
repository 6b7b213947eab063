/// The table as text: Markdown, so that the documents show it as it is.
struct StepTable {
  let conditions: Conditions
  let rows: [StepRow]

  var text: String {
    ([title] + [times, shares, memory, bars].map { $0.text }).joined(separator: "\n")
  }

  /// The best of every peak in the run.
  private var peaks: [RegisterPeak] {
    RegisterPeak.supported.map { peak in
      let own = rows.flatMap(\.peaks).filter { $0.name == peak.name }
      var best = peak
      best.oneCore = own.map(\.oneCore).max() ?? 0
      best.allThreads = own.map(\.allThreads).max() ?? 0
      return best
    }
  }

  private var title: String {
    let peaks = peaks.map { peak in
      "- register peak, \(peak.name): \((peak.oneCore / 1e9).text(0)) GFLOP/s on one core, "
        + "\((peak.allThreads / 1e9).text(0)) on \(conditions.threads) threads"
    }
    let lines = conditions.lines.map { "- " + $0 } + peaks + ["- " + StepOperations.meaning]
    return lines.joined(separator: "\n") + "\n"
  }

  private var times: MarkdownTable {
    MarkdownTable(
      columns: ["Best step, ms"] + present.map(\.rawValue),
      rows: rows.map { row in
        [row.row.name]
          + present.map { contender in
            let timing = row[contender]
            let time = timing.best.map { ($0 * 1e3).text(1) } ?? "–"
            return timing.mode.map { "\(time) (\($0))" } ?? time
          }
      })
  }

  private var shares: MarkdownTable {
    MarkdownTable(
      columns: [
        "Ratios of best steps (medians)", "GFLOP", "peak, f32", "peak, bf16", "OpenBLAS/f32",
        "PyTorch/f32", "PyTorch bf16/bf16", "f32/bf16",
      ],
      rows: rows.map { row in
        [
          row.row.name, (Double(row.operations) / 1e9).text(1),
          percent(row.shareOfPeak(.ours)), percent(row.shareOfPeak(.oursBfloat16)),
          ratio(row, .openBLAS, .ours), ratio(row, .pytorch, .ours),
          ratio(row, .pytorchBfloat16, .oursBfloat16), ratio(row, .ours, .oursBfloat16),
        ]
      })
  }

  private var memory: MarkdownTable {
    let own = present.filter { $0 != .openBLAS }
    return MarkdownTable(
      columns: ["Peak memory, MB"] + own.map(\.rawValue),
      rows: rows.map { row in
        [row.row.name] + own.map { row[$0].peakBytes.map { ($0 / 1e6).text(0) } ?? "–" }
      })
  }

  private var bars: MarkdownTable {
    MarkdownTable(
      columns: ["Bar", "compared", "bound", "reached", "met", "processors of the bar"],
      rows: verdicts.map {
        [$0.row, $0.what, $0.bound, $0.reached, $0.isMet ? "yes" : "no", $0.processors]
      })
  }

  /// How every row stands to its bars.
  var verdicts: [Bar.Verdict] {
    rows.flatMap { row in Bar.all.compactMap { $0.verdict(on: row, conditions) } }
  }

  private var present: [Contender] {
    Contender.allCases.filter { contender in rows.contains { $0[contender].best != nil } }
  }

  private func ratio(_ row: StepRow, _ slower: Contender, _ faster: Contender) -> String {
    guard let best = row.ratio(slower, faster), let median = row.medianRatio(slower, faster)
    else { return "–" }
    return "\(best.text(2)) (\(median.text(2)))"
  }

  private func percent(_ share: Double?) -> String {
    share.map { ($0 * 100).text(0) + " %" } ?? "–"
  }
}
