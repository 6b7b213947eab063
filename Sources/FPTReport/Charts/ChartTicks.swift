import Foundation

/// Round values that cover a range.
struct ChartTicks: Hashable {
  /// With labels, in ascending order: the first at or below the range, the last at or above it.
  var major: [Double]
  /// Without labels, between them.
  var minor: [Double] = []

  /// About so many of them.
  private static let wanted = 5

  /// Multiples of 1, 2 or 5 times a power of ten; nil for a range that has none.
  init?(from low: Double, to high: Double, smallestStep: Double = 0) {
    let rough = max((high - low) / Double(Self.wanted - 1), smallestStep)
    let exponent = log10(rough).rounded(.down)
    guard exponent.isFinite, abs(exponent) < 300 else { return nil }
    var best: (distance: Int, first: Double, count: Int, step: Double)?
    for power in [exponent - 1, exponent, exponent + 1] {
      for factor in [1.0, 2, 5] {
        let step = factor * pow(10, power)
        guard step >= smallestStep else { continue }
        let slack = 1e-9
        let first = (low / step + slack).rounded(.down)
        let last = (high / step - slack).rounded(.up)
        guard last - first >= 1, last - first < 40 else { continue }
        let count = Int(last - first) + 1
        let distance = abs(count - Self.wanted)
        if best.map({ distance < $0.distance }) ?? true { best = (distance, first, count, step) }
      }
    }
    guard let best else { return nil }
    // From whole multiples, so that 3 · 0.1 is 0.3 where division says so.
    let inverse = (1 / best.step).rounded()
    let isFraction = best.step < 1 && inverse < 1e15
    major = (0..<best.count).map {
      let multiple = best.first + Double($0)
      return isFraction ? multiple / inverse : multiple * best.step
    }
  }

  /// Powers of ten, or 1, 2 and 5 times them where there are few; multiples where the range is narrow.
  init?(decadesFrom low: Double, to high: Double) {
    guard low > 0, high / low < 1e300 else { return nil }
    if high / low < 3, let plain = ChartTicks(from: low, to: high), plain.major[0] > 0 {
      self = plain
      return
    }
    let first = Int((log10(low) + 1e-9).rounded(.down))
    let last = Int((log10(high) - 1e-9).rounded(.up))
    func power(_ exponent: Int) -> Double {
      exponent < 0 ? 1 / pow(10, Double(-exponent)) : pow(10, Double(exponent))
    }
    func covering(_ values: [Double]) -> [Double] {
      let from = values.lastIndex { $0 <= low * (1 + 1e-9) } ?? 0
      let to = values.firstIndex { $0 >= high * (1 - 1e-9) } ?? values.count - 1
      return from < to ? Array(values[from...to]) : values
    }
    let steps = (first...max(last, first + 1)).flatMap { exponent in
      [1.0, 2, 5].map { $0 * power(exponent) }
    }
    let few = covering(steps)
    if few.count <= Self.wanted + 1 {
      major = few
    } else {
      let stride = max(1, ((last - first) + Self.wanted - 1) / Self.wanted)
      let end = first + (last - first + stride - 1) / stride * stride
      major = Swift.stride(from: first, through: end, by: stride).map(power)
    }
    guard let bottom = major.first, let top = major.last else { return nil }
    if last - first <= 6 {
      let shown = Set(major)
      minor = (first...last).flatMap { exponent in (1...9).map { Double($0) * power(exponent) } }
        .filter { $0 > bottom && $0 < top && !shown.contains($0) }
    }
  }
}
