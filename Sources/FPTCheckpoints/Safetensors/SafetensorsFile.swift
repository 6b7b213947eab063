import FPTFiles

/// A safetensors file, mapped into memory and checked before anything in it is used.
///
/// The format: a 64-bit little-endian header length, a JSON header that gives every tensor a type, a shape and its place in the data,
/// then the data. Checked here: the header's size, strict JSON without duplicate names, shape × type with overflow detected, and that
/// the tensors tile the data exactly, without overlap or hole. A tensor may have a type that is unknown here, as long as nobody reads
/// it.
public struct SafetensorsFile: TensorSource, TensorContainer {
  /// The largest header that is read; the reference implementation has the same limit.
  package static let headerLimit = 100_000_000

  package static let format = "safetensors"
  package static let weightsNames = ["model.safetensors", "model.safetensors.index.json"]
  package static let rank = 0

  package let table: TensorTable

  /// Every tensor, in the order of the data.
  package var entries: [TensorEntry] { table.entries }

  /// The format has no signature: what no other one recognizes is read as this.
  package static func recognizes(_ file: UnsafeRawBufferPointer) -> Bool { false }

  /// Opens and checks a file; no tensor's data are touched.
  ///
  /// - Throws: `CheckpointError`.
  public init(path: String) throws(CheckpointError) {
    try self.init(
      CheckpointError.reading { () throws(FileError) in try MappedFile(path: path) })
  }

  package init(_ file: MappedFile) throws(CheckpointError) {
    let header: SafetensorsHeader
    do { header = try SafetensorsHeader(file: file) } catch {
      // Asked only now: the length that a header begins with may look like any signature.
      guard let kind = FileKind(of: file.bytes) else { throw error }
      throw .foreignFile(file: file.path, expected: Self.format, found: kind)
    }
    table = TensorTable(
      file, header.entries, dataStart: header.dataStart, metadata: header.metadata)
  }
}
