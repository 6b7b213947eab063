import CVectorKernels

/// From a query's scores to what values are weighted with, in place, but for the sum that the weights share.
///
/// - Parameters:
///   - scores: `padded` of them, of which the query sees the first `count`; the others become zero.
///   - mask: whose row `row` is drawn and applied.
///   - normalizers: the largest score and the inverse of the sum of exponentials, of `row` as well.
///   - kept: where the exponentials are copied before dropout.
///   - shown: where the probabilities are written before dropout.
func exponentiate(
  _ scores: UnsafeMutablePointer<Float>, count: Int, padded: Int, mask: DropoutMask?, row: Int,
  normalizers: Tensor, kept: UnsafeMutablePointer<Float>? = nil,
  shown: UnsafeMutablePointer<Float>? = nil
) {
  let normalizer = normalizers.pointer + 2 * row
  mask?.draw(row: row, from: 0, to: count)
  guard kept != nil || shown != nil else {
    fpt_exponentiate(
      scores, count, padded, mask.map { UnsafePointer($0[row].bytes) }, mask?.scale ?? 1,
      normalizer)
    return
  }
  fpt_exponentiate(scores, count, padded, nil, 1, normalizer)
  kept?.update(from: scores, count: count)
  if let shown {
    shown.update(from: scores, count: count)
    fpt_scale(shown, normalizer[1], count)
  }
  mask?[row].apply(from: scores, to: scores, width: count)
}
