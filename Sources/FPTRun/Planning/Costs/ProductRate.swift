import FPTEngine
import FPTLib

/// How fast this machine multiplies matrices.
package struct ProductRate: Sendable, Hashable {
  /// Floating-point operations a second of all threads together.
  package var operationsPerSecond: Double

  /// How much longer a typical product took than the fastest one: 1 on a machine with nothing else to do.
  package var unrest = 1.0

  package init(operationsPerSecond: Double) { self.operationsPerSecond = operationsPerSecond }

  /// The share of a training step's time that is taken to be GEMM (`docs/notes/planning.md`): about 0.7 for transformers of short
  /// sequences, less for long sequences and the LSTM.
  static let shareOfStep = 0.6
  /// Between what the share lies, for all models and tasks that were measured.
  static let sharesOfStep = 0.2...0.9
  /// Seconds of a cell that depend on no product, at most: its start, its data, its file (`docs/performance/expected-times.md`).
  static let secondsBeside = 0.5
  /// Beyond this a machine has too much else to do for its rate to say anything.
  static let mostUnrest = 2.0
  /// Shorter measurements fall into one slice of a shared core.
  private static let shortest = Duration.milliseconds(200)

  /// Measures the rate of GEMMs of a typical size, by the best of several for a fifth of a second.
  package static func measured(
    on workers: WorkerPool, precision: Precision = .float32
  ) -> ProductRate {
    let context = ComputeContext(workers: workers, precision: precision)
    let (rows, width) = (256, 768)
    let x = Variable(constant: context.zeros([rows, width]))
    let weight = LinearWeight(
      Variable(constant: context.zeros([width, width])), bias: nil, layout: .outputInput)
    let randomness = Tape.Randomness(seed: 0, step: 0, firstExample: 0)
    var times: [Double] = []
    let start = ContinuousClock.now
    repeat {
      let watch = ContinuousClock.now
      _ = Tape(context: context, isRecording: false, randomness: randomness).linear(x, [weight])
      times.append((ContinuousClock.now - watch) / .seconds(1))
    } while times.count < 4 || (ContinuousClock.now - start < shortest && times.count < 10_000)
    times.sort()
    let best = times[0]
    var rate = ProductRate(operationsPerSecond: 2 * Double(rows * width * width) / best)
    rate.unrest = times[times.count / 2] / best
    return rate
  }

  /// Seconds that a cell of so many operations is expected to take.
  func seconds(_ operations: Double) -> Double {
    operations / (operationsPerSecond * Self.shareOfStep)
  }

  /// Between what it will probably take; nil where the machine had too much else to do when its rate was measured.
  func range(_ operations: Double) -> ClosedRange<Double>? {
    guard unrest < Self.mostUnrest else { return nil }
    let alone = operations / operationsPerSecond
    let most = alone * unrest / Self.sharesOfStep.lowerBound + Self.secondsBeside
    return (alone / Self.sharesOfStep.upperBound)...most
  }
}

extension ProductRate {
  /// The rate of this machine: the one that was kept for it, or one that is measured now and kept where it says something.
  static func ofThisMachine(on workers: WorkerPool, threads: Int, precision: Precision)
    -> ProductRate
  {
    if let text = DigestCache.current?.text(for: key(threads, precision)),
      let kept = ProductRate(text)
    {
      return kept
    }
    return remeasured(on: workers, threads: threads, precision: precision)
  }

  /// The rate of this machine, measured now, and kept for later plans where it says something.
  package static func remeasured(on workers: WorkerPool, threads: Int, precision: Precision)
    -> ProductRate
  {
    let rate = measured(on: workers, precision: precision)
    if rate.unrest < mostUnrest {
      DigestCache.current?.keep(
        "\(rate.operationsPerSecond) \(rate.unrest)", for: key(threads, precision))
    }
    return rate
  }

  private static func key(_ threads: Int, _ precision: Precision) -> String {
    "product rate 1 \(Provenance.processor) \(threads) \(precision.rawValue)"
  }

  private init?(_ text: String) {
    let numbers = text.split(separator: " ").compactMap { Double($0) }
    guard numbers.count == 2, numbers[0].isFinite, numbers[0] > 1e6,
      (1...Self.mostUnrest).contains(numbers[1])
    else { return nil }
    (operationsPerSecond, unrest) = (numbers[0], numbers[1])
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
