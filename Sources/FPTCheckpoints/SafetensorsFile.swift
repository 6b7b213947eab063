import FPTFiles
import OrderedCollections

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
    /// Elements from one to the next along each extent, where the data are not row-major: a view that PyTorch saved as one.
    public var strides: [Int]?
  }

  public let path: String
  /// Every tensor, in the order of the data.
  public var entries: [Entry] { tensors.values.map(\.entry) }
  /// The free-form texts of `__metadata__`, in file order.
  public let metadata: [(key: String, value: String)]
  private let parts: [Part]
  private let tensors: OrderedDictionary<String, Place>

  /// A tensor and the one of the files that it is in.
  private struct Place: Sendable {
    let entry: Entry
    let part: Part
  }

  /// One file of those that hold the tensors; there are several where the weights are sharded.
  private struct Part: Sendable {
    let file: MappedFile
    let entries: [Entry]
    let metadata: [(key: String, value: String)]
    let dataStart: Int

    init(path: String) throws(CheckpointError) {
      file = try CheckpointError.reading { () throws(FileError) in try MappedFile(path: path) }
      if TorchCheckpoint.isOne(file.bytes) {
        do { entries = try TorchCheckpoint(file.bytes).entries } catch {
          throw .malformedTorch(file: path, problem: error)
        }
        metadata = []
        dataStart = 0
      } else {
        let header: SafetensorsHeader
        do { header = try SafetensorsHeader(file: file) } catch {
          // Asked only now: the length that a header begins with may look like any signature.
          guard let kind = FileKind(of: file.bytes) else { throw error }
          throw .foreignFile(file: path, expected: "safetensors or PyTorch weights", found: kind)
        }
        entries = header.entries
        metadata = header.metadata
        dataStart = header.dataStart
      }
    }
  }

  /// Opens and checks a file, or with the name of an index, which ends in `.index.json`, all files that it lists; no tensor's data are
  /// touched.
  ///
  /// - Throws: `CheckpointError`.
  public init(path: String) throws(CheckpointError) {
    self.path = path
    var parts: [Part] = []
    if path.hasSuffix(".index.json") {
      let shards = try WeightShards(index: path)
      let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        .map { $0 + "/" }.joined()
      var found: Set<String> = []
      for name in shards.files {
        let part = try Part(path: folder + name)
        // A tensor that the index gives to another file, or to none, would be read by some programs and not by others.
        for entry in part.entries where shards.map[entry.name] != name {
          throw .wrongValue(
            file: path, key: "weight_map.\(entry.name)", expected: "\"\(name)\", which has it",
            found: shards.map[entry.name].map { "\"\($0)\"" } ?? "missing")
        }
        found.formUnion(part.entries.map(\.name))
        parts.append(part)
      }
      if let lost = shards.map.keys.filter({ !found.contains($0) }).min() {
        throw .missingTensor(
          file: folder + (shards.map[lost] ?? ""), tensor: lost, similar: [])
      }
    } else {
      parts = [try Part(path: path)]
    }
    self.parts = parts
    metadata = parts.first?.metadata ?? []
    tensors = OrderedDictionary(
      parts.flatMap { part in
        part.entries.map { ($0.name, Place(entry: $0, part: part)) }
      }, uniquingKeysWith: { first, _ in first })
  }

  public var names: [String] { Array(tensors.keys) }

  public func contains(_ name: String) -> Bool { tensors[name] != nil }

  /// The shape of a tensor; nil where there is none of this name.
  public func shape(of name: String) -> [Int]? { tensors[name]?.entry.shape }

  /// The type of a tensor's elements; nil where there is none of this name.
  public func type(of name: String) -> TensorType? { tensors[name]?.entry.type }

  /// The tensor of a name.
  ///
  /// - Throws: `CheckpointError.missingTensor`.
  public func tensor(named name: String) throws(CheckpointError) -> MappedTensor {
    guard let place = tensors[name] else {
      let last = name.split(separator: ".").suffix(2).joined(separator: ".")
      let similar = tensors.keys.lazy.filter { $0.hasSuffix(last) }.prefix(3)
      throw .missingTensor(file: path, tensor: name, similar: Array(similar))
    }
    let (part, entry) = (place.part, place.entry)
    let bytes = UnsafeRawBufferPointer(
      rebasing: part.file.bytes[
        part.dataStart + entry.bytes.lowerBound..<part.dataStart + entry.bytes.upperBound])
    if let strides = entry.strides, let size = entry.type.size {
      let gathered = GatheredBytes(bytes, shape: entry.shape, strides: strides, size: size)
      return MappedTensor(path: path, entry: entry, owner: gathered, bytes: gathered.bytes)
    }
    return MappedTensor(path: path, entry: entry, owner: part.file, bytes: bytes)
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

  /// SHA-256 of the whole file, as lower-case hexadecimal; of sharded weights, that of the digests of index and files, one behind the
  /// other. Reads every byte.
  public func digest() throws(CheckpointError) -> String {
    try CheckpointError.reading { () throws(FileError) in
      if parts.count == 1, let part = parts.first, part.file.path == path {
        return try FileDigest.sha256(of: part.file)
      }
      var all = try FileDigest.sha256(ofFile: path)
      for part in parts { all += try FileDigest.sha256(of: part.file) }
      return FileDigest.sha256(of: all.utf8)
    }
  }
}
