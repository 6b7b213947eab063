/// Quantiles of a sample: between two values on the straight line that joins them (numpy's `linear`, type 7 of Hyndman and Fan 1996).
package enum Quantile {
  /// The quantile of values in ascending order at a share from 0 to 1; NaN for no values.
  ///
  /// The rounding is numpy's.
  package static func linear(_ share: Double, ofSorted values: [Double]) -> Double {
    guard let last = values.last, let first = values.first else { return .nan }
    let place = share * Double(values.count - 1)
    guard place > 0 else { return first }
    guard place < Double(values.count - 1) else { return last }
    let below = Int(place)
    let (a, b, part) = (values[below], values[below + 1], place - Double(below))
    return part < 0.5 ? a + (b - a) * part : b - (b - a) * (1 - part)
  }
}
