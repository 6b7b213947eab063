import FPTEngine
import FPTStatistics
import Foundation
import Testing

/// How often `ci95` holds the true mean, for accuracies near their bounds: the table of `docs/statistics.md`.
///
/// The draws are the engine's own and everything is computed without libm, so that the page's figures can be held. `FPT_UPDATE=1`
/// writes them anew.
@Suite struct CoverageTests {
  /// What the accuracies of the seeds are drawn from.
  private struct Population {
    var words: String
    /// Accuracies that a seed may have on all examples there could be, and how often.
    var seeds: [(accuracy: Double, weight: Double)]
    var mean: Double { seeds.reduce(0) { $0 + $1.accuracy * $1.weight } }
  }

  private static let populations = [
    Population(words: "every seed at 50 %", seeds: [(0.5, 1)]),
    Population(words: "every seed at 90 %", seeds: [(0.9, 1)]),
    Population(words: "every seed at 99 %", seeds: [(0.99, 1)]),
    Population(words: "every seed at 99.9 %", seeds: [(0.999, 1)]),
    Population(words: "every seed at 100 %", seeds: [(1, 1)]),
    Population(
      words: "seeds spread evenly over 85 … 95 %",
      seeds: (0...10).map { (0.85 + Double($0) / 100, 1.0 / 11) }),
    Population(
      words: "half of the seeds at 99.8 %, others at 99, 97, 93 %",
      seeds: [(0.998, 0.5), (0.99, 0.25), (0.97, 0.125), (0.93, 0.125)]),
    Population(words: "one seed in ten fails: 50 % for 100 %", seeds: [(1, 0.9), (0.5, 0.1)]),
    Population(
      words: "one seed in three fails: 50 % for 100 %", seeds: [(1, 2.0 / 3), (0.5, 1.0 / 3)]),
  ]
  private static let counts = [3, 5, 10]
  private static let examples = 2_000
  private static let tables = 10_000

  /// The share of right answers among 2,000 independent examples, by inversion of the binomial distribution.
  private struct BinomialShare {
    /// The probability of at most so many right answers.
    private var cumulative: [Double]

    init(accuracy: Double) {
      let n = CoverageTests.examples
      var weights = [Double](repeating: 0, count: n + 1)
      // Ratios to the most likely number, which neither overflow nor vanish where they count.
      let mode = Int(accuracy * Double(n))
      weights[mode] = 1
      for k in stride(from: mode, to: 0, by: -1) where accuracy < 1 {
        weights[k - 1] =
          weights[k] * Double(k) / Double(n - k + 1) * (1 - accuracy) / accuracy
      }
      for k in stride(from: mode, to: n, by: 1) {
        weights[k + 1] =
          weights[k] * Double(n - k) / Double(k + 1) * accuracy / (1 - accuracy)
      }
      let total = weights.reduce(0, +)
      var sum = 0.0
      cumulative = weights.map { weight in
        sum += weight
        return sum / total
      }
    }

    func draw(_ words: inout RandomWords) -> Double {
      let uniform = Double(words.next() >> 11) * 0x1p-53
      var (low, high) = (0, cumulative.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if cumulative[middle] > uniform { high = middle } else { low = middle + 1 }
      }
      return Double(low) / Double(CoverageTests.examples)
    }
  }

  /// Shares of 10,000 tables: with an interval that holds the mean, and without an interval.
  private func simulate(
    _ population: Population, _ shares: [BinomialShare], count: Int, _ words: inout RandomWords
  ) -> (covered: Double, none: Double) {
    // Computed once here; that intervals use the same is looked at below.
    let t = StudentT.criticalValue(confidence: 0.95, degreesOfFreedom: count - 1)
    let mean = population.mean
    var (covered, none) = (0, 0)
    for table in 0..<Self.tables {
      let values = (0..<count).map { _ in
        var place = Double(words.next() >> 11) * 0x1p-53
        let kind = population.seeds.firstIndex { seed in
          place -= seed.weight
          return place < 0
        }
        return shares[kind ?? shares.count - 1].draw(&words)
      }
      let point = PointStatistics(values)
      if point.hasNoSpread {
        none += 1
      } else if abs(point.mean - mean) <= t * point.standardError {
        covered += 1
      }
      if table % 100 == 0 {
        #expect((point.interval() == nil) == point.hasNoSpread)
        #expect(
          point.interval().map { abs($0.halfWidth - t * point.standardError) < 1e-15 } != false)
      }
    }
    return (Double(covered) / Double(Self.tables), Double(none) / Double(Self.tables))
  }

  @Test("the table of the page")
  func table() throws {
    var lines = [
      "| Seeds | true mean | " + Self.counts.map { "n = \($0)" }.joined(separator: " | ") + " |",
      "| --- | ---: |" + Self.counts.map { _ in " ---: |" }.joined(),
    ]
    for population in Self.populations {
      let shares = population.seeds.map { BinomialShare(accuracy: $0.accuracy) }
      var texts: [String] = []
      for count in Self.counts {
        var words = RandomWords(
          of: RandomStream(seed: 0, name: "coverage of ci95: \(population.words), \(count)"))
        let found = simulate(population, shares, count: count, &words)
        let none = found.none > 0 ? " (none: \(Self.percent(found.none)))" : ""
        texts.append("\(Self.percent(found.covered))\(none)")
      }
      lines.append(
        "| \(population.words) | \(Self.percent(population.mean)) | "
          + texts.joined(separator: " | ") + " |")
    }
    try compare(lines.joined(separator: "\n"))
  }

  /// Where seeds differ by the draw of their examples alone, far from the bounds, the interval is what it says.
  @Test("is 95 % for normal values", arguments: [3, 5, 10])
  func normal(count: Int) {
    let population = Population(words: "", seeds: [(0.5, 1)])
    var words = RandomWords(of: RandomStream(seed: 1, name: "coverage"))
    let found = simulate(
      population, [BinomialShare(accuracy: 0.5)], count: count, &words)
    // The standard error of the share is 0.0022.
    #expect(abs(found.covered + found.none - 0.95) < 0.008)
  }

  private static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1_000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
  }

  private func compare(_ table: String) throws {
    var root = URL(filePath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let path = root.appending(path: "docs/statistics.md")
    let page = try String(contentsOf: path, encoding: .utf8)
    let (begin, end) = ("<!-- coverage -->\n", "\n<!-- end -->")
    let start = try #require(page.range(of: begin))
    let stop = try #require(page.range(of: end, range: start.upperBound..<page.endIndex))
    if ProcessInfo.processInfo.environment["FPT_UPDATE"] == "1" {
      let updated = page.replacingCharacters(in: start.upperBound..<stop.lowerBound, with: table)
      try Data(updated.utf8).write(to: path)
      return
    }
    #expect(page[start.upperBound..<stop.lowerBound] == table)
  }
}
