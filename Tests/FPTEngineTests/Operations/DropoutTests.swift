import Testing

@testable import FPTEngine

@Suite("Dropout")
struct DropoutTests {
  /// The multipliers of a site for a value of ones.
  static func mask(
    rate: Double, site: String = "site", _ shape: [Int] = [4, 8, 64], seed: UInt64 = 0,
    step: UInt32 = 0, firstExample: Int = 0, threads: Int = 1
  ) -> [Double] {
    dropoutMask(
      Dropout(rate: rate, site: site), shape,
      randomness: .init(seed: seed, step: step, firstExample: firstExample)
    ).values
  }

  @Test("drops its share, and keeps the expectation", arguments: [0.001, 0.1, 0.25, 0.5, 0.9])
  func rate(rate: Double) {
    let mask = Self.mask(rate: rate, [25, 40, 100], seed: 11)
    let count = Double(mask.count)
    let dropped = Double(mask.filter { $0 == 0 }.count) / count
    // Five standard errors, and the rounding of the rate to 1/65,536.
    let error = 5 * (rate * (1 - rate) / count).squareRoot() + 0x1p-17
    #expect(abs(dropped - rate) < error, "dropped \(dropped)")
    let scales = Set(mask).subtracting([0])
    #expect(scales.count == 1)
    let scale = scales.first ?? 0
    #expect(abs(scale - 1 / (1 - rate)) < 1e-3 * scale)
    let share = (rate * 65_536).rounded()
    #expect(Float(scale) == Float(65_536 / (65_536 - share)))
  }

  @Test("every lane of a vector and every row is dropped alike")
  func evenness() {
    let (rows, width) = (2_000, 24)
    let mask = Self.mask(rate: 0.3, [1, rows, width], seed: 5)
    for column in 0..<width {
      let dropped = (0..<rows).filter { mask[$0 * width + column] == 0 }.count
      // 600 ± 5 · √(2,000 · 0.3 · 0.7)
      #expect(abs(dropped - 600) < 103, "column \(column)")
    }
    // Neighbors are independent: both are dropped in 9 % of places.
    let both = mask.indices.dropLast().filter { mask[$0] == 0 && mask[$0 + 1] == 0 }.count
    #expect(abs(Double(both) / Double(mask.count) - 0.09) < 0.008)
  }

  @Test("a batch whose masks need more random numbers than there are is refused")
  func tooLarge() async {
    func mask(firstExample: Int) -> DropoutMask? {
      let context = ComputeContext()
      let tape = Tape(
        context: context, isTraining: true,
        randomness: .init(seed: 0, step: 0, firstExample: firstExample))
      return tape.mask(Dropout(rate: 0.5, site: "site"), rows: 16, rowsPerExample: 16, width: 8)
    }
    // 2³² blocks, of 16 rows to an example.
    #expect(mask(firstExample: (1 << 28) - 1) != nil)
    await #expect(processExitsWith: .failure) {
      let tape = Tape(
        context: ComputeContext(), isTraining: true,
        randomness: .init(seed: 0, step: 0, firstExample: 1 << 28))
      _ = tape.mask(Dropout(rate: 0.5, site: "site"), rows: 16, rowsPerExample: 16, width: 8)
    }
  }

  @Test("masks are functions of seed, step, site and example")
  func identity() {
    let mask = Self.mask(rate: 0.5)
    #expect(mask == Self.mask(rate: 0.5))
    let others = [
      Self.mask(rate: 0.5, seed: 1), Self.mask(rate: 0.5, seed: 1 << 32),
      Self.mask(rate: 0.5, step: 1), Self.mask(rate: 0.5, site: "other"),
      Self.mask(rate: 0.5, firstExample: 1),
    ]
    for other in others {
      let same = zip(mask, other).filter { $0 == $1 }.count
      // Half of 2,048 places agree by chance, ± 5 · √512.
      #expect(abs(same - 1_024) < 114)
    }
  }

  @Test("masks follow the example, not the pass", arguments: [[5, 3, 9], [5, 1, 16], [5, 7, 1]])
  func followsExample(shape: [Int]) {
    let whole = Self.mask(rate: 0.5, shape)
    let size = shape[1] * shape[2]
    for first in 0..<shape[0] {
      for count in 1...shape[0] - first {
        let part = Self.mask(rate: 0.5, [count, shape[1], shape[2]], firstExample: first)
        #expect(part == Array(whole[first * size..<(first + count) * size]))
      }
    }
  }

  @Test("fused sites drop the same elements as dropout on its own")
  func fusedSites() {
    let dropout = Dropout(rate: 0.4, site: "fused")
    let randomness = Tape.Randomness(seed: 2, step: 9, firstExample: 3)
    let context = ComputeContext(threads: 2)
    let shape = [2, 300, 70]
    let tape = Tape(context: context, isTraining: true, randomness: randomness)
    let ones = Variable(constant: context.tensor([2, 300, 1], [Float](repeating: 1, count: 600)))
    let row = context.tensor([1, 70], [Float](repeating: 1, count: 70))
    let y = tape.linear(
      ones, [LinearWeight(Variable(constant: row), bias: nil, layout: .inputOutput)],
      dropout: dropout)
    #expect(
      y.value.array.map(Double.init) == dropoutMask(dropout, shape, randomness: randomness).values)
  }

  @Test("does nothing outside training, and nothing at rate zero")
  func inactive() {
    let context = ComputeContext()
    let x = Variable(constant: context.tensor([1, 2, 3], [1, 2, 3, 4, 5, 6]))
    let resting = Tape(context: context, isTraining: false)
    #expect(resting.dropout(x, Dropout(rate: 0.5, site: "a")).value.buffer === x.value.buffer)
    let training = Tape(context: context, isTraining: true)
    #expect(training.dropout(x, Dropout(rate: 0, site: "a")).value.buffer === x.value.buffer)
    #expect(training.dropout(x, nil).value.buffer === x.value.buffer)
  }

  @Test("rates out of range are taken as the nearest that works")
  func outOfRange() {
    #expect(!Dropout(rate: -1, site: "").isActive)
    #expect(Dropout(rate: 1, site: "").scale == 65_536)
    #expect(Dropout(rate: 2, site: "").scale == 65_536)
  }
}
