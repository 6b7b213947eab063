/// A checkpoint as `torch.save` writes it: where its tensors lie in the file. Nothing in it is ever run.
///
/// Two layouts are known: a zip archive with `data.pkl` and one entry a storage (PyTorch 1.6 and later), and the earlier one of
/// pickles one after the other, with the storages behind them (torch/serialization.py, `_legacy_save`).
struct TorchCheckpoint {
  /// By name, each where it lies in the file.
  private(set) var entries: [SafetensorsFile.Entry] = []

  private static let zipStart: [UInt8] = [0x50, 0x4B, 0x03, 0x04]
  /// A pickle of the number 0x1950a86a20f9469cfc6c.
  private static let legacyStart: [UInt8] = [
    0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]

  /// Whether a file begins as one.
  static func isOne(_ file: UnsafeRawBufferPointer) -> Bool {
    file.starts(with: zipStart) || file.starts(with: legacyStart)
  }

  /// - Throws: `TorchProblem`.
  init(_ file: UnsafeRawBufferPointer) throws(TorchProblem) {
    if file.starts(with: Self.zipStart) {
      try readArchive(file)
    } else if file.starts(with: Self.legacyStart) {
      try readLegacy(file)
    } else {
      throw .unknownFormat
    }
  }

  private mutating func readArchive(_ file: UnsafeRawBufferPointer) throws(TorchProblem) {
    let archive = try StoredArchive(file)
    let pickles = archive.entries.keys.filter { $0.hasSuffix("/data.pkl") }
    guard let name = pickles.first, pickles.count == 1, let place = archive.entries[name] else {
      throw .archive("it has no `data.pkl`")
    }
    let folder = name.dropLast("data.pkl".count)
    if let order = archive.entries["\(folder)byteorder"], !file[order].elementsEqual("little".utf8)
    {
      throw .archive("its numbers are not little-endian")
    }
    let root: PickleValue
    do { root = try PickleReader.read(UnsafeRawBufferPointer(rebasing: file[place])) } catch {
      throw .pickle(error.text)
    }
    try collect(root) { archive.entries["\(folder)data/\($0.key)"] }
  }

  private mutating func readLegacy(_ file: UnsafeRawBufferPointer) throws(TorchProblem) {
    var offset = Self.legacyStart.count
    let root: PickleValue
    let keys: PickleValue
    do {
      let version = try PickleReader.read(file, at: &offset)
      guard version == .integer(1001) else { throw TorchProblem.unknownFormat }
      let system = try PickleReader.read(file, at: &offset)
      guard system["little_endian"] == .boolean(true) else {
        throw TorchProblem.archive("its numbers are not little-endian")
      }
      root = try PickleReader.read(file, at: &offset)
      keys = try PickleReader.read(file, at: &offset)
    } catch let problem as PickleProblem {
      throw .pickle(problem.text)
    } catch let problem as TorchProblem {
      throw problem
    } catch {
      throw .unknownFormat
    }
    guard case .dictionary(let members) = root, case .list(let names) = keys else {
      throw .noTensors(found: [])
    }
    var sizes: [String: Int] = [:]
    for case .tensor(let tensor) in members.values {
      sizes[tensor.storage.key] = tensor.storage.element.size
    }
    // Each storage: how many elements it has, and these.
    let bytes = LittleEndian(file)
    var places: [String: Range<Int>] = [:]
    for case .text(let key) in names {
      guard let count = bytes.uint64(offset), let size = sizes[key],
        count <= file.count / size,
        let place = bytes.range(from: offset + 8, count: count * size)
      else { throw .archive("its storage `\(key)` reaches beyond the file; it may be truncated") }
      places[key] = place
      offset = place.upperBound
    }
    try collect(root) { places[$0.key] }
  }

  /// Finds the place of every tensor of a dictionary; those of types that no model here reads are left out.
  private mutating func collect(
    _ root: PickleValue, place: (TorchStorage) -> Range<Int>?
  ) throws(TorchProblem) {
    guard case .dictionary(let members) = root else { throw .noTensors(found: []) }
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      guard case .tensor(let tensor) = value, let type = tensor.storage.element.checkpointType
      else {
        continue
      }
      guard tensor.isContiguous else { throw .tensor(name, "is not stored row by row") }
      guard let storage = place(tensor.storage) else { throw .tensor(name, "has no values") }
      let size = tensor.storage.element.size
      let elements = storage.count / size
      guard let count = tensor.count, tensor.storage.count <= elements,
        tensor.offset <= elements, count <= elements - tensor.offset
      else { throw .tensor(name, "reaches beyond its values; the file may be truncated") }
      let start = storage.lowerBound + tensor.offset * size
      entries.append(
        .init(name: name, type: type, shape: tensor.shape, bytes: start..<start + count * size)
      )
    }
    guard !entries.isEmpty else { throw .noTensors(found: members.keys.sorted()) }
  }
}

/// Why a file is not read as a PyTorch checkpoint.
public enum TorchProblem: Error, Sendable, Hashable {
  case unknownFormat
  /// The file as a whole, in words.
  case archive(String)
  /// Its description of the tensors, in words.
  case pickle(String)
  /// One tensor, in words.
  case tensor(String, String)
  /// It holds something else than a dictionary of tensors: the names in it.
  case noTensors(found: [String])
}

extension TorchProblem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownFormat: "it begins neither as a zip archive nor as PyTorch's earlier format"
    case .archive(let what): what
    case .pickle(let problem): "its pickle is \(problem)"
    case .tensor(let name, let what): "tensor `\(name)` \(what)"
    case .noTensors(let found):
      "expected a dictionary of tensors, as `model.state_dict()` gives it"
        + (found.isEmpty
          ? "" : "; found one with \(found.prefix(3).map { "`\($0)`" }.joined(separator: ", "))")
    }
  }
}
