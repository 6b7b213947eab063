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
  package static func measured(
    on workers: WorkerPool, precision: Precision = .float32
  ) -> ProductRate {
    let context = ComputeContext(workers: workers, precision: precision)
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

/// The rates that times of cells were taken from, by the precision of the cells.
typealias ProductRates = [Precision: ProductRate]

extension ProductRates {
  /// `at 81.2 GFLOP/s, what products of matrices reach here`; nil without a rate.
  var text: String? {
    let rates = Precision.allCases.compactMap { precision in
      self[precision].map { (precision, Amount.operations($0.operationsPerSecond) + "/s") }
    }
    guard let (precision, rate) = rates.first else { return nil }
    if rates.count == 1, precision == .float32 {
      return "at \(rate), what products of matrices reach here"
    }
    let each = rates.map { "\($0.1) in \($0.0.rawValue)" }.joined(separator: " and ")
    return "at \(each), what products of matrices reach here"
  }
}
