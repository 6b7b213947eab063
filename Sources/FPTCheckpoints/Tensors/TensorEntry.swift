/// A tensor's place in a file.
package struct TensorEntry: Sendable, Hashable {
  /// The name in its file.
  package var name: String
  /// The type of its elements.
  package var type: TensorType
  /// Extents, outermost first.
  package var shape: [Int]
  /// Bytes from where the file's data begin.
  package var bytes: Range<Int>
  /// Elements from one to the next along each extent, where the data are not row-major: a view that PyTorch saved as one.
  package var strides: [Int]?
  /// Heads, where the rows of each are pairs of what stands half a head apart in the tensor: queries and keys as llama.cpp has them.
  package var pairedHeads: Int?

  init(name: String, type: TensorType, shape: [Int], bytes: Range<Int>, strides: [Int]? = nil) {
    self.name = name
    self.type = type
    self.shape = shape
    self.bytes = bytes
    self.strides = strides
  }
}
