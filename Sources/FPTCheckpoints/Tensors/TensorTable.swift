import FPTFiles
import OrderedCollections

/// A mapped file and where each of its tensors lies.
package struct TensorTable: Sendable {
  let file: MappedFile
  /// Byte of the file that places are counted from.
  let dataStart: Int
  let metadata: [(key: String, value: String)]
  private let places: OrderedDictionary<String, TensorEntry>

  /// Takes entries in the order of the data; each lies within the file, which the reader of the
  /// format made sure of.
  init(
    _ file: MappedFile, _ entries: [TensorEntry], dataStart: Int = 0,
    metadata: [(key: String, value: String)] = []
  ) {
    self.file = file
    self.dataStart = dataStart
    self.metadata = metadata
    places = OrderedDictionary(
      entries.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Every tensor, in the order of the data.
  var entries: [TensorEntry] { Array(places.values) }
  var names: [String] { Array(places.keys) }

  subscript(name: String) -> TensorEntry? { places[name] }

  /// A tensor where it lies in the file; a copy of one whose data are not row-major, or whose rows are in another order.
  func tensor(_ entry: TensorEntry) -> MappedTensor {
    let bytes = UnsafeRawBufferPointer(
      rebasing: file.bytes[
        dataStart + entry.bytes.lowerBound..<dataStart + entry.bytes.upperBound])
    if let strides = entry.strides, let size = entry.type.size {
      let gathered = GatheredBytes(bytes, shape: entry.shape, strides: strides, size: size)
      return MappedTensor(path: file.path, entry: entry, owner: gathered, bytes: gathered.bytes)
    }
    if let heads = entry.pairedHeads, let rows = entry.shape.first, rows > 0 {
      // Row 2 · i + half of a head becomes row half · n + i of its 2 · n rows; a row is moved as one element.
      let half = rows / heads / 2
      let gathered = GatheredBytes(
        bytes, shape: [heads, 2, half], strides: [2 * half, 1, 2], size: bytes.count / rows)
      return MappedTensor(path: file.path, entry: entry, owner: gathered, bytes: gathered.bytes)
    }
    return MappedTensor(path: file.path, entry: entry, owner: file, bytes: bytes)
  }
}
