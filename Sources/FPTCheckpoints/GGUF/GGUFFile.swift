import FPTFiles
import OrderedCollections

/// A GGUF file, as llama.cpp reads models: metadata and tensors in one file, mapped into memory and checked before anything in it is used.
///
/// Versions 2 and 3, little-endian. Checked here: every count and length against the file, no key or tensor twice, and that the tensors
/// tile the data but for the padding between them. Tensors appear under transformers' names, row-major, and with the rows of queries and
/// keys in transformers' order; those of few bits become 32-bit floats where they are read. A tensor may have a type that is not
/// read, as long as nobody reads it.
///
/// ```swift
/// let file = try GGUFFile(path: "SmolLM2-135M-Instruct.Q4_1.gguf")
/// print(file.names.count, try file.tensor(named: "model.layers.0.self_attn.q_proj.weight").floats()[0])
/// ```
public struct GGUFFile: TensorSource, TensorContainer {
  /// The most bytes that metadata and descriptions of tensors may take.
  package static let headerLimit = 100_000_000

  package static let format = "GGUF"
  /// Such a file brings its own configuration, and stands in a folder under any name.
  package static let weightsNames: [String] = []
  package static let rank = 2
  /// What the names of such files end in.
  package static let suffix = ".gguf"

  package let table: TensorTable
  /// What the file says of the model, by key.
  package let values: OrderedDictionary<String, GGUFValue>

  package static func recognizes(_ file: UnsafeRawBufferPointer) -> Bool {
    file.starts(with: GGUFHeader.signature)
  }

  /// Opens and checks a file; no tensor's data are touched.
  ///
  /// - Throws: `CheckpointError`.
  public init(path: String) throws(CheckpointError) {
    let file = try CheckpointError.reading { () throws(FileError) in try MappedFile(path: path) }
    guard Self.recognizes(file.bytes) else {
      let kind = FileKind(of: file.bytes)
      guard let kind else {
        throw .malformedGGUF(
          file: path,
          problem: .metadata("its signature", expected: "`GGUF`", found: "another"))
      }
      throw .foreignFile(file: path, expected: Self.format, found: kind)
    }
    try self.init(file)
  }

  package init(_ file: MappedFile) throws(CheckpointError) {
    do {
      let header = try GGUFHeader(file.bytes)
      values = try GGUFBlockValues.unified(header.metadata, in: file.bytes)
      let metadata = header.metadata.compactMap { key, value -> (key: String, value: String)? in
        if case .text(let text) = value { (key: key, value: text) } else { nil }
      }
      table = TensorTable(
        file, try GGUFNames(values).renamed(header.entries), dataStart: header.dataStart,
        metadata: metadata)
    } catch {
      throw .malformedGGUF(file: file.path, problem: error)
    }
  }

  /// The texts of an array.
  ///
  /// - Throws: `CheckpointError.missingKey`, `.wrongValue`, or `.malformedGGUF` for a text that is not UTF-8.
  package func texts(_ key: String) throws(CheckpointError) -> [String] {
    let elements = try elements(key, of: [.text], expected: "a list of texts")
    var cursor = GGUFCursor(table.file.bytes, at: elements.bytes.lowerBound)
    var texts: [String] = []
    do throws(GGUFProblem) {
      for _ in 0..<elements.count { texts.append(try cursor.text("a text of `\(key)`")) }
    } catch { throw .malformedGGUF(file: path, problem: error) }
    return texts
  }

  /// The integers of an array.
  ///
  /// - Throws: `CheckpointError.missingKey` or `.wrongValue`.
  package func integers(_ key: String) throws(CheckpointError) -> [Int64] {
    let elements = try elements(
      key, of: GGUFBlockValues.kinds, expected: "a list of integers")
    do throws(GGUFProblem) {
      return try GGUFBlockValues.integers(elements, of: key, in: table.file.bytes)
    } catch { throw .malformedGGUF(file: path, problem: error) }
  }

  private func elements(
    _ key: String, of kinds: [GGUFValue.Kind], expected: String
  ) throws(CheckpointError) -> GGUFValue.Elements {
    guard let value = values[key] else {
      throw .missingKey(file: path, key: key, expected: expected)
    }
    guard case .array(let elements) = value, kinds.contains(elements.kind) else {
      throw .wrongValue(file: path, key: key, expected: expected, found: value.summary)
    }
    return elements
  }
}
