/// The values behind one point of a table, over its seeds.
package struct NotebookPoint: Sendable, Hashable {
  /// The state of the cells at a point: the most serious one if they differ.
  package enum State: String, Sendable, Hashable, CaseIterable {
    /// Every cell finished.
    case done
    /// Training diverged; the value is the last one before it did (the paper's †).
    case diverged
    /// A cell ended with an error.
    case failed
    /// Data or weights are not on this machine.
    case unavailable
    /// Not computed yet.
    case missing
    /// The run has no such cell: `skip` removed it.
    case skipped
  }

  /// A published value to stand beside ours.
  package enum Reference: Sendable, Hashable {
    /// In the unit of the measure (an accuracy as a fraction); `printed` is its text in the source.
    case value(Double, printed: String? = nil)
    /// The source has this point but its value is not known.
    case unknown
  }

  package var state: State
  /// In the unit of the measure, like every value here; nil where there is none.
  package var mean: Double?
  /// Sample standard deviation (n − 1); nil for a single seed.
  package var std: Double?
  /// The standard error of the mean; nil for a single seed.
  package var sem: Double?
  package var median: Double?
  package var min: Double?
  package var max: Double?
  /// Student's 95 % interval over seeds; nil for a single seed.
  package var ci95: NotebookInterval?
  /// The 95 % interval of the mean over resamples of the seeds.
  package var bootstrap: NotebookInterval?
  /// The lower and the upper quartile.
  package var quartiles: NotebookInterval?
  /// Wilson's 95 % interval over test examples, of a point of one seed.
  package var ciTest: NotebookInterval?
  /// Seeds that have a value.
  package var count: Int
  /// Seeds the plan asks for.
  package var expected: Int
  /// Seeds that are known to have diverged.
  package var diverged: Int
  /// The point of the axis that the table chooses from, as it is named; nil where nothing is chosen.
  package var choice: String?
  package var reference: Reference?
  /// The source of the published value; nil if it is unknown.
  package var source: PublishedSource?

  package init(
    state: State, mean: Double? = nil, std: Double? = nil, min: Double? = nil, max: Double? = nil,
    count: Int = 0, expected: Int? = nil, diverged: Int = 0,
    reference: Reference? = nil,
    source: PublishedSource? = nil
  ) {
    self.state = state
    self.mean = mean
    self.std = std
    self.min = min
    self.max = max
    self.count = count
    self.expected = expected ?? count
    self.diverged = diverged
    self.reference = reference
    self.source = source
  }
}

/// Two ends of an interval, in the unit of the measure.
package struct NotebookInterval: Sendable, Hashable {
  package var low: Double
  package var high: Double

  /// Nil where an end is not a number.
  package init?(_ low: Double, _ high: Double) {
    guard !low.isNaN, !high.isNaN else { return nil }
    self.low = low
    self.high = high
  }
}
