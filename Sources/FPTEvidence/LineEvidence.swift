import FPTFigures
import FPTResults
import FPTStatistics

/// What a results file says of one arm of a line.
package struct ArmEvidence: Sendable, Hashable {
  /// The point of the axis that is compared, as it was declared.
  package var name: String
  /// The same as pages show it.
  package var label: String
  /// Mean accuracy over seeds; nil where no seed has one.
  package var mean: Double?
  /// Its 95 % t interval; nil for a single seed, and where all seeds have the same value.
  package var interval: ConfidenceInterval?
  /// Planned cells, of any learning rate, that are neither done nor diverged.
  package var missing: Int
  /// Cells of the chosen rate that diverged.
  package var diverged: Int
  /// What was chosen on the validation split; nil where nothing is chosen.
  package var choice: Choice?

  /// The point of a grid that was chosen.
  package struct Choice: Sendable, Hashable {
    /// The axis, such as `train.optimizer.lr`.
    package var axis: String
    /// The point as the table names it.
    package var label: String
    /// Its place among the points that this arm has, from 0, and how many it has.
    package var place: Int
    package var count: Int

    package init(axis: String, label: String, place: Int, count: Int) {
      (self.axis, self.label, self.place, self.count) = (axis, label, place, count)
    }

    /// Whether a better point may lie outside.
    package var isAtEnd: Bool { place == 0 || place == count - 1 }
  }

  package init(
    _ name: String, label: String? = nil, mean: Double?, interval: ConfidenceInterval? = nil,
    missing: Int = 0,
    diverged: Int = 0, choice: Choice? = nil
  ) {
    self.name = name
    self.label = label ?? name
    self.mean = mean
    self.interval = interval
    self.missing = missing
    self.diverged = diverged
    self.choice = choice
  }
}

/// What a results file says of a line at one way to choose the learning rate.
package struct LineEvidence: Sendable, Hashable {
  package var direction: ClaimDirection
  package var left: ArmEvidence
  package var right: ArmEvidence
  /// The arms whose accuracy says whether chance is left: those compared, unless something else than accuracy is.
  package var judged: [ArmEvidence]
  /// The accuracy of a constant answer; nil where it has no part in the verdict.
  package var chance: Double?
  /// The mean of left minus right; nil where there is no pair.
  package var difference: Double?
  /// Its interval after Holm's method; nil where there is none.
  package var adjusted: ConfidenceInterval?
  /// What a claim of equality rests on; nil where the table makes none.
  package var equality: Equality?
  /// Seeds with a value on both sides, and seeds asked for.
  package var pairs: Int
  package var expected: Int
  /// With fewer pairs the line cannot be told.
  package var fewestPairs: Int
  /// What has to be so before anything is evidence; nil for nothing.
  package var condition: Condition?
  /// Whether all comparisons of the family have their cells: while some have not, the adjusted interval may change.
  package var familyIsWhole = true

  package struct Equality: Sendable, Hashable {
    /// The margin on either side of zero.
    package var margin: Double
    /// The 90 % t interval of the difference; nil where there is none.
    package var interval: ConfidenceInterval?
    /// Whether it lies inside the margin, or all differences are the same and lie there; nil where that is not known.
    package var isShown: Bool?

    package init(margin: Double, interval: ConfidenceInterval?, isShown: Bool?) {
      (self.margin, self.interval, self.isShown) = (margin, interval, isShown)
    }
  }

  /// A value that has to be reached elsewhere, such as by a pretraining.
  package struct Condition: Sendable, Hashable {
    /// What is measured, for people.
    package var name: String
    /// Nil where it is not computed; NaN where it diverged.
    package var value: Double?
    package var least: Double
    /// How both are written.
    package var format: ValueFormat

    package init(
      name: String, value: Double?, least: Double, format: ValueFormat = .percent(digits: 1)
    ) {
      (self.name, self.value, self.least, self.format) = (name, value, least, format)
    }

    /// A value with its unit, as in `94.0 %`.
    func text(_ value: Double) -> String {
      if value.isNaN { return "no number, since it diverged" }
      return format.unit.isEmpty ? format.text(value) : "\(format.text(value)) \(format.unit)"
    }
  }

  package init(
    _ direction: ClaimDirection, left: ArmEvidence, right: ArmEvidence,
    judged: [ArmEvidence]? = nil, chance: Double? = nil, difference: Double?,
    adjusted: ConfidenceInterval?, equality: Equality? = nil, pairs: Int, expected: Int,
    fewestPairs: Int = 2, condition: Condition? = nil
  ) {
    self.direction = direction
    self.left = left
    self.right = right
    self.judged = judged ?? [left, right]
    self.chance = chance
    self.difference = difference
    self.adjusted = adjusted
    self.equality = equality
    self.pairs = pairs
    self.expected = expected
    self.fewestPairs = fewestPairs
    self.condition = condition
  }

  /// An arm by its side.
  func arm(_ side: ArmSide) -> ArmEvidence { side == .left ? left : right }

  /// The difference in the published direction: above zero is as published.
  package var directed: Double? { difference.map { $0 * direction.sign } }

  /// The adjusted interval in the published direction.
  package var directedInterval: ConfidenceInterval? { adjusted.map { direction.directed($0) } }
}

extension ClaimDirection {
  /// An interval of left minus right, turned so that above zero is as published.
  package func directed(_ interval: ConfidenceInterval) -> ConfidenceInterval {
    guard sign < 0 else { return interval }
    return ConfidenceInterval(
      lower: -interval.upper, upper: -interval.lower, confidence: interval.confidence)
  }
}
