import FPTResults
import Foundation

/// Maps differences to 0...1 by the root of their size, with their sign: what lies near zero is drawn apart, and what is large has room.
///
/// Zero is always inside.
struct SignedRootScale: Hashable {
  let lower: Double
  let upper: Double
  /// Round values with zero among them, in ascending order.
  let ticks: [Double]

  /// No tick is nearer to its neighbor, as a share of the whole.
  private static let nearestTicks = 0.1
  /// Each side of zero has at least so much of the other one's values.
  private static let leastSide = 0.06

  /// A scale around values; nil where none is a number.
  init?(_ values: some Sequence<Double>) {
    let known = values.filter(\.isFinite)
    guard let least = known.min(), let most = known.max() else { return nil }
    let largest = max(least.magnitude, most.magnitude)
    // Where all differences are zero, zero stands in the middle of something.
    let size = largest > 0 ? largest : 1
    guard size.isFinite, size >= .leastNormalMagnitude else { return nil }
    let lower = min(least, -Self.leastSide * size) * 1.06
    let upper = max(most, Self.leastSide * size) * 1.06
    (self.lower, self.upper) = (lower, upper)
    let width = Self.root(upper) - Self.root(lower)
    let exponent = Int(log10(size).rounded(.down))
    // From the largest down, so that the ends have labels.
    var sizes: [Double] = []
    for power in (exponent - 3)...(exponent + 1) {
      // From whole numbers, so that a tenth is the number that is printed so.
      let unit = pow(10, Double(power.magnitude))
      for factor in [1.0, 2, 5] { sizes.append(power < 0 ? factor / unit : factor * unit) }
    }
    var chosen = [0.0]
    for sign in [-1.0, 1] {
      for value in sizes.reversed().map({ $0 * sign }) where value >= lower && value <= upper {
        let isFree = chosen.allSatisfy {
          (Self.root($0) - Self.root(value)).magnitude / width >= Self.nearestTicks
        }
        if isFree { chosen.append(value) }
      }
    }
    ticks = chosen.sorted()
  }

  private static func root(_ value: Double) -> Double {
    value < 0 ? -(-value).squareRoot() : value.squareRoot()
  }

  /// The place of a value, what lies outside at the end; nil for no number.
  func clamped(_ value: Double) -> Double? {
    guard !value.isNaN else { return nil }
    let value = min(max(value, lower), upper)
    let (low, high) = (Self.root(lower), Self.root(upper))
    return (Self.root(value) - low) / (high - low)
  }

  /// Whether a value has its own place.
  func contains(_ value: Double) -> Bool { (lower...upper).contains(value) }

  /// The texts of the ticks, in as few digits as say them.
  var labels: [String] {
    ticks.map { tick in
      guard tick != 0 else { return "0" }
      guard (1e-4..<1).contains(tick.magnitude) else { return ChartScale.short(tick, below: 1e-4) }
      // A tick has one digit that is not zero.
      let digits = Int((-log10(tick.magnitude) - 1e-9).rounded(.up))
      return ValueFormat.fixed(tick, digits: digits)
    }
  }
}
