/// A checkpoint as `torch.save` writes it: where its tensors lie in the file.
///
/// Nothing in it is ever run.
///
/// Two layouts are known: a zip archive with `data.pkl` and one entry a storage (PyTorch 1.6 and later), and the earlier one of
/// pickles one after the other, with the storages behind them (torch/serialization.py, `_legacy_save`).
struct TorchCheckpoint {
  /// By name, each where it lies in the file.
  private(set) var entries: [TensorEntry] = []

  private static let zipStart: [UInt8] = [0x50, 0x4B, 0x03, 0x04]
  /// A pickle of the number 0x1950a86a20f9469cfc6c.
  private static let legacyStart: [UInt8] = [
    0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]

  /// The most elements of a tensor that has fewer values than elements.
  private static let mostRepeated = 1 << 24

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
    var storages: [TorchStorage] = []
    do {
      let version = try PickleReader.read(file, at: &offset)
      guard version == .integer(1001) else { throw TorchProblem.unknownFormat }
      let system = try PickleReader.read(file, at: &offset)
      guard system["little_endian"] == .boolean(true) else {
        throw TorchProblem.archive("its numbers are not little-endian")
      }
      root = try PickleReader.read(file, at: &offset, storages: &storages)
      keys = try PickleReader.read(file, at: &offset)
    } catch let problem as PickleProblem {
      throw .pickle(problem.text)
    } catch let problem as TorchProblem {
      throw problem
    } catch {
      throw .unknownFormat
    }
    guard case .dictionary = root, case .list(let names) = keys else {
      throw .noTensors(found: [])
    }
    let sizes = Dictionary(
      storages.map { ($0.key, $0.element.size) }, uniquingKeysWith: { first, _ in first })
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

  /// Finds the place of every tensor of a dictionary.
  ///
  /// One that cannot be read is kept by its name, as of an unknown type.
  private mutating func collect(
    _ root: PickleValue, place: (TorchStorage) -> Range<Int>?
  ) throws(TorchProblem) {
    guard case .dictionary(let members) = root else { throw .noTensors(found: []) }
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      guard case .tensor(let tensor) = value else { continue }
      guard tensor.foreign == nil, let element = tensor.element, let storage = tensor.storage else {
        entries.append(
          .init(
            name: name, type: .other(tensor.foreign ?? "unknown"), shape: tensor.shape, bytes: 0..<0
          ))
        continue
      }
      guard let place = place(storage) else { throw .tensor(name, "has no values") }
      let elements = place.count / element.size
      guard let span = tensor.span,
        storage.count <= place.count / storage.element.size, tensor.offset <= elements,
        span <= elements - tensor.offset
      else { throw .tensor(name, "reaches beyond its values; the file may be truncated") }
      // A view may repeat its values as often as it says, and memory has an end.
      guard let count = tensor.count, count <= max(span, Self.mostRepeated) else {
        throw .tensor(name, "repeats its values beyond \(Self.mostRepeated) elements")
      }
      let start = place.lowerBound + tensor.offset * element.size
      entries.append(
        .init(
          name: name, type: element.type, shape: tensor.shape,
          bytes: start..<start + span * element.size,
          strides: tensor.isContiguous ? nil : tensor.strides))
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
  /// What is wrong, in words.
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
