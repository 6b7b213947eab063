/// A dense row-major array of Float32.
///
/// A tensor is a shape over shared memory: copies refer to the same numbers. What may write to it is a matter of who
/// holds it, so operations write only to tensors they have just made or have been given to fill.
public struct Tensor {
  /// Extents, outermost first; an empty shape is a single number.
  public let shape: [Int]
  /// The memory, possibly larger than the shape needs.
  public let buffer: Buffer

  /// The first elements of a buffer under a shape.
  public init(shape: [Int], buffer: Buffer) {
    precondition(buffer.capacity >= shape.reduce(1, *), "a buffer smaller than its shape")
    self.shape = shape
    self.buffer = buffer
  }

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }
  /// The first element, valid for as long as the tensor is.
  public var pointer: UnsafeMutablePointer<Float> { buffer.pointer }
  /// The elements, valid for as long as the tensor is.
  public var elements: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: buffer.pointer, count: count)
  }
  /// The extent of the last dimension.
  public var width: Int { shape.last ?? 1 }
  /// The number of rows: all dimensions but the last, taken together.
  public var rows: Int { shape.dropLast().reduce(1, *) }

  /// The same elements under another shape of the same count.
  public func reshaped(_ shape: [Int]) -> Tensor {
    precondition(shape.reduce(1, *) == count, "a reshape that changes the number of elements")
    return Tensor(shape: shape, buffer: buffer)
  }

  /// The elements copied out, row-major.
  public var array: [Float] { Array(elements) }
}
