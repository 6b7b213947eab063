import FPTEngine

/// How fast this machine multiplies matrices.
package struct ProductRate: Sendable, Hashable {
  /// Floating-point operations a second of all threads together.
  package var operationsPerSecond: Double

  package init(operationsPerSecond: Double) { self.operationsPerSecond = operationsPerSecond }

  /// The share of a training step's time that is taken to be GEMM (`docs/notes/planning.md`): about 0.7 for transformers of short
  /// sequences, less for long sequences and the LSTM.
  static let shareOfStep = 0.6

  /// Measures the rate of GEMMs of a typical size for some milliseconds, so that `check` stays fast.
  package static func measured(on workers: WorkerPool) -> ProductRate {
    let context = ComputeContext(workers: workers)
    let (rows, width) = (256, 768)
    let x = Variable(constant: context.zeros([rows, width]))
    let weight = LinearWeight(
      Variable(constant: context.zeros([width, width])), bias: nil, layout: .outputInput)
    let randomness = Tape.Randomness(seed: 0, step: 0, firstExample: 0)
    var best = Double.infinity
    let start = ContinuousClock.now
    for _ in 0..<4 {
      let watch = ContinuousClock.now
      _ = Tape(context: context, isRecording: false, randomness: randomness).linear(x, [weight])
      best = min(best, (ContinuousClock.now - watch) / .seconds(1))
      if ContinuousClock.now - start > .milliseconds(3) { break }
    }
    return ProductRate(operationsPerSecond: 2 * Double(rows * width * width) / best)
  }

  /// Seconds that a cell of so many operations is expected to take.
  func seconds(_ operations: Double) -> Double {
    operations / (operationsPerSecond * Self.shareOfStep)
  }
}
