import OrderedCollections

/// Numbers that a file gives once for each block of the model, as llama.cpp's converters write them for models whose blocks differ.
enum GGUFBlockValues {
  /// Integer kinds that such a list may have.
  static let kinds: [GGUFValue.Kind] = [.uint8, .int8, .uint16, .int16, .uint32, .int32, .int64]

  /// The metadata, where a list of the architecture's with as many integers as blocks, all equal, is that integer.
  ///
  /// Every other list stays as it is, to be refused by who reads it.
  ///
  /// - Throws: `GGUFProblem` for elements that cannot be read.
  static func unified(
    _ metadata: OrderedDictionary<String, GGUFValue>, in file: UnsafeRawBufferPointer
  ) throws(GGUFProblem) -> OrderedDictionary<String, GGUFValue> {
    guard let architecture = GGUFArchitecture(metadata),
      case .integer(let blocks)? = metadata[architecture.key(GGUFArchitecture.blockCount)]
    else { return metadata }
    var unified = metadata
    for (key, value) in metadata where key.hasPrefix(architecture.key("")) {
      guard case .array(let elements) = value, kinds.contains(elements.kind),
        elements.count == blocks
      else { continue }
      let numbers = try integers(elements, of: key, in: file)
      if let first = numbers.first, numbers.allSatisfy({ $0 == first }) {
        unified[key] = .integer(first)
      }
    }
    return unified
  }

  /// The integers of a list.
  ///
  /// - Throws: `GGUFProblem` for elements that cannot be read.
  static func integers(
    _ elements: GGUFValue.Elements, of key: String, in file: UnsafeRawBufferPointer
  ) throws(GGUFProblem) -> [Int64] {
    var cursor = GGUFCursor(file, at: elements.bytes.lowerBound)
    var integers: [Int64] = []
    for _ in 0..<elements.count {
      if case .integer(let value) = try cursor.value(elements.kind, of: key) {
        integers.append(value)
      }
    }
    return integers
  }
}
