import FPTResults
import Testing

@testable import FPTEvidence

/// What a results file says of a line: its arms, their grids, what is missing and what diverged.
@Suite struct StoredEvidenceTests {
  static func line(
    _ stored: StoredEvidence = StoredEvidence(), _ direction: String = "ahead"
  ) throws -> ClaimFindings.Line {
    try ClaimFindings(
      StoredEvidence.list(direction), documents: ["a.h5": stored.document]
    ).lines[0]
  }

  @Test func readsArmsAndTheirOwnGrids() throws {
    let line = try Self.line()
    let evidence = try #require(line.answer?.evidence)
    #expect(evidence.left.choice?.label == "3e-3" && evidence.left.choice?.count == 3)
    #expect(evidence.left.choice?.isAtEnd == false)
    // `skip` left the second model two rates, of which the last is an end.
    #expect(evidence.right.choice?.place == 1 && evidence.right.choice?.count == 2)
    #expect(evidence.left.interval?.lower == 0.88 && evidence.right.mean == 0.7)
    #expect(evidence.pairs == 2 && line.answer?.familySize == 3)
    #expect(
      line.answer?.cells == [
        "model=a,train.optimizer.lr=3e-3,seed=10", "model=b,train.optimizer.lr=1e-2,seed=10",
      ])
    #expect(line.ruling.verdict == .holds)
    // The second arm is behind, and its best rate is an end of its own grid.
    #expect(line.ruling.marks == [.grid])
  }

  @Test func aFreedGridHasItsOwnLowerEnd() throws {
    var stored = StoredEvidence()
    stored.chosen = [1, 1]
    #expect(try Self.line(stored).ruling.marks == [.grid])
    stored.state = { _, _, _ in .done }
    #expect(try Self.line(stored).ruling.marks == [])
  }

  @Test(arguments: [CellRecord.State.planned, .running, .failed, .unavailable])
  func anyMissingCellOfAnArmIsNotComputed(_ state: CellRecord.State) throws {
    var stored = StoredEvidence()
    // Not the chosen rate: what is chosen is not known before all are there.
    stored.state = { model, rate, seed in (model, rate, seed) == (0, 0, 1) ? state : .done }
    let line = try Self.line(stored)
    #expect(line.ruling.verdict == .notComputed)
    #expect(line.ruling.reasons == ["cells are missing: 1 of a"])
  }

  @Test func aDivergedCellCountsAtTheChosenRateAlone() throws {
    var stored = StoredEvidence()
    stored.state = { model, rate, seed in (model, rate, seed) == (1, 0, 0) ? .diverged : .done }
    #expect(try Self.line(stored).ruling.verdict == .holds)
    stored.state = { model, rate, seed in (model, rate, seed) == (1, 2, 0) ? .diverged : .done }
    let line = try Self.line(stored)
    #expect(line.ruling.verdict == .cannotBeTold)
    #expect(line.ruling.reasons.first == "1 cell of b diverged")
  }

  @Test func noFileIsNotComputed() throws {
    let findings = try ClaimFindings(StoredEvidence.list(), documents: [:])
    #expect(findings.lines[0].ruling.verdict == .notComputed)
    #expect(findings.files.map(\.isThere) == [false])
    #expect(findings.count(.notComputed) == 1 && findings.judged == 1)
  }

  @Test func noNumberIsNone() throws {
    var stored = StoredEvidence()
    (stored.difference, stored.adjusted, stored.pairs) = (.nan, (.nan, .nan), 0)
    (stored.mean[1], stored.interval[1]) = (.nan, (.nan, .nan))
    let line = try Self.line(stored)
    #expect(line.answer?.evidence.difference == nil && line.answer?.evidence.adjusted == nil)
    #expect(line.ruling.verdict == .cannotBeTold)
  }

  @Test func readsEquality() throws {
    var stored = StoredEvidence()
    stored.margin = 0.02
    (stored.equal, stored.adjusted, stored.difference) = ((-0.01, 0.01, 1), (-0.02, 0.02), 0)
    #expect(try Self.line(stored, "equal").ruling.verdict == .holds)
    (stored.equal, stored.adjusted) = ((.nan, .nan, 1), (.nan, .nan))
    #expect(try Self.line(stored, "equal").ruling.marks == [.identical])
    (stored.equal, stored.adjusted) = ((.nan, .nan, .nan), (.nan, .nan))
    #expect(try Self.line(stored, "equal").ruling.verdict == .cannotBeTold)
  }

  @Test func aConditionIsReadFromItsTable() throws {
    func ruling(_ condition: String) throws -> Ruling {
      try ClaimFindings(
        StoredEvidence.list(condition: condition),
        documents: ["a.h5": StoredEvidence().document]
      ).lines[0].ruling
    }
    #expect(try ruling("Accuracy: model=b >= 70%").verdict == .holds)
    let missed = try ruling("Accuracy: model=b >= 71%")
    #expect(missed.verdict == .noEvidence)
    #expect(missed.reasons.first == "Accuracy has 70.0 %, and needs 71.0 %")
  }

  /// What is declared finds cells, and what is shown is read.
  @Test func armsHaveTheirShownNames() throws {
    var stored = StoredEvidence()
    stored.labels = [
      .init(kind: "model", name: "b", label: "random"), .init(kind: "task", name: "a", label: "x"),
    ]
    let line = try Self.line(stored)
    let evidence = try #require(line.answer?.evidence)
    #expect(evidence.left.label == "a" && evidence.right.label == "random")
    #expect(line.answer?.cells.last == "model=b,train.optimizer.lr=1e-2,seed=10")
    #expect(line.ruling.reasons.contains { $0.contains("the best rate of random") })
  }

  /// Means, difference and interval are of the map, and of the seeds that both arms have; chance is left by the accuracy.
  @Test func attentionIsComparedInPlaceOfTheTable() throws {
    var stored = StoredEvidence()
    stored.state = { _, _, _ in .done }
    stored.attention = [[0.5, 0.75], [0.25, 0.25]]
    let findings = try ClaimFindings(
      StoredEvidence.list("more", attention: "map 1-0"), documents: ["a.h5": stored.document])
    let answer = try #require(findings.lines[0].answer)
    #expect(answer.means == [0.625, 0.25])
    #expect(answer.evidence.difference == 0.375 && answer.evidence.left.mean == 0.9)
    // Two differences, 0.25 and 0.5, have a standard error of 0.125; t of one degree of freedom is 12.706.
    let interval = try #require(answer.evidence.adjusted)
    #expect(abs(interval.upper - (0.375 + 12.706_204_736 * 0.125)) < 1e-6)
    #expect(findings.lines[0].ruling.verdict == .cannotBeTold)
    // What the arm was before it was trained opens no line.
    stored.interval[0] = (0.4, 0.9)
    let untrained = try ClaimFindings(
      StoredEvidence.list("more", attention: "map 1-0"), documents: ["a.h5": stored.document])
    #expect(untrained.lines[0].ruling.verdict == .noEvidence)
  }

  @Test func saysWhatAFileLacks() throws {
    func error(_ change: (inout StoredEvidence) -> Void, _ text: String) throws {
      var stored = StoredEvidence()
      change(&stored)
      let mismatch = try #require(throws: ClaimFindings.Mismatch.self) {
        try ClaimFindings(StoredEvidence.list(), documents: ["a.h5": stored.document])
      }
      #expect("\(mismatch.error)".contains(text))
      #expect(mismatch.claim.number == 2)
    }
    try error({ $0.title = "Loss" }, "no table is called “Accuracy”")
  }

  @Test func changesAreCautions() throws {
    var stored = StoredEvidence()
    stored.overrides = ["standard.steps=3"]
    let findings = try ClaimFindings(StoredEvidence.list(), documents: ["a.h5": stored.document])
    #expect(findings.files[0].cautions == ["computed with standard.steps=3"])
  }
}
