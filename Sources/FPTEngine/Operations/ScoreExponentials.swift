import CKernels

/// Replaces one row of scores by exp(s − max(s)), in place.
///
/// The division by the row sum happens later.
///
/// - Parameters:
///   - scores: `padded` floats. The query sees the first `count`; the others become zero.
///   - count: the keys that the query sees.
///   - padded: `count` rounded up to whole vectors.
///   - mask: the dropout mask, whose row `row` is drawn and applied.
///   - row: the row of the mask and of the statistics.
///   - softmaxStatistics: receives max(s) and 1 / Σ exp(s − max(s)) in row `row`.
///   - saved: receives the exponentials before dropout.
///   - shown: receives the probabilities before dropout.
///   - kernels: the context's.
func exponentiate(
  _ scores: UnsafeMutablePointer<Float>, count: Int, padded: Int, mask: DropoutMask?, row: Int,
  softmaxStatistics: Tensor, saved: UnsafeMutablePointer<Float>? = nil,
  shown: UnsafeMutablePointer<Float>? = nil, _ kernels: UnsafePointer<fpt_kernels>
) {
  let statistics = softmaxStatistics.pointer + 2 * row
  mask?.draw(row: row, from: 0, to: count)
  guard saved != nil || shown != nil else {
    kernels.pointee.exponentiate(
      scores, count, padded, mask.map { UnsafePointer($0[row].bytes) }, mask?.scale ?? 1,
      statistics)
    return
  }
  kernels.pointee.exponentiate(scores, count, padded, nil, 1, statistics)
  saved?.update(from: scores, count: count)
  if let shown {
    shown.update(from: scores, count: count)
    kernels.pointee.scale(shown, statistics[1], count)
  }
  mask?[row].apply(from: scores, to: scores, width: count)
}
