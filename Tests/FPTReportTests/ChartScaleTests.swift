import FPTFigures
import Testing

@testable import FPTReport

@Suite("Scales of plots")
struct ChartScaleTests {
  @Test(
    "ticks are round, cover the values and are told apart by their labels",
    arguments: [
      ([0.0, 400], false, ["0", "100", "200", "300", "400"]),
      ([0.0, 1], false, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      ([0.101, 0.745], false, ["0.0", "0.2", "0.4", "0.6", "0.8"]),
      ([0.49, 0.534], false, ["0.49", "0.50", "0.51", "0.52", "0.53", "0.54"]),
      ([5.0, 5], false, ["4.4", "4.6", "4.8", "5.0", "5.2", "5.4", "5.6"]),
      ([1e-6, 1e-2], true, ["1e-6", "1e-5", "1e-4", "1e-3", "1e-2"]),
      ([1e-4, 1e-3], true, ["1e-4", "2e-4", "5e-4", "1e-3"]),
      ([0.0, 4_000_000], false, ["0", "1M", "2M", "3M", "4M"]),
      ([3.0, 5.0], true, ["3.0", "3.5", "4.0", "4.5", "5.0"]),
      ([1, 1e12], true, ["1", "1k", "1M", "1e9", "1e12"]),
    ])
  func ticks(values: [Double], isLogarithmic: Bool, labels: [String]) throws {
    let scale = try #require(ChartScale(values, of: isLogarithmic ? .logarithmic : .linear))
    #expect(scale.labels(format: nil) == labels)
  }

  @Test("random ranges are covered, with a margin, by a handful of ticks")
  func random() throws {
    var generator = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 0 ... .max, using: &generator)
    var state = seed
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    for _ in 0..<2000 {
      let size = [1e-6, 1e-3, 1, 1e3, 1e9][Int(next() * 5)]
      let (a, b) = (next() * size, next() * size)
      guard a != b else { continue }
      for kind in [ChartAxis.Scale.linear, .logarithmic] {
        let scale = try #require(ChartScale([a, b], of: kind), "seed \(seed)")
        let first = try #require(scale.ticks.first)
        let last = try #require(scale.ticks.last)
        let tolerance = abs(b - a) * 1e-6
        #expect(first <= min(a, b) + tolerance && last >= max(a, b) - tolerance, "seed \(seed)")
        #expect(scale.lower < first && scale.upper > last, "seed \(seed)")
        #expect((2...8).contains(scale.ticks.count), "seed \(seed): \(scale.ticks) of \(a), \(b)")
        #expect(Set(scale.labels(format: nil)).count == scale.ticks.count, "seed \(seed)")
      }
    }
  }

  @Test("a share has no tick beyond 100 %, and bars stand on zero")
  func limits() throws {
    let share = try #require(
      ChartScale([0.3, 1.4], of: .linear, limits: .init(low: 0, high: 1)))
    #expect(share.ticks.last == 1)
    #expect(share.position(1.2) == nil && share.clamped(1.2) == share.position(1))
    let bars = try #require(ChartScale([0, 70], of: .linear, hasBase: true))
    #expect(bars.lower == 0 && bars.position(0) == 0)
    #expect(try #require(ChartScale([0], of: .linear, hasBase: true)).lower == 0)
  }

  @Test("names stand at whole places, whatever the values are")
  func categories() throws {
    let scale = try #require(ChartScale([7], of: .categories(["a", "b"])))
    #expect(scale.labels(format: nil) == ["a", "b"])
    #expect(scale.position(0) == 0.25 && scale.position(1) == 0.75 && scale.position(2) == nil)
    #expect(ChartScale([0], of: .categories([])) == nil)
  }

  @Test("what cannot be drawn has no place on a scale")
  func unusable() {
    #expect(ChartScale([], of: .linear) == nil)
    #expect(ChartScale([.nan, .infinity], of: .linear) == nil)
    #expect(ChartScale([0, -1], of: .logarithmic) == nil)
    #expect(ChartScale([-1e308, 1e308], of: .linear) == nil)
    #expect(ChartScale([1, 2], of: .linear)?.position(.nan) == nil)
  }

  @Test("panels share their range unless they are told not to")
  func shared() throws {
    func panel(_ values: [Double]) -> ChartPanel {
      ChartPanel(series: [
        ChartSeries(
          name: "", points: values.enumerated().map { ChartPoint(x: Double($0), y: $1) })
      ])
    }
    var chart = Chart(
      title: "", x: ChartAxis(label: "x"), y: ChartAxis(label: "y"),
      panels: [panel([0.53, 0.54]), panel([0.1, 0.9]), panel([])])
    let shared = ChartScales.all(of: chart)
    #expect(shared[0]?.y == shared[1]?.y && shared[2] == nil)
    chart.y.isShared = false
    let free = ChartScales.all(of: chart)
    #expect(free[0]?.y.ticks.first == 0.53 && free[1]?.y.ticks.last == 1)
    #expect(free[0]?.x == free[1]?.x)
  }

  @Test("a wide interval leaves the values a third of the axis, and a narrow one is within it")
  func intervals() throws {
    func scale(_ width: Double) throws -> ChartScale {
      let points = [1.0, 2].map {
        ChartPoint(x: $0, y: $0, yInterval: .init(low: $0 - width, high: $0 + width))
      }
      let chart = Chart(
        title: "", x: ChartAxis(label: ""), y: ChartAxis(label: ""),
        panels: [ChartPanel(series: [ChartSeries(name: "", points: points)])])
      return try #require(ChartScales.all(of: chart)[0]).y
    }
    #expect(try scale(0.4).lower < 0.6 && scale(0.4).upper > 2.4)
    #expect(try scale(100).upper - scale(100).lower < 5)
  }
}
