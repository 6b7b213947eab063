import OrderedCollections

/// The checked header of a GGUF file: metadata, and where each tensor lies, under the names that the file has for them.
struct GGUFHeader {
  let metadata: OrderedDictionary<String, GGUFValue>
  /// In the order of the data, places counted from `dataStart`.
  let entries: [TensorEntry]
  let dataStart: Int

  /// `GGUF`.
  static let signature: [UInt8] = Array("GGUF".utf8)
  /// ggml's own limit.
  private static let dimensionLimit = 4

  /// A tensor as the header describes it; the end of one of an unknown type is told by what follows.
  private struct Description {
    var name: String
    var type: GGMLType?
    var typeName: String
    var shape: [Int]
    var offset: Int
    var byteCount: Int?
  }

  init(_ file: UnsafeRawBufferPointer) throws(GGUFProblem) {
    var cursor = GGUFCursor(file)
    _ = try cursor.skip(4, "its signature")
    let version = try cursor.integer(UInt32.self, "its version")
    // Versions are small numbers: one without low bytes has them reversed.
    guard version & 0xFFFF != 0 || version == 0 else { throw .bigEndian }
    guard version == 2 || version == 3 else { throw .version(version) }
    let tensorCount = try cursor.integer(UInt64.self, "the number of tensors")
    let keyCount = try cursor.integer(UInt64.self, "the number of keys")
    metadata = try Self.metadata(&cursor, count: keyCount)
    let alignment = try Self.alignment(metadata)
    let descriptions = try Self.descriptions(&cursor, count: tensorCount)
    guard let start = Self.aligned(cursor.position, to: alignment),
      start <= file.count || descriptions.isEmpty
    else {
      throw .beyondEnd(
        of: "its data", bytes: UInt64(alignment), available: file.count - cursor.position)
    }
    dataStart = min(start, file.count)
    entries = try Self.entries(
      descriptions, available: file.count - dataStart, alignment: alignment)
  }

  private static func metadata(
    _ cursor: inout GGUFCursor, count: UInt64
  ) throws(GGUFProblem) -> OrderedDictionary<String, GGUFValue> {
    var metadata: OrderedDictionary<String, GGUFValue> = [:]
    var number: UInt64 = 0
    // Each takes bytes of the file, so that a count of any size ends with them.
    while number < count {
      number += 1
      let key = try cursor.text("key \(number) of its metadata")
      let value = try cursor.value(try cursor.kind(key), of: key)
      guard metadata.updateValue(value, forKey: key) == nil else {
        throw .metadata(key, expected: "there once", found: "there twice")
      }
    }
    return metadata
  }

  private static func alignment(
    _ metadata: OrderedDictionary<String, GGUFValue>
  ) throws(GGUFProblem) -> Int {
    let key = "general.alignment"
    guard let value = metadata[key] else { return 32 }
    guard case .integer(let alignment) = value, alignment > 0, alignment <= 1 << 30,
      alignment & (alignment - 1) == 0
    else { throw .metadata(key, expected: "a power of two up to 2³⁰", found: value.summary) }
    return Int(alignment)
  }

  private static func descriptions(
    _ cursor: inout GGUFCursor, count: UInt64
  ) throws(GGUFProblem) -> [Description] {
    var descriptions: [Description] = []
    var names: Set<String> = []
    while UInt64(descriptions.count) < count {
      let name = try cursor.text("the name of tensor \(descriptions.count + 1)")
      guard names.insert(name).inserted else { throw .tensor(name, "is there twice") }
      let dimensions = try cursor.integer(UInt32.self, "tensor `\(name)`")
      guard dimensions <= dimensionLimit else {
        throw .tensor(name, "has \(dimensions) dimensions, and \(dimensionLimit) are the most")
      }
      // The innermost extent comes first.
      var shape: [Int] = []
      for _ in 0..<dimensions {
        let extent = try cursor.integer(UInt64.self, "tensor `\(name)`")
        guard let extent = Int(exactly: extent) else {
          throw .tensor(name, "has an extent of \(extent)")
        }
        shape.insert(extent, at: 0)
      }
      let number = try cursor.integer(UInt32.self, "tensor `\(name)`")
      let offset = try cursor.integer(UInt64.self, "tensor `\(name)`")
      guard let offset = Int(exactly: offset) else {
        throw .tensor(name, "begins at byte \(offset) of the data")
      }
      let type = GGMLType(number: number)
      descriptions.append(
        Description(
          name: name, type: type, typeName: type?.name ?? GGMLType.unknownName(number),
          shape: shape, offset: offset, byteCount: try bytes(of: type, shape, name: name)))
    }
    return descriptions
  }

  /// What a tensor takes; nil where its type is not known.
  private static func bytes(
    of type: GGMLType?, _ shape: [Int], name: String
  ) throws(GGUFProblem) -> Int? {
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw .tensor(name, "has shape \(shape), more elements than can be counted")
      }
      count = product
    }
    guard let type else { return nil }
    // A row is whole blocks.
    guard (shape.last ?? 1) % type.elements == 0 else {
      throw .tensor(
        name,
        "is \(type.name) in blocks of \(type.elements), and has rows of \(shape.last ?? 1) elements"
      )
    }
    let (bytes, overflow) = (count / type.elements).multipliedReportingOverflow(by: type.bytes)
    guard !overflow else {
      throw .tensor(name, "has shape \(shape), more bytes than can be addressed")
    }
    return bytes
  }

  /// The next multiple of a power of two; nil beyond all numbers.
  private static func aligned(_ place: Int, to alignment: Int) -> Int? {
    let (sum, overflow) = place.addingReportingOverflow(alignment - 1)
    return overflow ? nil : sum & ~(alignment - 1)
  }

  /// Each tensor begins where the alignment puts it behind the one before, as ggml demands, so that no byte is two tensors' or nobody's.
  private static func entries(
    _ descriptions: [Description], available: Int, alignment: Int
  ) throws(GGUFProblem) -> [TensorEntry] {
    // Empty tensors may share an offset with the one that follows; names break such ties.
    let sorted = descriptions.sorted {
      ($0.offset, $0.byteCount ?? .max, $0.name) < ($1.offset, $1.byteCount ?? .max, $1.name)
    }
    var entries: [TensorEntry] = []
    var end = 0
    for (place, tensor) in sorted.enumerated() {
      let begin = aligned(end, to: alignment) ?? .max
      guard tensor.offset >= begin else {
        throw .tensor(
          tensor.name,
          "begins at byte \(tensor.offset) of the data, inside the one before, which ends at \(end)"
        )
      }
      guard tensor.offset == begin else {
        throw .tensor(
          tensor.name,
          tensor.offset % alignment == 0
            ? "begins at byte \(tensor.offset) of the data where \(begin) is the end of the one before"
            : "begins at byte \(tensor.offset) of the data, which is no multiple of \(alignment)")
      }
      let next = place + 1 < sorted.count ? sorted[place + 1].offset : available
      let (last, overflow) = begin.addingReportingOverflow(
        tensor.byteCount ?? max(0, next - begin))
      guard !overflow, last <= available else {
        throw .tensor(
          tensor.name,
          "ends behind byte \(available) of the data, where the file ends; it may be truncated")
      }
      end = last
      entries.append(
        TensorEntry(
          name: tensor.name, type: tensor.type?.type ?? .other(tensor.typeName),
          shape: tensor.shape, bytes: begin..<end))
    }
    guard available <= aligned(end, to: alignment) ?? .max else {
      throw .dataLength(described: end, found: available)
    }
    return entries
  }
}
