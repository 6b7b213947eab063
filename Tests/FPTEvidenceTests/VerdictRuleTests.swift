import FPTStatistics
import Testing

@testable import FPTEvidence

/// The rule of the protocol, case by case as worked out by hand: what is known of a line, and what it is called.
@Suite struct VerdictRuleTests {
  static let chance = 0.5

  static func interval(_ lower: Double, _ upper: Double) -> ConfidenceInterval {
    ConfidenceInterval(lower: lower, upper: upper, confidence: 0.99)
  }

  static func arm(
    _ name: String, _ mean: Double?, _ ends: (Double, Double)? = nil, missing: Int = 0,
    diverged: Int = 0, rate: Int? = nil, of count: Int = 4
  ) -> ArmEvidence {
    ArmEvidence(
      name, mean: mean, interval: ends.map { interval($0.0, $0.1) }, missing: missing,
      diverged: diverged,
      choice: rate.map {
        ArmEvidence.Choice(axis: "train.optimizer.lr", label: "rate \($0)", place: $0, count: count)
      })
  }

  static let good = arm("left", 0.9, (0.88, 0.92), rate: 1)
  static let fair = arm("right", 0.7, (0.68, 0.72), rate: 2)
  static let flat = arm("left", 0.505, (0.49, 0.52), rate: 1)

  static func line(
    _ direction: ClaimDirection, _ left: ArmEvidence = good, _ right: ArmEvidence = fair,
    difference: Double? = 0.2, _ ends: (Double, Double)? = (0.1, 0.3), pairs: Int = 5,
    fewest: Int = 2, equality: LineEvidence.Equality? = nil,
    condition: LineEvidence.Condition? = nil
  ) -> LineEvidence {
    LineEvidence(
      direction, left: left, right: right, chance: chance, difference: difference,
      adjusted: ends.map { interval($0.0, $0.1) }, equality: equality, pairs: pairs, expected: 5,
      fewestPairs: fewest, condition: condition)
  }

  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var line: LineEvidence
    var rate: LineEvidence?
    var verdict: Verdict
    var marks: [VerdictMark]

    init(
      _ name: String, _ line: LineEvidence, atRate rate: LineEvidence? = nil, _ verdict: Verdict,
      _ marks: [VerdictMark] = []
    ) {
      (testDescription, self.line, self.rate) = (name, line, rate)
      (self.verdict, self.marks) = (verdict, marks)
    }
  }

  static let equal = LineEvidence.Equality(
    margin: 0.02, interval: interval(-0.01, 0.015), isShown: true)
  static let identical = LineEvidence.Equality(margin: 0.02, interval: nil, isShown: true)
  static let notEqual = LineEvidence.Equality(
    margin: 0.02, interval: interval(-0.01, 0.05), isShown: false)

  static let cases: [Case] = [
    // The interval.
    Case("all above zero", line(.ahead), .holds),
    Case("above zero, behind was published", line(.behind), .doesNotHold),
    Case("all below zero", line(.ahead, difference: -0.2, (-0.3, -0.1)), .doesNotHold),
    Case("below zero, behind was published", line(.behind, difference: -0.2, (-0.3, -0.1)), .holds),
    Case("zero inside", line(.ahead, difference: 0.05, (-0.1, 0.2)), .cannotBeTold),
    Case("an end on zero", line(.ahead, difference: 0.1, (0, 0.2)), .cannotBeTold),
    Case("more steps, where less is better", line(.later, difference: 300, (100, 500)), .holds),
    Case("fewer steps", line(.sooner, difference: -300, (-500, -100)), .holds),
    Case("more, where neither is better", line(.more), .holds),
    Case("less was published", line(.less), .doesNotHold),
    // No interval.
    Case("all differences equal", line(.ahead, difference: 0.2, nil), .cannotBeTold),
    Case("an end is no number", line(.ahead, difference: 0.2, (.nan, .nan)), .cannotBeTold),
    Case("one seed", line(.ahead, difference: 0.2, nil, pairs: 1), .cannotBeTold),
    Case("no pair", line(.ahead, difference: nil, nil, pairs: 0), .cannotBeTold),
    Case("too few pairs", line(.ahead, pairs: 4, fewest: 5), .cannotBeTold),
    Case("as many pairs as it takes", line(.ahead, pairs: 5, fewest: 5), .holds),
    // Chance.
    Case("neither leaves chance", line(.ahead, flat, flat), .noEvidence),
    Case("one leaves chance", line(.ahead, good, flat), .holds),
    Case("two points above chance", line(.ahead, arm("a", 0.52, (0.51, 0.53)), flat), .holds),
    Case("less than that", line(.ahead, arm("a", 0.519, (0.51, 0.53)), flat), .noEvidence),
    Case("an interval down to chance", line(.ahead, arm("a", 0.6, (0.5, 0.7)), flat), .noEvidence),
    Case("all seeds the same: the mean decides", line(.ahead, arm("a", 0.6), flat), .holds),
    Case("no seed has a value", line(.ahead, arm("a", nil), flat), .noEvidence),
    // Order of precedence.
    Case("a missing cell", line(.ahead, arm("a", 0.9, (0.8, 1), missing: 1)), .notComputed),
    Case("a missing cell at chance", line(.ahead, flat, arm("b", nil, missing: 20)), .notComputed),
    Case("a diverged cell", line(.ahead, arm("a", 0.9, (0.8, 1), diverged: 1)), .cannotBeTold),
    Case("a diverged cell at chance", line(.ahead, flat, arm("b", 0.5, diverged: 2)), .noEvidence),
    Case(
      "missing and diverged", line(.ahead, arm("a", 0.9, missing: 1, diverged: 1)), .notComputed),
    // A condition elsewhere.
    Case(
      "it is met", line(.ahead, condition: .init(name: "pretraining", value: 0.95, least: 0.95)),
      .holds),
    Case(
      "it is not met",
      line(.ahead, condition: .init(name: "pretraining", value: 0.94, least: 0.95)),
      .noEvidence),
    Case(
      "it is not computed",
      line(.ahead, condition: .init(name: "pretraining", value: nil, least: 0.95)), .notComputed),
    // The mark grid: the arm behind has its best rate at an end.
    Case("the arm ahead at an end", line(.ahead, arm("a", 0.9, rate: 3), fair), .holds),
    Case(
      "the arm behind at the upper end", line(.ahead, good, arm("b", 0.7, rate: 3)), .holds, [.grid]
    ),
    Case(
      "the arm behind at the lower end", line(.ahead, good, arm("b", 0.7, rate: 0)), .holds, [.grid]
    ),
    Case(
      "the left arm is behind",
      line(.ahead, arm("a", 0.6, rate: 3), fair, difference: -0.1, (-0.2, 0.1)), .cannotBeTold,
      [.grid]),
    Case(
      "more steps are behind",
      line(.later, arm("a", 0.9, rate: 0), good, difference: 300, (100, 500)), .holds, [.grid]),
    Case(
      "nobody is behind", line(.ahead, good, arm("b", 0.9, rate: 3), difference: 0, nil),
      .cannotBeTold),
    // The mark rate.
    Case("the same at the paper's rate", line(.ahead), atRate: line(.ahead), .holds),
    Case(
      "another verdict there", line(.ahead), atRate: line(.ahead, difference: -0.2, (-0.3, -0.1)),
      .holds, [.rate(.doesNotHold)]),
    Case(
      "at chance there", line(.ahead), atRate: line(.ahead, flat, flat), .holds,
      [.rate(.noEvidence)]),
    Case(
      "not computed there", line(.ahead), atRate: line(.ahead, arm("a", nil, missing: 5)), .holds),
    Case(
      "both marks", line(.ahead, good, arm("b", 0.7, rate: 0)),
      atRate: line(.ahead, difference: 0.05, (-0.1, 0.2)), .holds, [.grid, .rate(.cannotBeTold)]),
    Case(
      "nothing computed has no marks", line(.ahead, good, arm("b", 0.7, missing: 1, rate: 0)),
      atRate: line(.ahead), .notComputed),
    // Equality.
    Case(
      "within the margin", line(.equal, difference: 0.002, (-0.03, 0.03), equality: equal), .holds),
    Case(
      "within the margin, and off zero",
      line(.equal, difference: 0.01, (0.005, 0.015), equality: equal),
      .holds),
    Case("identical", line(.equal, difference: 0, nil, equality: identical), .holds, [.identical]),
    Case(
      "behind", line(.equal, difference: -0.2, (-0.3, -0.1), equality: notEqual), .doesNotHold),
    Case(
      "ahead", line(.equal, difference: 0.2, (0.1, 0.3), equality: notEqual), .holds,
      [.ahead("left")]),
    Case(
      "neither equal nor off zero",
      line(.equal, difference: 0.02, (-0.02, 0.06), equality: notEqual),
      .cannotBeTold),
    Case(
      "one seed",
      line(
        .equal, difference: 0, nil, pairs: 1,
        equality: .init(margin: 0.02, interval: nil, isShown: nil)), .cannotBeTold),
    Case("at chance", line(.equal, flat, flat, equality: equal), .noEvidence),
    Case("diverged", line(.equal, arm("a", 0.9, diverged: 1), equality: equal), .cannotBeTold),
    Case("missing", line(.equal, arm("a", 0.9, missing: 1), equality: equal), .notComputed),
    Case("no margin in the table", line(.equal), .cannotBeTold),
    // No direction.
    Case("descriptive", line(.descriptive, good, arm("b", 0.7, rate: 0)), .descriptive),
  ]

  @Test(arguments: cases)
  func saysWhatTheProtocolSays(_ item: Case) {
    let ruling = VerdictRule().ruling(on: item.line, atSingleRate: item.rate)
    #expect(ruling.verdict == item.verdict)
    #expect(ruling.marks == item.marks)
    #expect(!ruling.reasons.isEmpty)
  }

  @Test func eachVerdictAndMarkOccurs() {
    #expect(Set(Self.cases.map(\.verdict)) == Set(Verdict.allCases))
    #expect(
      Set(Self.cases.flatMap(\.marks).map(\.name)) == ["grid", "rate", "identical", "ahead"])
  }

  @Test func judgesByAnotherTableWhereSomethingElseIsCompared() {
    var line = Self.line(.later, difference: 300, (100, 500))
    line.judged = [Self.flat, Self.flat]
    #expect(VerdictRule().ruling(on: line).verdict == .noEvidence)
    line.judged = [Self.flat, Self.good]
    #expect(VerdictRule().ruling(on: line).verdict == .holds)
  }

  @Test func saysThatAnUnfinishedFamilyIsProvisional() {
    var line = Self.line(.ahead)
    line.familyIsWhole = false
    let ruling = VerdictRule().ruling(on: line)
    #expect(ruling.verdict == .holds)
    #expect(ruling.marks == [.provisional])
    #expect(ruling.reasons.contains("cells of its family are missing"))
  }

  @Test func turnsAnIntervalWithItsDirection() {
    let line = Self.line(.behind, difference: -0.2, (-0.3, -0.1))
    #expect(line.directed == 0.2)
    #expect(line.directedInterval?.lower == 0.1 && line.directedInterval?.upper == 0.3)
  }
}
