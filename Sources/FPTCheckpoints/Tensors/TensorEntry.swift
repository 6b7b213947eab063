/// A tensor's place in a file.
public struct TensorEntry: Sendable, Hashable {
  public var name: String
  public var type: TensorType
  public var shape: [Int]
  /// Bytes from where the file's data begin.
  public var bytes: Range<Int>
  /// Elements from one to the next along each extent, where the data are not row-major: a view that PyTorch saved as one.
  public var strides: [Int]?

  init(name: String, type: TensorType, shape: [Int], bytes: Range<Int>, strides: [Int]? = nil) {
    self.name = name
    self.type = type
    self.shape = shape
    self.bytes = bytes
    self.strides = strides
  }
}
