import FPTEvidence

/// The verdicts on all lines of a file of claims, for a page and for a terminal.
package struct VerdictReport: Sendable {
  let findings: ClaimFindings
  let costs: ComputingCosts?

  package init(_ findings: ClaimFindings, costs: ComputingCosts? = nil) {
    self.findings = findings
    self.costs = costs
  }

  /// A sentence with all counts: `Of 61 lines, 12 hold here (5 with grid), …`; marks in italics for Markdown.
  func summary(inMarkdown: Bool = false) -> String {
    let judged = findings.judged
    if findings.count(.notComputed) == judged {
      return judged == 1
        ? "The one line is not computed yet." : "None of \(judged) lines is computed yet."
    }
    let counts = Verdict.counted.map { (findings.count($0), $0) }.filter { $0.0 > 0 }
    let texts = counts.map { count, verdict -> String in
      let marks = marks(of: verdict, inMarkdown: inMarkdown)
      return "\(count) \(Self.words(verdict, count))\(marks)"
    }
    return "Of \(Self.lines(judged)), \(texts.joined(separator: ", "))."
  }

  /// `1 line` or `61 lines`.
  static func lines(_ count: Int) -> String { count == 1 ? "1 line" : "\(count) lines" }

  /// The marks that weaken a verdict, by name.
  static let countedMarks = ["grid", "rate", "provisional"]

  /// ` (8 with grid, 1 with rate)`; empty where no line of the verdict has one.
  private func marks(of verdict: Verdict, inMarkdown: Bool) -> String {
    let counts = Self.countedMarks.map { ($0, findings.count(mark: $0, of: verdict)) }
      .filter { $0.1 > 0 }
    guard !counts.isEmpty else { return "" }
    let texts = counts.map { "\($1) \(inMarkdown ? "*\($0)*" : $0)" }
    return " (\(texts.joined(separator: ", ")))"
  }

  private static func words(_ verdict: Verdict, _ count: Int) -> String {
    switch verdict {
    case .holds: count == 1 ? "holds here" : "hold here"
    case .doesNotHold: count == 1 ? "does not hold here" : "do not hold here"
    case .cannotBeTold: "cannot be told at this scale"
    case .noEvidence: count == 1 ? "is no evidence" : "are no evidence"
    case .notComputed: count == 1 ? "is not computed" : "are not computed"
    case .descriptive: "have no direction"
    }
  }

  /// What is missing, a line for each experiment that lacks something.
  struct Missing: Hashable {
    var experiment: String
    var results: String
    /// Lines that are not computed for it.
    var lines: Int
    /// `no file`, or how many of its cells are missing.
    var what: String
    /// Predicted core-hours of what is left; nil where no prediction is there.
    var hours: Double?
  }

  var missing: [Missing] {
    findings.files.compactMap { file in
      guard !file.isThere || file.missing > 0 else { return nil }
      let lines = findings.lines.filter { $0.claim.results == file.results }
      let name = lines.first?.claim.experimentName ?? file.experiment
      return Missing(
        experiment: name, results: file.results,
        lines: lines.count { $0.ruling.verdict == .notComputed },
        what: file.isThere ? "\(file.missing) of \(file.cells) cells" : "no file",
        hours: costs?.remaining(of: [name]))
    }
  }

  /// What has to be read beside the numbers, by file.
  var cautions: [(file: String, text: String)] {
    findings.files.flatMap { file in file.cautions.map { (file.results, $0) } }
  }

  /// A cell of the first line that is computed, by results file: what `rerun` takes.
  var cellsToRerun: [(file: String, cell: String)] {
    findings.files.filter(\.isThere).compactMap { file in
      let line = findings.lines.first {
        $0.claim.results == file.results && $0.answer != nil && $0.ruling.verdict != .notComputed
          && $0.claim.direction != .descriptive
      }
      return line?.answer?.cells.first.map { (file.results, $0) }
    }
  }
}
