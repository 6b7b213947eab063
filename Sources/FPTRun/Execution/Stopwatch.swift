import Foundation

/// Wall-clock time since it was made; for provenance and progress only.
struct Stopwatch {
  let started = Date()
  private let start = ContinuousClock.now

  var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
}
