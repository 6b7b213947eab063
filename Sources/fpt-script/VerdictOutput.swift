import FPTEvidence

/// Verdicts as `verdicts --format json` prints them.
struct VerdictOutput: Encodable {
  struct Line: Encodable {
    var claim: String
    var part: String?
    var line: String
    var direction: String
    var published: String
    var source: String
    var results: String
    var verdict: String
    var marks: [String]
    var reasons: [String]
    /// Left minus right, and in the published direction, in the unit of the measure.
    var difference: Double?
    var directedDifference: Double?
    /// The adjusted interval in the published direction, its confidence, and the comparisons it is adjusted for.
    var interval: [Double]?
    var level: Double?
    var family: Int?
    var pairs: Int?
    var expected: Int?
    var chance: Double?
    var left: Arm?
    var right: Arm?

    enum CodingKeys: String, CodingKey {
      case claim, part, line, direction, published, source, results, verdict, marks, reasons
      case difference, interval, level, family, pairs, expected, chance, left, right
      case directedDifference = "directed_difference"
    }
  }

  struct Arm: Encodable {
    var name: String
    /// The name as pages show it.
    var label: String
    var mean: Double?
    var ci95: [Double]?
    var missing: Int
    var diverged: Int
    /// The point that was chosen on the validation split.
    var chosen: String?
    var chosenIsAtEnd: Bool?
    /// A cell of the arm, as `--cell` of `rerun` takes it.
    var cell: String?

    enum CodingKeys: String, CodingKey {
      case name, label, mean, ci95, missing, diverged, chosen, cell
      case chosenIsAtEnd = "chosen_is_at_end"
    }

    init(_ arm: ArmEvidence, cell: String?) {
      (name, label, mean) = (arm.name, arm.label, arm.mean)
      (missing, diverged) = (arm.missing, arm.diverged)
      ci95 = arm.interval.map { [$0.lower, $0.upper] }
      (chosen, chosenIsAtEnd) = (arm.choice?.label, arm.choice?.isAtEnd)
      self.cell = cell
    }
  }

  struct File: Encodable {
    var results: String
    var experiment: String
    var isThere: Bool
    var cells: Int
    var missing: Int
    var cautions: [String]

    enum CodingKeys: String, CodingKey {
      case results, experiment, cells, missing, cautions
      case isThere = "there"
    }
  }

  var lines: [Line]
  var files: [File]
  /// How many lines have each verdict.
  var counts: [String: Int]

  init(_ findings: ClaimFindings) {
    lines = findings.lines.map { line in
      let (claim, evidence) = (line.claim, line.answer?.evidence)
      let cells = line.answer?.cells ?? []
      return Line(
        claim: claim.claim, part: claim.part.isEmpty ? nil : claim.part, line: claim.line,
        direction: claim.direction.rawValue, published: claim.published, source: claim.source,
        results: claim.results, verdict: line.ruling.verdict.rawValue,
        marks: line.ruling.marks.map(\.text), reasons: line.ruling.reasons,
        difference: evidence?.difference, directedDifference: evidence?.directed,
        interval: evidence?.directedInterval.map { [$0.lower, $0.upper] },
        level: evidence?.adjusted?.confidence, family: line.answer?.familySize,
        pairs: evidence?.pairs, expected: evidence?.expected, chance: claim.chance,
        left: evidence.map { Arm($0.left, cell: cells.first) },
        right: evidence.map { Arm($0.right, cell: cells.last) })
    }
    files = findings.files.map { file in
      File(
        results: file.results, experiment: file.experiment, isThere: file.isThere,
        cells: file.cells, missing: file.missing, cautions: file.cautions)
    }
    counts = Dictionary(
      Verdict.allCases.map { ($0.rawValue, findings.count($0)) },
      uniquingKeysWith: { first, _ in first })
  }
}
