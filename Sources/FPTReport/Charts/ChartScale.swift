import FPTFigures
import Foundation

/// Maps values of an axis to 0...1, and says where its ticks are.
///
/// The ticks cover what is drawn: the first is at or below the lowest value, the last at or above the highest. Beyond them is a margin, so
/// that no mark lies on the edge.
struct ChartScale: Hashable {
  /// The ends of what is drawn, margins included.
  let lower: Double
  let upper: Double
  /// In ascending order; indices for categories.
  let ticks: [Double]
  /// Between ticks, without labels.
  let minorTicks: [Double]
  let kind: ChartAxis.Scale
  /// What no value can be below or above.
  private let limits: ChartPoint.Interval?

  var isLogarithmic: Bool { kind == .logarithmic }

  /// Share of the ticks' range that lies beyond them on either side.
  private static let margin = 0.04

  /// A scale around values; nil where there is nothing to draw on it.
  ///
  /// Values that are not finite, and on a logarithmic axis not positive, are left out. Zero, where a bar begins (`isBase`), has no margin.
  init?(
    _ values: some Sequence<Double>, of kind: ChartAxis.Scale, limits: ChartPoint.Interval? = nil,
    hasBase: Bool = false, isWhole: Bool = false
  ) {
    self.kind = kind
    self.limits = limits
    if case .categories(let names) = kind {
      guard !names.isEmpty else { return nil }
      (lower, upper) = (-0.5, Double(names.count) - 0.5)
      ticks = names.indices.map(Double.init)
      minorTicks = []
      return
    }
    let isLogarithmic = kind == .logarithmic
    // Subnormal numbers have no round ticks; they stand at zero.
    let drawn = values.map { $0.isSubnormal ? 0 : $0 }
      .filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    guard var low = drawn.min(), var high = drawn.max() else { return nil }
    if low == high {
      // A single value stands in the middle.
      let distance = limits.map { ($0.high - $0.low) / 20 } ?? 0.5
      let margin = hasBase && low == 0 ? 1 : max(low.magnitude * 0.1, distance)
      low = isLogarithmic ? low / 2 : low - (hasBase && low == 0 ? 0 : margin)
      high = isLogarithmic ? high * 2 : high + margin
    }
    if let limits, !isLogarithmic {
      (low, high) = (max(low, limits.low), min(high, limits.high))
    }
    guard low < high, (high - low).isFinite, high.isFinite else { return nil }
    let found =
      isLogarithmic
      ? ChartTicks(decadesFrom: low, to: high)
      : ChartTicks(from: low, to: high, smallestStep: isWhole ? 1 : 0)
    guard let found, let first = found.major.first, let last = found.major.last, first < last,
      (last - first).isFinite
    else { return nil }
    ticks = found.major
    minorTicks = found.minor
    if isLogarithmic {
      let factor = pow(last / first, Self.margin)
      (lower, upper) = (first / factor, last * factor)
    } else {
      let margin = (last - first) * Self.margin
      lower = hasBase && first == 0 ? 0 : first - margin
      upper = hasBase && last == 0 ? 0 : last + margin
    }
    guard lower < upper, (upper - lower).isFinite, !isLogarithmic || lower > 0 else { return nil }
  }

  /// 0 at the lower end, 1 at the upper; nil for a value that cannot be drawn or lies outside.
  func position(_ value: Double) -> Double? {
    guard let place = unbounded(value), (-1e-9...1 + 1e-9).contains(place) else { return nil }
    return min(max(place, 0), 1)
  }

  /// The same, with what lies outside at the end; nil for no number, and on a logarithmic axis at the lower end for what is not positive.
  func clamped(_ value: Double) -> Double? {
    if value.isNaN { return nil }
    if limits == nil, value.isInfinite { return value > 0 ? 1 : 0 }
    if isLogarithmic, value <= 0 { return 0 }
    let value = limits.map { min(max(value, $0.low), $0.high) } ?? value
    return unbounded(value).map { min(max($0, 0), 1) }
  }

  private func unbounded(_ value: Double) -> Double? {
    guard value.isFinite, !isLogarithmic || value > 0 else { return nil }
    let place =
      isLogarithmic
      ? (log10(value) - log10(lower)) / (log10(upper) - log10(lower))
      : (value - lower) / (upper - lower)
    return place.isFinite ? place : nil
  }
}
