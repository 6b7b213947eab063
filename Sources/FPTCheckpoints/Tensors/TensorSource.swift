/// Tensors by their names: the weights of a checkpoint, whatever the format of its files.
public protocol TensorSource: Sendable {
  /// The file, or the index of several.
  var path: String { get }
  /// The name of every tensor, in the order of the data.
  var names: [String] { get }
  /// Free-form texts that stand beside the tensors, in file order.
  var metadata: [(key: String, value: String)] { get }

  /// Whether there is a tensor of a name.
  func contains(_ name: String) -> Bool

  /// The shape of a tensor; nil where there is none of this name.
  func shape(of name: String) -> [Int]?

  /// The type of a tensor's elements; nil where there is none of this name.
  func type(of name: String) -> TensorType?

  /// The tensor of a name.
  ///
  /// - Throws: `CheckpointError.missingTensor`.
  func tensor(named name: String) throws(CheckpointError) -> MappedTensor

  /// SHA-256 of all that the tensors are read from, as lower-case hexadecimal. Reads every byte.
  ///
  /// - Throws: `CheckpointError.unreadable`.
  func digest() throws(CheckpointError) -> String

  /// Makes sure that what the tensors are read from is as it was when it was opened: tensors lie in mapped files.
  ///
  /// - Throws: `CheckpointError.unreadable` where somebody wrote to it.
  func requireUnchanged() throws(CheckpointError)
}

extension TensorSource {
  /// Nothing.
  public var metadata: [(key: String, value: String)] { [] }

  /// Whether there is a tensor of this name.
  public func contains(_ name: String) -> Bool { type(of: name) != nil }

  /// The tensor of a name, which must have the given shape.
  ///
  /// - Throws: `CheckpointError.missingTensor` or `.shapeMismatch`.
  public func tensor(named name: String, shape: [Int]) throws(CheckpointError) -> MappedTensor {
    let tensor = try tensor(named: name)
    guard tensor.shape == shape else {
      throw .shapeMismatch(file: path, tensor: name, expected: shape, found: tensor.shape)
    }
    return tensor
  }

  /// That there is no tensor of a name, with up to three that end alike.
  func missing(_ name: String) -> CheckpointError {
    let last = name.split(separator: ".").suffix(2).joined(separator: ".")
    let similar = names.lazy.filter { $0.hasSuffix(last) }.prefix(3)
    return .missingTensor(file: path, tensor: name, similar: Array(similar))
  }
}
