/// A failed call of libhdf5, with the innermost message of its error stack.
public struct HDF5Error: Error, Sendable, Hashable {
  public var operation: String
  public var detail: String
  public init(operation: String, detail: String) {
    self.operation = operation
    self.detail = detail
  }
}
