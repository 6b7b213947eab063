/// A file of tensors, mapped into memory and checked before anything in it is used: safetensors, or what `torch.save` writes of a
/// dictionary of tensors, of which nothing is run.
///
/// The safetensors format: a 64-bit little-endian header length, a JSON header that gives every tensor a type, a shape and its place
/// in the data, then the data. Checked here: the header's size, strict JSON without duplicate names, shape × type with overflow
/// detected, and that the tensors tile the data exactly, without overlap or hole. A tensor may have a type that is unknown here, as long
/// as nobody reads it.
public final class SafetensorsFile: Sendable {
  /// The largest header that is read; the reference implementation has the same limit.
  public static let headerLimit = 100_000_000

  /// One tensor's place in the file.
  public struct Entry: Sendable, Hashable {
    public var name: String
    public var type: TensorType
    public var shape: [Int]
    /// Bytes from the start of the data; of a PyTorch checkpoint, of the file.
    public var bytes: Range<Int>
  }

  public let path: String
  /// Every tensor, in the order of the data.
  public let entries: [Entry]
  /// The free-form texts of `__metadata__`, in file order.
  public let metadata: [(key: String, value: String)]
  private let file: MappedFile
  private let dataStart: Int
  private let positions: [String: Int]

  /// Opens and checks a file; no tensor's data are touched.
  ///
  /// - Throws: `CheckpointError`.
  public init(path: String) throws(CheckpointError) {
    let file = try MappedFile(path: path)
    self.path = path
    self.file = file
    if TorchCheckpoint.isOne(file.bytes) {
      do { entries = try TorchCheckpoint(file.bytes).entries } catch {
        throw .malformedTorch(file: path, problem: error)
      }
      metadata = []
      dataStart = 0
    } else {
      let header = try SafetensorsHeader(file: file)
      entries = header.entries
      metadata = header.metadata
      dataStart = header.dataStart
    }
    positions = Dictionary(
      entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  public var names: [String] { entries.map(\.name) }

  public func contains(_ name: String) -> Bool { positions[name] != nil }

  /// The tensor of a name.
  ///
  /// - Throws: `CheckpointError.missingTensor`.
  public func tensor(named name: String) throws(CheckpointError) -> MappedTensor {
    guard let position = positions[name] else {
      let last = name.split(separator: ".").suffix(2).joined(separator: ".")
      let similar = entries.lazy.map(\.name).filter { $0.hasSuffix(last) }.prefix(3)
      throw .missingTensor(file: path, tensor: name, similar: Array(similar))
    }
    let entry = entries[position]
    let bytes = UnsafeRawBufferPointer(
      rebasing: file.bytes[dataStart + entry.bytes.lowerBound..<dataStart + entry.bytes.upperBound])
    return MappedTensor(path: path, entry: entry, mapping: file, bytes: bytes)
  }

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

  /// SHA-256 of the whole file, as lower-case hexadecimal. Reads every byte.
  public func digest() throws(CheckpointError) -> String {
    try FileDigest.sha256(ofFile: path)
  }
}
