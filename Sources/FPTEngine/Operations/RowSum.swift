/// Columns per piece of a sum over rows: eight vectors, whose sums stay in registers.
private let pieceWidth = 64

/// target[column] (+)= Σ over rows of x[row, column], rows in order.
func sumRows(
  _ x: UnsafeMutablePointer<Float>, rows: Int, width: Int, stride: Int,
  into target: UnsafeMutablePointer<Float>, accumulates: Bool, _ context: ComputeContext
) {
  context.parallel(chunks: width, of: pieceWidth) { columns in
    var first = columns.lowerBound
    while first + 8 <= columns.upperBound {
      var sum = Vector(repeating: 0)
      var place = x + first
      for _ in 0..<rows {
        sum += place.vector(0)
        place += stride
      }
      target.store(accumulates ? target.vector(first) + sum : sum, first)
      first += 8
    }
    while first < columns.upperBound {
      var sum: Float = 0
      for row in 0..<rows { sum += x[row * stride + first] }
      target[first] = accumulates ? target[first] + sum : sum
      first += 1
    }
  }
}
