/// Reads a stream's words one after the other, for draws whose number is not known beforehand.
///
/// A cursor is a local value: it starts at the first word of a step and is dropped with the draw it serves.
public struct RandomCursor: Sendable {
  /// The stream that is read.
  public let stream: RandomStream
  private var position = 0
  private var current: SIMD4<UInt32>

  /// A cursor at the first word of a stream's step.
  public init(_ stream: RandomStream) {
    self.stream = stream
    self.current = stream.block(0)
  }

  /// The next 32 random bits.
  public mutating func next() -> UInt32 {
    let lane = position & 3
    if lane == 0 && position > 0 {
      current = stream.block(UInt32(truncatingIfNeeded: position &>> 2))
    }
    position = position &+ 1
    return current[lane]
  }

  /// The next 64 random bits: two words, the low one first.
  public mutating func next64() -> UInt64 {
    let low = next()
    let high = next()
    return UInt64(high) &<< 32 | UInt64(low)
  }

  /// An integer in 0 ..< `bound`, each exactly equally likely.
  ///
  /// Lemire's method (2019): the high half of a 64 × 64 bit product, drawn again where the low half falls in the
  /// surplus of 2⁶⁴ mod `bound` values. A `bound` of 1 or less gives 0.
  public mutating func integer(below bound: Int) -> Int {
    guard bound > 1 else { return 0 }
    let range = UInt64(bound)
    var product = next64().multipliedFullWidth(by: range)
    if product.low < range {
      let surplus = (0 &- range) % range
      while product.low < surplus { product = next64().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }
}

extension RandomStream {
  /// A permutation of 0 ..< `count`, each equally likely: Fisher and Yates's shuffle from the last place down.
  ///
  /// - Complexity: O(`count`).
  public func permutation(_ count: Int) -> [Int] {
    guard count > 0 else { return [] }
    var order = Array(0..<count)
    var cursor = RandomCursor(self)
    var last = count - 1
    while last > 0 {
      order.swapAt(last, cursor.integer(below: last + 1))
      last -= 1
    }
    return order
  }
}
