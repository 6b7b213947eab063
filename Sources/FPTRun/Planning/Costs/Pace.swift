/// How fast cells of one kind train on this machine, from cells like them that were computed.
struct Pace: Sendable, Hashable {
  /// Seconds of a step, its share of evaluations included: the mean, and between what it will probably be.
  var secondsPerStep: Double
  var range: ClosedRange<Double>

  /// The pace of cells that differ in nothing that takes time; `scaled` where their batches or evaluations are others.
  ///
  /// - Returns: nil without rates.
  init?(_ rates: [Double], isScaled: Bool) {
    guard let least = rates.min(), let most = rates.max() else { return nil }
    secondsPerStep = rates.reduce(0, +) / Double(rates.count)
    // How far a cell's time is from those of its like, as recorded in `docs/performance/expected-times.md`.
    let (below, above) = isScaled ? (0.6, 1.7) : (0.75, 1.35)
    range = (least * below)...(most * above)
  }
}
