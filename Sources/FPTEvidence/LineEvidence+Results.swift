import FPTResults
import FPTStatistics

/// How one way of choosing the learning rate answers a line, with what is needed to show it.
package struct Answer: Sendable, Hashable {
  package var evidence: LineEvidence
  /// How the difference is written.
  package var format: ValueFormat
  /// The unit of the values as the file has it: `1`, `steps`.
  package var units: String
  /// What is compared of each arm, left and right, as a mean over seeds; nil where no seed has it.
  package var means: [Double?]
  /// Comparisons that the interval is adjusted for.
  package var familySize: Int
  /// A cell of each arm, as `--cell` takes it: at its chosen rate, with the first seed.
  package var cells: [String]

  package init(
    evidence: LineEvidence, format: ValueFormat, units: String = "1", means: [Double?]? = nil,
    familySize: Int, cells: [String]
  ) {
    self.evidence = evidence
    self.format = format
    self.units = units
    self.means = means ?? [evidence.left.mean, evidence.right.mean]
    self.familySize = familySize
    self.cells = cells
  }
}

extension Claim {
  /// What a results file says of the line, each arm at the best rate; nil for a line that compares nothing.
  ///
  /// - Throws: `EvidenceError` where the file has not what the line names.
  package func answer(in document: ResultsDocument) throws(EvidenceError) -> Answer? {
    guard let arms else {
      _ = try StoredTable(titled: table, in: document)
      return nil
    }
    return try answer(arms, table, judgedBy: judgedBy, in: document)
  }

  /// The same at the paper's rate; nil where the line names no table of it.
  package func answerAtSingleRate(in document: ResultsDocument) throws(EvidenceError) -> Answer? {
    guard let arms, let rateTable else { return nil }
    return try answer(arms, rateTable, judgedBy: rateJudgedBy ?? judgedBy, in: document)
  }

  private func answer(
    _ arms: Arms, _ title: String, judgedBy: String?, in document: ResultsDocument
  ) throws(EvidenceError) -> Answer {
    let table = try StoredTable(titled: title, in: document)
    if let attention {
      return try answer(attention, arms, table, judgedBy: judgedBy, in: document)
    }
    guard let comparisons = table.comparisons, let index = comparisons.index(of: arms, at: place)
    else { throw .noComparison(arms, place: place, table: title) }
    let axis = comparisons.axis(index)
    let (left, right) = try pair(arms, along: axis, in: table)
    var evidence = LineEvidence(
      direction, left: left, right: right,
      judged: try judged(by: judgedBy, arms, along: axis, in: document), chance: chance,
      difference: comparisons.value("difference", index),
      adjusted: comparisons.interval(
        "adjusted", index, confidence: comparisons.value("level", index) ?? .nan),
      equality: comparisons.margin.map { margin in
        LineEvidence.Equality(
          margin: margin, interval: comparisons.interval("equal", index, confidence: 0.9),
          isShown: comparisons.value("equal", index).map { $0 == 1 })
      },
      pairs: comparisons.count("pairs", index), expected: comparisons.count("expected", index),
      fewestPairs: fewestPairs, condition: try conditionValue(in: document))
    let isWhole = try isWhole(comparisons.family, in: document)
    evidence.familyIsWhole = table.isWhole && isWhole
    return Answer(
      evidence: evidence, format: document.format(ofTable: title),
      units: table.figure.array("mean")?.units ?? "1", familySize: comparisons.familySize,
      cells: [left, right].map { cell($0, along: axis, of: table.run) })
  }

  /// Whether all tables of a family are whole; a table without a family stands for itself.
  private func isWhole(
    _ family: String?, in document: ResultsDocument
  ) throws(EvidenceError) -> Bool {
    guard let family else { return true }
    for figure in document.tables where figure.part(NotebookLayout.Table.comparisonsGroup) != nil {
      let table = try StoredTable(titled: figure.title, in: document)
      if table.comparisons?.family == family, !table.isWhole { return false }
    }
    return true
  }

  func pair(
    _ arms: Arms, along axis: String, in table: StoredTable
  ) throws(EvidenceError) -> (ArmEvidence, ArmEvidence) {
    let left = try table.arm(arms.left, at: place + [Point(axis: axis, label: arms.left)])
    let right = try table.arm(arms.right, at: place + [Point(axis: axis, label: arms.right)])
    return (left, right)
  }

  /// The arms whose accuracy decides whether chance is left; nil where it is that of the compared ones.
  func judged(
    by title: String?, _ arms: Arms, along axis: String, in document: ResultsDocument
  ) throws(EvidenceError) -> [ArmEvidence]? {
    guard let title else { return nil }
    let (left, right) = try pair(arms, along: axis, in: StoredTable(titled: title, in: document))
    return [left, right]
  }

  func conditionValue(
    in document: ResultsDocument
  ) throws(EvidenceError) -> LineEvidence.Condition? {
    guard let condition else { return nil }
    let table = try StoredTable(titled: condition.table, in: document)
    let arm = try table.arm(condition.table, at: condition.place)
    return LineEvidence.Condition(
      name: condition.table, value: arm.missing > 0 ? nil : arm.diverged > 0 ? .nan : arm.mean,
      least: condition.least,
      format: document.format(ofTable: condition.table))
  }

  /// A cell of an arm at its chosen rate: `task=bit_xor,model=language,train.optimizer.lr=1e-3,seed=10`.
  func cell(_ arm: ArmEvidence, along axis: String, of run: RunResults) -> String {
    let choice = arm.choice.map { [Point(axis: $0.axis, label: $0.label)] } ?? []
    let seed = run.axes.first { $0.name == "seed" }?.labelTexts.first
      .map { [Point(axis: "seed", label: $0)] }
    return (place + [Point(axis: axis, label: arm.name)] + choice + (seed ?? []))
      .map { "\($0.axis)=\($0.label)" }.joined(separator: ",")
  }
}

extension ResultsDocument {
  /// How the numbers of a table are written.
  fileprivate func format(ofTable title: String) -> ValueFormat {
    for case .table(let layout)? in (notebook?.items ?? []).map(Optional.some)
    where layout.table == title {
      return layout.format
    }
    return .number(digits: 3)
  }
}
