/// What a line of a claim is called, once its experiment is computed.
package enum Verdict: String, Sendable, Hashable, CaseIterable {
  /// The interval of the difference lies on the published side of zero.
  case holds
  /// It lies on the other side.
  case doesNotHold = "does_not_hold"
  /// It contains zero, or there is none.
  case cannotBeTold = "cannot_be_told"
  /// Neither arm leaves chance.
  case noEvidence = "no_evidence"
  /// A planned cell is missing.
  case notComputed = "not_computed"
  /// The line has no published direction.
  case descriptive

  /// The words of the protocol.
  package var text: String {
    switch self {
    case .holds: "holds here"
    case .doesNotHold: "does not hold here"
    case .cannotBeTold: "cannot be told at this scale"
    case .noEvidence: "no evidence"
    case .notComputed: "not computed"
    case .descriptive: "descriptive"
    }
  }

  /// The verdicts that are counted: a descriptive line has none.
  package static let counted: [Verdict] = [
    .holds, .doesNotHold, .cannotBeTold, .noEvidence, .notComputed,
  ]
}

/// What has to be read beside a verdict.
package enum VerdictMark: Sendable, Hashable {
  /// The best rate of the arm that is behind lies at an end of its grid.
  case grid
  /// At the single rate of the paper the same rule says something else.
  case rate(Verdict)
  /// Two arms are equal because all of their differences are the same.
  case identical
  /// Two arms that were expected to be equal are not: this one is ahead.
  case ahead(String)
  /// Cells of the family are missing, and with them the adjusted interval may change.
  case provisional

  /// The mark in words.
  package var text: String {
    switch self {
    case .grid: "grid"
    case .rate(let other): "rate: \(other.text)"
    case .identical: "identical"
    case .ahead(let arm): "\(arm) ahead"
    case .provisional: "provisional"
    }
  }

  /// The mark's name, without what it says.
  package var name: String {
    switch self {
    case .grid: "grid"
    case .rate: "rate"
    case .identical: "identical"
    case .ahead: "ahead"
    case .provisional: "provisional"
    }
  }
}

/// A verdict with its marks, and with why it is none other.
package struct Ruling: Sendable, Hashable {
  package var verdict: Verdict
  package var marks: [VerdictMark]
  /// Why, a sentence fragment each, the one that decides first.
  package var reasons: [String]

  package init(_ verdict: Verdict, marks: [VerdictMark] = [], reasons: [String] = []) {
    self.verdict = verdict
    self.marks = marks
    self.reasons = reasons
  }
}
