/// How many floats of a row a kernel's body handles at a time: eight, or one at the row's end.
///
/// A body written once for both reads and writes through it, and does not see the difference.
protocol LaneAccess {
  static func load(_ row: UnsafeMutablePointer<Float>, _ offset: Int) -> Vector
  static func store(_ value: Vector, _ row: UnsafeMutablePointer<Float>, _ offset: Int)
}

/// Eight floats.
enum WholeVector: LaneAccess {
  @inline(__always)
  static func load(_ row: UnsafeMutablePointer<Float>, _ offset: Int) -> Vector {
    row.vector(offset)
  }

  @inline(__always)
  static func store(_ value: Vector, _ row: UnsafeMutablePointer<Float>, _ offset: Int) {
    row.store(value, offset)
  }
}

/// One float in the first lane; the others are zero when read and dropped when written.
enum SingleLane: LaneAccess {
  @inline(__always)
  static func load(_ row: UnsafeMutablePointer<Float>, _ offset: Int) -> Vector {
    var value = Vector(repeating: 0)
    value[0] = row[offset]
    return value
  }

  @inline(__always)
  static func store(_ value: Vector, _ row: UnsafeMutablePointer<Float>, _ offset: Int) {
    row[offset] = value[0]
  }
}
