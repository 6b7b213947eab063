import FPTFigures
import FPTResults
import Testing

@testable import FPTReport

@Suite("Numbers")
struct ValueFormatTests {
  @Test(
    "fixed decimals with a true minus",
    arguments: [
      (ValueFormat.percent(digits: 1), 0.9961, "99.6"), (.percent(digits: 0), 1, "100"),
      (.percent(digits: 1), 0, "0.0"), (.number(digits: 3), -0.12345, "−0.123"),
      (.number(digits: 1), -0.01, "0.0"), (.number(digits: -4), 2.4, "2"),
      (.number(digits: 99), 0.5, "0.500000000000000"), (.number(digits: 2), .nan, "NaN"),
      (.number(digits: 2), -.infinity, "−∞"), (.number(digits: 1), 1e300, "1e+300"),
    ])
  func text(format: ValueFormat, value: Double, expected: String) {
    #expect(format.text(value) == expected)
  }

  @Test(
    "a difference adds up with the numbers shown",
    arguments: [
      (0.9961, 1.0, "−0.4"), (0.3844, 0.384, "0.0"), (0.75, 0.683, "+6.7"), (0.5, 0.5, "0.0"),
      (0.99951, 1.0, "0.0"), (0.9994, 1.0, "−0.1"),
    ])
  func difference(ours: Double, theirs: Double, expected: String) {
    #expect(ValueFormat.percent(digits: 1).difference(ours, from: theirs) == expected)
  }

  @Test(
    "ticks are round, inside the scale and told apart by their labels",
    arguments: [
      ([0.0, 400], false, 5, ["0", "100", "200", "300", "400"]),
      ([0.0, 1], false, 4, ["0.0", "0.5", "1.0"]),
      ([0.101, 0.745], false, 4, ["0.2", "0.4", "0.6"]),
      ([5.0, 5], false, 4, ["4.5", "5.0", "5.5"]),
      ([1e-6, 1e-2], true, 5, ["1e-6", "1e-5", "1e-4", "1e-3", "1e-2"]),
      ([0.0, 4_000_000], false, 4, ["0", "1M", "2M", "3M", "4M"]),
      ([3.0, 5.0], true, 4, ["3", "5"]),
    ])
  func ticks(values: [Double], isLogarithmic: Bool, count: Int, labels: [String]) throws {
    let scale = try #require(PlotScale(values, isLogarithmic: isLogarithmic))
    let ticks = scale.ticks(count)
    #expect(scale.labels(ticks, format: nil) == labels)
    #expect(ticks.allSatisfy { $0 >= scale.lower && $0 <= scale.upper * (1 + 1e-9) })
  }

  @Test("what cannot be drawn has no place on a scale")
  func unusable() {
    #expect(PlotScale([], isLogarithmic: false) == nil)
    #expect(PlotScale([.nan, .infinity], isLogarithmic: false) == nil)
    #expect(PlotScale([0, -1], isLogarithmic: true) == nil)
    #expect(PlotScale([-1e308, 1e308], isLogarithmic: false) == nil)
    #expect(PlotScale([1, 2], isLogarithmic: false)?.position(.nan) == nil)
  }
}
