/// A dense row-major array of Double: what the naive references compute with.
struct NaiveArray: Sendable {
  var shape: [Int]
  var values: [Double]

  init(_ shape: [Int], _ values: [Double]) {
    self.shape = shape
    self.values = values
  }

  init(zeros shape: [Int]) {
    self.init(shape, [Double](repeating: 0, count: shape.reduce(1, *)))
  }

  var width: Int { shape.last ?? 1 }
  var rows: Int { shape.dropLast().reduce(1, *) }

  subscript(row: Int, column: Int) -> Double {
    get { values[row * width + column] }
    set { values[row * width + column] = newValue }
  }

  func reshaped(_ shape: [Int]) -> NaiveArray { NaiveArray(shape, values) }

  static func + (a: Self, b: Self) -> Self {
    NaiveArray(a.shape, zip(a.values, b.values).map { $0 + $1 })
  }

  /// Element by element.
  static func * (a: Self, b: Self) -> Self {
    NaiveArray(a.shape, zip(a.values, b.values).map { $0 * $1 })
  }
}
