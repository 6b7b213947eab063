/// Σ a·b·c over a row: eight lanes, their fixed tree, then what is left at the end.
@inline(__always)
func dotProduct(
  _ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>,
  _ c: UnsafeMutablePointer<Float>, _ width: Int
) -> Float {
  var sums = Vector(repeating: 0)
  var i = 0
  while i + 8 <= width {
    sums += a.vector(i) * (b.vector(i) * c.vector(i))
    i += 8
  }
  var sum = sums.total
  while i < width {
    sum += a[i] * (b[i] * c[i])
    i += 1
  }
  return sum
}
