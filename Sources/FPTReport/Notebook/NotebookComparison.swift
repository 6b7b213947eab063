/// The difference between two points of an axis, left minus right, paired by seed.
package struct NotebookComparison: Sendable, Hashable {
  /// Index of the measure in the table.
  package var measure = 0
  package var left: String
  package var right: String
  /// The labels on the other axes, outermost first.
  package var place: [String]
  /// The mean of the differences, in the unit of the measure like every value here; nil where there is no pair.
  package var difference: Double?
  /// The 95 % t interval by itself; nil for fewer than two pairs.
  package var interval: NotebookInterval?
  /// Of the t test that the mean difference is zero.
  package var p: Double?
  /// The same after Holm's method within the family.
  package var adjustedP: Double?
  /// The confidence of the adjusted interval.
  package var level: Double?
  package var adjusted: NotebookInterval?
  /// Of the exact sign test; nil for fewer than six pairs.
  package var signP: Double?
  /// Of the exact permutation test; nil for fewer than six pairs.
  package var permutationP: Double?
  /// Seeds with a value on both sides.
  package var pairs: Int
  /// Seeds asked for on both sides.
  package var expected: Int
  /// Those of them of which a cell is not computed.
  package var waiting = 0
  /// Whether a cell at one of these seeds diverged.
  package var hasDiverged: Bool = false
  /// Whether the 90 % interval lies inside the margin; nil where it was not asked, or where there is no interval.
  package var isEqual: Bool?

  package init(
    left: String, right: String, place: [String], difference: Double? = nil, pairs: Int = 0,
    expected: Int? = nil
  ) {
    self.left = left
    self.right = right
    self.place = place
    self.difference = difference
    self.pairs = pairs
    self.expected = expected ?? pairs
  }

  /// Whether there are pairs, and more to come.
  package var isProvisional: Bool { waiting > 0 && pairs > 0 }

  /// Whether seeds are left out, to which nothing more will come: they diverged, or never reached what is measured.
  package var lacksPairs: Bool { pairs > 0 && pairs + waiting < expected }

  /// Whether it stands out: every seed is there, and its adjusted interval is off zero.
  package var isOffZero: Bool {
    !isProvisional && !lacksPairs && (adjusted.map { $0.low > 0 || $0.high < 0 } ?? false)
  }
}

/// What all comparisons of a table have in common.
package struct NotebookClaim: Sendable, Hashable {
  /// Names of the axes that places have labels on, outermost first.
  package var axes: [String]
  /// The name of the family; nil for the table's own.
  package var family: String?
  /// How many comparisons Holm's method took together.
  package var familySize: Int
  /// How far apart equal values may be, in the unit of the measure; nil where equality is not asked for.
  package var margin: Double?

  package init(
    axes: [String] = [], family: String? = nil, familySize: Int = 0, margin: Double? = nil
  ) {
    self.axes = axes
    self.family = family
    self.familySize = familySize
    self.margin = margin
  }
}
