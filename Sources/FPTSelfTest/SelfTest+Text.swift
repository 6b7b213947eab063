extension SelfTest {
  /// The report as lines; each ended by a line break.
  package var text: String {
    var lines = [
      "fpt-script \(version), numerics version \(numerics)",
      "\(processor), \(threads) \(threads == 1 ? "thread" : "threads")",
    ]
    for set in kernels {
      let name = "kernels of \(set.name)"
      if let fault = set.fault {
        lines.append("✗ \(name): \(fault)")
      } else if set.wrong.isEmpty {
        lines.append("✓ \(name): \(set.hashes) of \(set.hashes) hashes are as promised")
      } else {
        let named = set.wrong.prefix(5).joined(separator: ", ")
        let more = set.wrong.count > 5 ? " and \(set.wrong.count - 5) more" : ""
        let count = set.wrong.count == 1 ? "1 hash differs" : "\(set.wrong.count) hashes differ"
        lines.append("✗ \(name): \(count): \(named)\(more)")
      }
    }
    for training in trainings {
      let name = "20 steps in \(training.precision)"
      let rate = "\((training.operationsPerSecond / 1e8).rounded() / 10) GFLOP/s"
      if training.isPassed {
        lines.append("✓ \(name): digest \(training.digest.prefix(16))… as promised; \(rate)")
      } else {
        lines.append(
          "✗ \(name): digest \(training.digest.prefix(16))…, promised \(training.promised.prefix(16))…"
        )
      }
    }
    lines += remarks.map { "• \($0)" }
    lines.append(
      isPassed
        ? "This machine gives the promised bits."
        : "This machine does not give the promised bits. Do not trust its results; please report this output."
    )
    return lines.map { $0 + "\n" }.joined()
  }
}
