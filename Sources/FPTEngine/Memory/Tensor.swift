/// A dense row-major array of Float32; a frozen matrix of a checkpoint may be in half precision or of few bits.
///
/// A tensor is a shape over shared memory, so copies refer to the same numbers. Operations write only to tensors that they have
/// just made or were given to fill.
///
///     let context = ComputeContext(threads: 2)
///     let x = context.tensor([2, 3], [1, 2, 3, 4, 5, 6])
///     x.rows                         // 2
///     x.reshaped([3, 2]).array       // [1, 2, 3, 4, 5, 6]
public struct Tensor {
  /// Extents, outermost first; an empty shape has one element.
  public let shape: [Int]
  /// The memory, which may be larger than the shape needs.
  public let buffer: Buffer

  /// A tensor over the first elements of a buffer.
  ///
  /// - Parameters:
  ///   - shape: extents, outermost first.
  ///   - buffer: at least as large as the shape.
  public init(shape: [Int], buffer: Buffer) {
    precondition(buffer.capacity >= shape.reduce(1, *), "a buffer smaller than its shape")
    self.shape = shape
    self.buffer = buffer
  }

  /// What the elements are.
  public var elementType: ElementType { buffer.elementType }
  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }
  /// The first element of a tensor of float32; valid as long as the tensor lives.
  public var pointer: UnsafeMutablePointer<Float> { buffer.pointer }
  /// The elements of a tensor of float32; valid as long as the tensor lives.
  public var elements: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: buffer.pointer, count: count)
  }
  /// The extent of the last dimension.
  public var width: Int { shape.last ?? 1 }
  /// The number of rows: the product of all extents but the last.
  public var rows: Int { shape.dropLast().reduce(1, *) }

  /// Returns the same elements under another shape of the same count.
  public func reshaped(_ shape: [Int]) -> Tensor {
    precondition(shape.reduce(1, *) == count, "a reshape that changes the number of elements")
    return Tensor(shape: shape, buffer: buffer)
  }

  /// A copy of the elements as float32, row-major.
  public var array: [Float] {
    [Float](unsafeUninitializedCapacity: count) { floats, initialized in
      if let first = floats.baseAddress { copy(to: first) }
      initialized = count
    }
  }

  /// Writes the elements as float32, row-major.
  func copy(to floats: UnsafeMutablePointer<Float>) {
    elementType.widen(buffer.start, count: count, into: floats)
  }
}
