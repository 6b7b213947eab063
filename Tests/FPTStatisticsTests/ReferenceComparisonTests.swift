import FPTStatistics
import Testing

/// Everything against scipy and statsmodels.
@Suite struct ReferenceComparisonTests {
  @Test("1,000 random samples: statistics, t intervals, Wilson intervals")
  func samples() throws {
    let rows = try ReferenceTable("samples").rows
    #expect(rows.count == 1_000)
    for row in rows {
      let confidence = Double(row[0]) ?? .nan
      let point = PointStatistics(row[1].numbers)
      let interval = point.interval(confidence: confidence)
      let found = [
        point.mean, point.standardDeviation, point.standardError, point.median,
        point.lowerQuartile, point.upperQuartile, interval?.lower ?? .nan,
        interval?.upper ?? .nan,
      ]
      #expect(distance(found, row[2].numbers) < 3e-13, "\(row)")
      let wilson = ConfidenceInterval.wilson(
        share: Double(row[3]) ?? .nan, examples: Int(row[4]) ?? 0, confidence: confidence)
      #expect(
        distance([wilson?.lower ?? .nan, wilson?.upper ?? .nan], row[5].numbers) < 3e-13, "\(row)")
    }
  }

  @Test("1,000 random comparisons: paired t, intervals, two one-sided tests, sign, sign flips")
  func comparisons() throws {
    let rows = try ReferenceTable("comparisons").rows
    #expect(rows.count == 1_000)
    for row in rows {
      let pairs = zip(row[0].numbers, row[1].numbers).map { (value: $0, baseline: $1) }
      let comparison = PairedComparison(pairs)
      let equivalence = Equivalence(comparison, within: Double(row[2]) ?? .nan)
      var unused = Unused()
      let flips = SignFlipTest(comparison.differences, using: &unused)
      let found = [
        comparison.t, comparison.pValue, equivalence.interval?.lower ?? .nan,
        equivalence.interval?.upper ?? .nan, equivalence.pValue, comparison.signTest.pValue,
        flips.pValue,
      ]
      // A difference of 0.001 between numbers of 20 has lost four digits before anything begins.
      #expect(distance(found, row[3].numbers) < 1e-9, "\(row) \(found)")
      #expect(flips.extent == .exact(1 << pairs.count))
      #expect((equivalence.outcome == .shown) == (equivalence.pValue < 0.05), "\(row)")
    }
  }

  @Test("1,000 random families: Holm's adjusted p values and rejections")
  func families() throws {
    let rows = try ReferenceTable("families").rows
    #expect(rows.count == 1_000)
    for row in rows {
      let holm = HolmAdjustment(row[0].numbers)
      #expect(distance(holm.pValues, row[1].numbers, least: 1e-300) < 1e-12, "\(row)")
      #expect(holm.isRejected.map { $0 ? "1" : "0" }.joined() == row[2], "\(row)")
    }
  }

  @Test("tails of t and of the normal distribution, relative to themselves")
  func tails() throws {
    for row in try ReferenceTable("distributions").rows {
      let place = Double(row[1]) ?? .nan
      let found =
        Int(row[0]).map { StudentT.twoSidedTail(place, degreesOfFreedom: $0) }
        ?? NormalDistribution.twoSidedTail(place)
      #expect(distance([found], row[2].numbers, least: 1e-290) < 3e-12, "\(row) \(found)")
    }
  }

  @Test("critical values of t and of the normal distribution")
  func quantiles() throws {
    for row in try ReferenceTable("quantiles").rows {
      let confidence = Double(row[1]) ?? .nan
      let found =
        Int(row[0]).map { StudentT.criticalValue(confidence: confidence, degreesOfFreedom: $0) }
        ?? NormalDistribution.criticalValue(confidence: confidence)
      #expect(distance([found], row[2].numbers, least: 0) < 3e-12, "\(row) \(found)")
    }
  }

  @Test("bootstrap intervals of the same random words, resample by resample")
  func bootstraps() throws {
    for row in try ReferenceTable("bootstraps").rows {
      var generator = SplitMix64(state: UInt64(row[0]) ?? 0)
      let interval = ConfidenceInterval.bootstrap(
        row[2].numbers, confidence: Double(row[1]) ?? .nan, resamples: 500, using: &generator)
      #expect(
        distance([interval?.lower ?? .nan, interval?.upper ?? .nan], row[3].numbers) < 1e-12,
        "\(row)")
    }
  }
}

/// A generator that nobody should ask.
struct Unused: RandomNumberGenerator {
  mutating func next() -> UInt64 {
    Issue.record("random numbers are drawn where all choices can be looked at")
    return 0
  }
}
