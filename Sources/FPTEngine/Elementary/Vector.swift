/// Eight floats: the width that every kernel works in, whatever the machine's registers are.
///
/// The lanes of a sum are part of the result's definition, so this width is fixed and not a matter of tuning.
typealias Vector = SIMD8<Float>

extension UnsafeMutablePointer<Float> {
  @inline(__always)
  func vector(_ offset: Int) -> Vector {
    UnsafeRawPointer(self + offset).loadUnaligned(as: Vector.self)
  }

  @inline(__always)
  func store(_ vector: Vector, _ offset: Int) {
    UnsafeMutableRawPointer(self + offset).storeBytes(of: vector, as: Vector.self)
  }
}

extension UnsafePointer<Float> {
  @inline(__always)
  func vector(_ offset: Int) -> Vector {
    UnsafeRawPointer(self + offset).loadUnaligned(as: Vector.self)
  }
}

extension SIMD8<Float> {
  /// The lanes added in a fixed tree.
  @inline(__always)
  var total: Float {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }

  /// The largest lane.
  @inline(__always)
  var largest: Float {
    let four = lowHalf.replacing(with: highHalf, where: highHalf .> lowHalf)
    let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .> four.lowHalf)
    return two.y > two.x ? two.y : two.x
  }

  /// The lanes of this vector where the mask holds, and +0 elsewhere.
  ///
  /// By bits: a `replacing` whose mask comes from integers, or whose other side is a scalar, is compiled lane by lane.
  @inline(__always)
  func kept(where mask: SIMDMask<SIMD8<Int32>>) -> Vector {
    let bits = unsafeBitCast(self, to: SIMD8<Int32>.self)
    return unsafeBitCast(bits & unsafeBitCast(mask, to: SIMD8<Int32>.self), to: Vector.self)
  }

  /// Lane-wise select without a call: `pointwiseMax` does not vectorize.
  @inline(__always)
  func atLeast(_ bound: Float) -> Vector {
    let bounds = Vector(repeating: bound)
    return replacing(with: bounds, where: self .< bounds)
  }

  @inline(__always)
  func atMost(_ bound: Float) -> Vector {
    let bounds = Vector(repeating: bound)
    return replacing(with: bounds, where: self .> bounds)
  }
}
