import Foundation

/// Measures wall-clock time since its creation.
///
/// Only provenance and progress use it.
struct Stopwatch: Sendable {
  let started = Date()
  private let start = ContinuousClock.now

  var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
}
