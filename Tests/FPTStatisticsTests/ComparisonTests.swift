import FPTEngine
import FPTStatistics
import Testing

@Suite struct ComparisonTests {
  private static func pairs(_ a: [Double], _ b: [Double]) -> [(value: Double, baseline: Double)] {
    zip(a, b).map { ($0, $1) }
  }

  @Test("differences that are the same but for rounding have no t")
  func noSpread() {
    // 0.9 − 0.8, 0.7 − 0.6 and 0.3 − 0.2 differ in their last bits.
    let same = PairedComparison(Self.pairs([0.9, 0.7, 0.3], [0.8, 0.6, 0.2]))
    #expect(same.hasNoSpread && same.t.isNaN && same.pValue.isNaN && same.interval() == nil)
    #expect(abs(same.mean - 0.1) < 1e-15)
    let none = PairedComparison(Self.pairs([0.1 + 0.2, 1], [0.3, 1]))
    #expect(none.differences == [0, 0] && none.signTest.pValue == 1)
  }

  @Test("one pair, or none, gives a difference at most")
  func few() {
    let one = PairedComparison(Self.pairs([2], [1]))
    #expect(one.mean == 1 && one.pValue.isNaN && one.interval() == nil)
    let none = PairedComparison([])
    #expect(none.mean.isNaN && none.pValue.isNaN && none.signTest.pValue.isNaN)
    var generator = SplitMix64(state: 1)
    #expect(SignFlipTest([], using: &generator).pValue.isNaN)
  }

  @Test("the smallest p values of n differences", arguments: 1...25)
  func smallest(count: Int) {
    let differences = (1...count).map(Double.init)
    var power = 1.0
    for _ in 0..<count { power /= 2 }
    #expect(abs(SignTest(differences).pValue - min(1, 2 * power)) < 1e-15)
    var generator = SplitMix64(state: 3)
    let flips = SignFlipTest(differences, using: &generator)
    if count <= SignFlipTest.exactCount {
      #expect(flips.pValue == min(1, 2 * power) && flips.extent == .exact(1 << count))
    } else {
      #expect(flips.extent == .drawn(99_999) && flips.pValue < 1e-4 && flips.pValue > 0)
    }
  }

  @Test("the sign test at thousands of pairs")
  func manySigns() {
    let test = SignTest((0..<4_000).map { $0 % 40 < 19 ? 1 : -1 })
    // scipy.stats.binomtest(1900, 4000).pvalue
    #expect(abs(test.pValue - 0.0016492664) < 1e-9)
    #expect(SignTest([1, -1, 0, 0]).pValue == 1 && SignTest([1, -1, 0, 0]).ties == 2)
  }

  @Test("drawn flips come near the exact share, and follow the seed alone")
  func drawn() {
    let differences = (0..<21).map { $0 % 3 == 0 ? -1.0 : 1.0 }
    // 14 of 21 positive: the sum of signs is a binomial variable, as in the sign test.
    let exact = SignTest(differences).pValue
    var a = RandomWords(of: RandomStream(seed: 0, name: "flips"))
    var b = RandomWords(of: RandomStream(seed: 0, name: "flips"))
    var c = RandomWords(of: RandomStream(seed: 1, name: "flips"))
    let first = SignFlipTest(differences, using: &a).pValue
    #expect(abs(first - exact) < 0.006, "\(first) \(exact)")
    #expect(SignFlipTest(differences, using: &b).pValue == first)
    #expect(SignFlipTest(differences, using: &c).pValue != first)
  }

  @Test("bootstrap intervals lie within the values, and are nil where these say nothing")
  func bootstrap() throws {
    var generator = RandomWords(of: RandomStream(seed: 0, name: "bootstrap"))
    let values = [0.4, 0.9, 0.7, 0.65, 0.8]
    let interval = try #require(ConfidenceInterval.bootstrap(values, using: &generator))
    #expect(interval.lower >= 0.4 && interval.upper <= 0.9 && interval.contains(0.69))
    #expect(ConfidenceInterval.bootstrap([1], using: &generator) == nil)
    #expect(ConfidenceInterval.bootstrap([1, 1], using: &generator) == nil)
    #expect(ConfidenceInterval.bootstrap([1, .nan], using: &generator) == nil)
  }

  @Test("adjusted intervals are off zero exactly where Holm rejects")
  func adjustedIntervals() {
    var generator = SplitMix64(state: 20_261_129)
    for _ in 0..<300 {
      let comparisons = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
        let shift = Double.random(in: 0...2, using: &generator)
        return PairedComparison(
          (0..<Int.random(in: 2...6, using: &generator)).map { _ in
            (Double.random(in: 0...1, using: &generator) + shift, 0.5)
          })
      }
      let holm = HolmAdjustment(comparisons.map(\.pValue))
      for (index, comparison) in comparisons.enumerated() {
        let interval = comparison.interval(confidence: holm.confidences[index])
        #expect(interval.map { !$0.contains(0) } == holm.isRejected[index])
        #expect(holm.isRejected[index] == (holm.pValues[index] <= 0.05))
      }
    }
  }

  @Test("a family of one is a plain interval; one without a p value counts and is never rejected")
  func families() {
    #expect(HolmAdjustment([0.04]).confidences == [0.95])
    #expect(HolmAdjustment([0.04]).isRejected == [true])
    #expect(HolmAdjustment([]).pValues.isEmpty)
    let holm = HolmAdjustment([0.02, .nan, 0.001])
    #expect(holm.isRejected == [true, false, true] && holm.pValues[1].isNaN)
    #expect(distance([holm.pValues[0], holm.pValues[2]], [0.04, 0.003]) < 1e-15)
    #expect(distance(holm.confidences, [0.975, 0.95, 1 - 0.05 / 3]) < 1e-15)
    #expect(HolmAdjustment([0.03, .nan]).isRejected == [false, false])
  }

  @Test("equality is shown, not shown, seen or unknown")
  func equality() {
    func outcome(_ a: [Double], _ b: [Double], _ margin: Double) -> Equivalence.Outcome {
      Equivalence(PairedComparison(Self.pairs(a, b)), within: margin).outcome
    }
    #expect(outcome([0.9, 0.91, 0.92], [0.9, 0.912, 0.919], 0.02) == .shown)
    #expect(outcome([0.9, 0.91, 0.92], [0.8, 0.912, 0.919], 0.02) == .notShown)
    #expect(outcome([1, 1, 1], [1, 1, 1], 0.02) == .identical)
    #expect(outcome([1, 1, 1], [0.5, 0.5, 0.5], 0.02) == .unknown)
    #expect(outcome([1], [1], 0.02) == .unknown)
    #expect(outcome([0.9, 0.91, 0.92], [0.9, 0.912, 0.919], 0) == .notShown)
    #expect(outcome([0.9, 0.91, 0.92], [0.9, 0.912, 0.919], .nan) == .notShown)
  }

  @Test("Wilson's interval at the bounds, and where there is none")
  func wilson() throws {
    // At a share of 1 the lower end is n / (n + z²).
    let all = try #require(ConfidenceInterval.wilson(share: 1, examples: 1_000))
    #expect(all.upper == 1 && abs(all.lower - 1_000 / (1_000 + 3.8414588206941285)) < 1e-12)
    let none = try #require(ConfidenceInterval.wilson(share: 0, examples: 1_000))
    #expect(none.lower == 0 && abs(none.upper - (1 - all.lower)) < 1e-12)
    for (share, examples) in [(0.5, 0), (1.1, 10), (-0.1, 10), (.nan, 10)] {
      #expect(ConfidenceInterval.wilson(share: share, examples: examples) == nil)
    }
  }

  @Test("degrees of freedom and levels that are none")
  func refused() {
    #expect(StudentT.twoSidedTail(1, degreesOfFreedom: 0).isNaN)
    #expect(StudentT.twoSidedTail(.nan, degreesOfFreedom: 3).isNaN)
    #expect(StudentT.twoSidedTail(.infinity, degreesOfFreedom: 3) == 0)
    for confidence in [0, 1, -1, 2, Double.nan] {
      #expect(StudentT.criticalValue(confidence: confidence, degreesOfFreedom: 3).isNaN)
      #expect(NormalDistribution.criticalValue(confidence: confidence).isNaN)
    }
    #expect(abs(StudentT.cumulative(-1, degreesOfFreedom: 1) - 0.25) < 1e-15)
    #expect(abs(StudentT.cumulative(1, degreesOfFreedom: 1) - 0.75) < 1e-15)
  }
}
