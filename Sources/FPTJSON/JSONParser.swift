/// A strict reader of JSON (RFC 8259) for files that are not trusted.
///
/// Beyond the grammar: a key may occur only once in an object, and nesting and the number of values are limited, so that no
/// input exhausts the stack or the memory.
package struct JSONParser {
  package static let depthLimit = 64
  /// Most values in one text: each takes many times the bytes of its text.
  ///
  /// The largest checkpoints have some ten thousand tensors of about ten values each.
  package static let valueLimit = 4_000_000

  private let bytes: UnsafeBufferPointer<UInt8>
  private var offset = 0
  private let valueLimit: Int
  private var valuesLeft: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>, valueLimit: Int = JSONParser.valueLimit) {
    self.bytes = bytes
    self.valueLimit = valueLimit
    valuesLeft = valueLimit
  }

  /// Parses one value that makes up the whole text; space around it is allowed.
  package static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, valueLimit: Int = JSONParser.valueLimit
  ) throws(JSONProblemError) -> JSONValue {
    var parser = JSONParser(bytes, valueLimit: valueLimit)
    let value = try parser.value(depth: 0)
    try parser.requireEnd()
    return value
  }

  /// Makes sure that nothing but space is left.
  mutating func requireEnd() throws(JSONProblemError) {
    skipSpace()
    guard offset == bytes.count else { throw problem(.trailingText) }
  }

  /// Counts values anew: those of one object of many.
  mutating func beginRecord() { valuesLeft = valueLimit }

  package static func parse(
    _ text: [UInt8], valueLimit: Int = JSONParser.valueLimit
  ) throws(JSONProblemError) -> JSONValue {
    let result = text.withUnsafeBufferPointer { bytes in
      Result { () throws(JSONProblemError) in try parse(bytes, valueLimit: valueLimit) }
    }
    return try result.get()
  }

  private func problem(_ kind: JSONProblem.Kind) -> JSONProblemError {
    JSONProblemError(problem: JSONProblem(kind: kind, offset: offset))
  }

  private func unexpected() -> JSONProblemError {
    let rest = bytes[offset...]
    if ["NaN", "Infinity", "-Infinity"].contains(where: { rest.starts(with: $0.utf8) }) {
      return problem(.notFinite)
    }
    return offset < bytes.count ? problem(.unexpectedByte(bytes[offset])) : problem(.unexpectedEnd)
  }

  mutating func skipSpace() {
    while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  mutating func expect(_ character: Unicode.Scalar) throws(JSONProblemError) {
    guard take(character) else { throw unexpected() }
  }

  private mutating func expect(word: String) throws(JSONProblemError) {
    for character in word.unicodeScalars { try expect(character) }
  }

  /// Reads one value.
  ///
  /// Where it is not kept, none is made of it: null is returned, and nothing counts against the
  /// limit of values.
  private mutating func value(
    depth: Int, isKept: Bool = true
  ) throws(JSONProblemError) -> JSONValue {
    guard depth < Self.depthLimit else { throw problem(.tooDeep(limit: Self.depthLimit)) }
    if isKept {
      guard valuesLeft > 0 else { throw problem(.tooMany(limit: valueLimit)) }
      valuesLeft -= 1
    }
    skipSpace()
    guard offset < bytes.count else { throw problem(.unexpectedEnd) }
    switch bytes[offset] {
    case UInt8(ascii: "{"):
      let members = try members(depth: depth) { _ in isKept }
      return isKept ? .object(members) : .null
    case UInt8(ascii: "["): return try list(depth: depth, isKept: isKept)
    case UInt8(ascii: "\""):
      let text = try string()
      return isKept ? .text(text) : .null
    case UInt8(ascii: "t"):
      try expect(word: "true")
      return .boolean(true)
    case UInt8(ascii: "f"):
      try expect(word: "false")
      return .boolean(false)
    case UInt8(ascii: "n"):
      try expect(word: "null")
      return .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let range = try number()
      return isKept ? .number(String(decoding: bytes[range], as: UTF8.self)) : .null
    default: throw unexpected()
    }
  }

  /// The members of an object that are kept by their keys; each of them may be there once.
  mutating func members(
    depth: Int, keeping isKept: (String) -> Bool
  ) throws(JSONProblemError) -> JSONValue.Members {
    try expect("{")
    var members: JSONValue.Members = [:]
    skipSpace()
    if take("}") { return [:] }
    while true {
      skipSpace()
      let start = offset
      guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else { throw unexpected() }
      let key = try string()
      let isKept = isKept(key)
      guard !isKept || members[key] == nil else {
        throw JSONProblemError(problem: JSONProblem(kind: .duplicateKey(key), offset: start))
      }
      skipSpace()
      try expect(":")
      let value = try value(depth: depth + 1, isKept: isKept)
      if isKept { members[key] = value }
      skipSpace()
      if take("}") { return members }
      try expect(",")
    }
  }

  private mutating func list(
    depth: Int, isKept: Bool
  ) throws(JSONProblemError) -> JSONValue {
    try expect("[")
    var elements: [JSONValue] = []
    skipSpace()
    if take("]") { return isKept ? .list([]) : .null }
    while true {
      let element = try value(depth: depth + 1, isKept: isKept)
      if isKept { elements.append(element) }
      skipSpace()
      if take("]") { return isKept ? .list(elements) : .null }
      try expect(",")
    }
  }

  /// Where the number stands that begins here.
  private mutating func number() throws(JSONProblemError) -> Range<Int> {
    let start = offset
    _ = take("-")
    let leadingZero = offset < bytes.count && bytes[offset] == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0 || offset >= bytes.count || bytes[offset] != UInt8(ascii: "I") else {
      throw problem(.notFinite)
    }
    guard whole > 0, !(leadingZero && whole > 1) else { throw problem(.malformedNumber) }
    if take(".") {
      guard digits() > 0 else { throw problem(.malformedNumber) }
    }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard digits() > 0 else { throw problem(.malformedNumber) }
    }
    return start..<offset
  }

  private mutating func digits() -> Int {
    let start = offset
    while offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) {
      offset += 1
    }
    return offset - start
  }

  private mutating func string() throws(JSONProblemError) -> String {
    try expect("\"")
    var text: [UInt8] = []
    while true {
      guard offset < bytes.count else { throw problem(.unexpectedEnd) }
      let byte = bytes[offset]
      offset += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw problem(.notUTF8) }
        return string
      case UInt8(ascii: "\\"): text.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20: throw problem(.malformedString)
      default: text.append(byte)
      }
    }
  }

  private mutating func escape() throws(JSONProblemError) -> Unicode.Scalar {
    guard offset < bytes.count else { throw problem(.unexpectedEnd) }
    let byte = bytes[offset]
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if (0xD800..<0xDC00).contains(code) {
        guard take("\\"), take("u") else {
          throw problem(.malformedString)
        }
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw problem(.malformedString) }
        code = 0x10000 + (code - 0xD800) * 0x400 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw problem(.malformedString) }
      return scalar
    default: throw problem(.malformedString)
    }
  }

  private mutating func hexadecimal() throws(JSONProblemError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard offset < bytes.count,
        let digit = Character(Unicode.Scalar(bytes[offset])).hexDigitValue
      else { throw problem(.malformedString) }
      code = code * 16 + UInt32(digit)
      offset += 1
    }
    return code
  }
}
