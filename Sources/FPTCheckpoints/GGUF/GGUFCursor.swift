/// Reads a GGUF header from its beginning: every length is compared with what is left before anything is taken.
struct GGUFCursor {
  let bytes: UnsafeRawBufferPointer
  private(set) var position: Int
  /// Where reading ends.
  private let end: Int

  /// Arrays of arrays are read to this depth; nobody is known to write any.
  private static let depthLimit = 4

  init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
    self.bytes = bytes
    self.position = position
    end = min(bytes.count, GGUFFile.headerLimit)
  }

  private func missing(_ what: String, _ count: UInt64) -> GGUFProblem {
    let needed = UInt64(position).addingReportingOverflow(count)
    return !needed.overflow && needed.partialValue <= UInt64(bytes.count)
      ? .headerTooLarge(limit: GGUFFile.headerLimit)
      : .beyondEnd(of: what, bytes: count, available: bytes.count - position)
  }

  /// Passes over bytes, which are returned as a range.
  mutating func skip(_ count: UInt64, _ what: String) throws(GGUFProblem) -> Range<Int> {
    guard count <= UInt64(end - position) else { throw missing(what, count) }
    defer { position += Int(count) }
    return position..<position + Int(count)
  }

  mutating func integer<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type, _ what: String
  ) throws(GGUFProblem) -> Value {
    let place = try skip(UInt64(MemoryLayout<Value>.size), what)
    return Value(
      littleEndian: bytes.loadUnaligned(fromByteOffset: place.lowerBound, as: Value.self))
  }

  /// A length and as many bytes of UTF-8.
  mutating func text(_ what: String) throws(GGUFProblem) -> String {
    let length = try integer(UInt64.self, what)
    let place = try skip(length, what)
    guard let text = String(validating: bytes[place], as: UTF8.self) else {
      throw .metadata(what, expected: "text in UTF-8", found: "not valid")
    }
    return text
  }

  /// The type of a value.
  mutating func kind(_ what: String) throws(GGUFProblem) -> GGUFValue.Kind {
    let number = try integer(UInt32.self, what)
    guard let kind = GGUFValue.Kind(rawValue: number) else {
      throw .metadata(what, expected: "of a type from 0 to 12", found: "of type \(number)")
    }
    return kind
  }

  mutating func value(_ kind: GGUFValue.Kind, of key: String) throws(GGUFProblem) -> GGUFValue {
    switch kind {
    case .uint8: return .integer(Int64(try integer(UInt8.self, key)))
    case .int8: return .integer(Int64(try integer(Int8.self, key)))
    case .uint16: return .integer(Int64(try integer(UInt16.self, key)))
    case .int16: return .integer(Int64(try integer(Int16.self, key)))
    case .uint32: return .integer(Int64(try integer(UInt32.self, key)))
    case .int32: return .integer(Int64(try integer(Int32.self, key)))
    case .int64: return .integer(try integer(Int64.self, key))
    case .uint64:
      let value = try integer(UInt64.self, key)
      return Int64(exactly: value).map(GGUFValue.integer) ?? .unsigned(value)
    case .float32: return .number(Double(Float(bitPattern: try integer(UInt32.self, key))))
    case .float64: return .number(Double(bitPattern: try integer(UInt64.self, key)))
    case .bool:
      let value = try integer(UInt8.self, key)
      guard value <= 1 else { throw .metadata(key, expected: "true or false", found: "\(value)") }
      return .boolean(value == 1)
    case .text: return .text(try text(key))
    case .array: return .array(try elements(of: key, depth: 1))
    }
  }

  /// Walks over an array.
  ///
  /// - Complexity: O(texts and arrays in it); each takes bytes of the file.
  private mutating func elements(
    of key: String, depth: Int
  ) throws(GGUFProblem) -> GGUFValue.Elements {
    guard depth <= Self.depthLimit else {
      throw .metadata(
        key, expected: "arrays no more than \(Self.depthLimit) deep", found: "deeper")
    }
    let kind = try kind(key)
    let count = try integer(UInt64.self, key)
    let start = position
    if let size = kind.size {
      let (bytes, overflow) = count.multipliedReportingOverflow(by: UInt64(size))
      _ = try skip(overflow ? .max : bytes, "`\(key)`")
    } else {
      // The least that one of them takes: a length, or a type and a count.
      let least: UInt64 = kind == .text ? 8 : 12
      let (bytes, overflow) = count.multipliedReportingOverflow(by: least)
      guard !overflow, bytes <= UInt64(end - position) else {
        throw missing("`\(key)`", overflow ? .max : bytes)
      }
      for _ in 0..<count {
        if kind == .text {
          _ = try skip(try integer(UInt64.self, key), "`\(key)`")
        } else {
          _ = try elements(of: key, depth: depth + 1)
        }
      }
    }
    return GGUFValue.Elements(kind: kind, count: Int(count), bytes: start..<position)
  }
}
