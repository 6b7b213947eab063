import FPTFiles
import FPTJSON

/// The checked header of a safetensors file.
struct SafetensorsHeader {
  var entries: [TensorEntry]
  var metadata: [(key: String, value: String)]
  var dataStart: Int

  init(file: MappedFile) throws(CheckpointError) {
    let path = file.path
    func fail(_ problem: SafetensorsProblem) -> CheckpointError {
      .malformedFile(file: path, problem: problem)
    }
    let bytes = file.bytes
    guard bytes.count >= 8 else { throw fail(.tooShort(bytes: bytes.count)) }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= UInt64(SafetensorsFile.headerLimit) else {
      throw fail(.headerTooLarge(bytes: length, limit: SafetensorsFile.headerLimit))
    }
    guard length <= UInt64(bytes.count - 8) else {
      throw fail(.headerBeyondEnd(bytes: length, available: bytes.count - 8))
    }
    dataStart = 8 + Int(length)
    let root: JSONValue
    do {
      root = try Array(bytes[8..<dataStart]).withUnsafeBufferPointer { text in
        Result { () throws(JSONProblemError) in try JSONParser.parse(text) }
      }.get()
    } catch { throw fail(.headerNotJSON(error.problem)) }
    guard case .object(let members) = root else { throw fail(.headerNotObject) }

    metadata = []
    entries = []
    for member in members {
      if member.key == "__metadata__" {
        guard case .object(let texts) = member.value else { throw fail(.malformedMetadata) }
        for text in texts {
          guard case .text(let value) = text.value else { throw fail(.malformedMetadata) }
          metadata.append((key: text.key, value: value))
        }
      } else {
        do {
          entries.append(try Self.entry(name: member.key, value: member.value))
        } catch {
          throw .malformedTensor(file: path, tensor: member.key, problem: error.problem)
        }
      }
    }
    entries.sort { Self.precedes($0, $1) }
    try Self.checkTiling(entries, available: bytes.count - dataStart, path: path)
  }

  private struct Failure: Error {
    var problem: TensorProblem
    init(_ problem: TensorProblem) { self.problem = problem }
  }

  /// Empty tensors may share an offset with the one that follows; names break such ties, so that the order is defined.
  private static func precedes(_ a: TensorEntry, _ b: TensorEntry) -> Bool {
    (a.bytes.lowerBound, a.bytes.upperBound, a.name)
      < (b.bytes.lowerBound, b.bytes.upperBound, b.name)
  }

  private static func entry(
    name: String, value: JSONValue
  ) throws(Failure) -> TensorEntry {
    guard case .object(let fields) = value else { throw Failure(.notAnObject) }
    for field in fields where !["dtype", "shape", "data_offsets"].contains(field.key) {
      throw Failure(.unknownField(field.key))
    }
    guard let typeField = value["dtype"] else { throw Failure(.missingField("dtype")) }
    guard case .text(let typeName) = typeField else { throw Failure(.malformedType) }
    let type = TensorType(name: typeName)
    guard let shapeField = value["shape"] else { throw Failure(.missingField("shape")) }
    guard let shape = integers(shapeField) else { throw Failure(.malformedShape) }
    guard let offsetsField = value["data_offsets"] else {
      throw Failure(.missingField("data_offsets"))
    }
    guard let offsets = integers(offsetsField), offsets.count == 2, offsets[0] <= offsets[1] else {
      throw Failure(.malformedOffsets)
    }
    // How many bytes an element of an unknown type takes, nobody says: its place is checked by the offsets alone.
    var size = type.size ?? 1
    for extent in shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw Failure(.sizeOverflow(shape: shape)) }
      size = product
    }
    guard type.size == nil || size == offsets[1] - offsets[0] else {
      throw Failure(.sizeMismatch(expected: size, found: offsets[1] - offsets[0]))
    }
    return TensorEntry(
      name: name, type: type, shape: shape, bytes: offsets[0]..<offsets[1])
  }

  /// A list of non-negative integers, or nil.
  private static func integers(_ value: JSONValue) -> [Int]? {
    guard case .list(let elements) = value else { return nil }
    var result: [Int] = []
    for element in elements {
      guard let integer = element.integer, integer >= 0 else { return nil }
      result.append(integer)
    }
    return result
  }

  private static func checkTiling(
    _ entries: [TensorEntry], available: Int, path: String
  ) throws(CheckpointError) {
    var end = 0
    for entry in entries {
      func fail(_ problem: TensorProblem) -> CheckpointError {
        .malformedTensor(file: path, tensor: entry.name, problem: problem)
      }
      let begin = entry.bytes.lowerBound
      guard begin >= end else { throw fail(.overlap(expectedOffset: end, found: begin)) }
      guard begin <= end else { throw fail(.hole(expectedOffset: end, found: begin)) }
      end = entry.bytes.upperBound
      guard end <= available else { throw fail(.beyondEnd(end: end, available: available)) }
    }
    guard end == available else {
      throw .malformedFile(file: path, problem: .dataLength(described: end, found: available))
    }
  }
}
