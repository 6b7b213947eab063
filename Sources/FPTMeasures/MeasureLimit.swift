/// The largest size of one recorded array.
package enum MeasureLimit {
  /// 1 GiB: far more than anyone looks at, and few enough for a laptop.
  package static let bytes = 1 << 30

  /// Elements of a `float32` array, if it is within the limit.
  ///
  /// - Throws: `MeasureError.tooLarge`.
  package static func elements(_ shape: [Int], measure: String) throws(MeasureError) -> Int {
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      if overflow { throw .tooLarge(measure: measure, bytes: nil, limit: bytes) }
      count = product
    }
    guard count <= bytes / 4 else {
      let (size, overflow) = count.multipliedReportingOverflow(by: 4)
      throw .tooLarge(measure: measure, bytes: overflow ? nil : size, limit: bytes)
    }
    return count
  }
}
