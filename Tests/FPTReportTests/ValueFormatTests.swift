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
}
