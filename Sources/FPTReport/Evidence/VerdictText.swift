import FPTEvidence
import FPTResults
import FPTStatistics

/// A line of a claim as words and signs: what every format shows, before any layout.
struct VerdictText: Hashable {
  /// The mean of each arm with the point that was chosen for it: `MiniLM: 98.6 at 1e-2; random: 78.2 at 3e-3`; a dash where one has none.
  var arms: String
  /// Left minus right in the published direction, with its unit; a dash where there is none.
  var difference: String
  /// The adjusted interval; empty where there is none.
  var interval: String
  /// Seeds with a value on both sides, and of how many where some are missing.
  var pairs: String
  var verdict: String
  /// Names of the marks with what they say.
  var marks: [String]
  var reasons: [String]
  var sign: Character

  static let none = "–"

  init(_ line: ClaimFindings.Line) {
    verdict = line.ruling.verdict.text
    marks = line.ruling.marks.map(\.text)
    reasons = line.ruling.reasons
    sign = line.ruling.verdict.sign
    (arms, difference, interval, pairs) = (Self.none, Self.none, "", Self.none)
    guard let answer = line.answer else { return }
    let evidence = answer.evidence
    if evidence.pairs > 0 || line.ruling.verdict != .notComputed {
      pairs =
        evidence.pairs == evidence.expected
        ? "\(evidence.pairs)" : "\(evidence.pairs) of \(evidence.expected)"
    }
    let means = zip([evidence.left, evidence.right], answer.means).compactMap { arm, mean in
      mean.map { mean in
        "\(arm.label): \(answer.format.text(mean))" + (arm.choice.map { " at \($0.label)" } ?? "")
      }
    }
    if means.count == 2 { arms = means.joined(separator: "; ") }
    guard let value = evidence.directed else { return }
    difference = answer.format.signedText(value)
    if let ends = evidence.directedInterval {
      interval = "[\(answer.format.text(ends.lower)), \(answer.format.text(ends.upper))]"
    }
  }

  /// `+3.2 [+1.0, +5.4]`.
  var numbers: String { interval.isEmpty ? difference : "\(difference) \(interval)" }

  /// `● holds here; grid`.
  var ruling: String { ([verdict] + marks).joined(separator: "; ") }

  /// The unit of an answer's difference, as a caption has it.
  static func unit(_ answer: Answer) -> String {
    if case .percent = answer.format { return "percentage points" }
    return answer.units == "1" ? "" : answer.units
  }
}

extension Verdict {
  /// A sign that stands for the verdict where there is no color.
  var sign: Character {
    switch self {
    case .holds: "●"
    case .doesNotHold: "◆"
    case .cannotBeTold: "○"
    case .noEvidence: "✕"
    case .notComputed: "·"
    case .descriptive: " "
    }
  }

  /// In few letters, for figures and headings.
  var short: String {
    switch self {
    case .cannotBeTold: "cannot be told"
    case .holds, .doesNotHold, .noEvidence, .notComputed, .descriptive: text
    }
  }

  /// The shape and the color that stand for the verdict in figures; nil where nothing is drawn.
  var style: SeriesStyle? {
    switch self {
    case .holds: SeriesStyle(0)
    case .doesNotHold: SeriesStyle(3)
    case .cannotBeTold: SeriesStyle(6)
    case .noEvidence: SeriesStyle(5)
    case .notComputed, .descriptive: nil
    }
  }
}
