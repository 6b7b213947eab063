/// A strict reader of JSON (RFC 8259) for files that are not trusted.
///
/// Beyond the grammar: a key may occur only once in an object, and nesting and the number of values are limited, so that no
/// input exhausts the stack or the memory.
struct JSONParser {
  static let depthLimit = 64
  /// Most values in one text: each takes many times the bytes of its text. The largest checkpoints have some ten thousand
  /// tensors of about ten values each.
  static let valueLimit = 4_000_000

  private let bytes: UnsafeBufferPointer<UInt8>
  private var offset = 0
  private let valueLimit: Int
  private var valuesLeft: Int

  private init(_ bytes: UnsafeBufferPointer<UInt8>, valueLimit: Int) {
    self.bytes = bytes
    self.valueLimit = valueLimit
    valuesLeft = valueLimit
  }

  /// Parses one value that makes up the whole text; space around it is allowed.
  static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, valueLimit: Int = JSONParser.valueLimit
  ) throws(JSONProblemError) -> JSONValue {
    var parser = JSONParser(bytes, valueLimit: valueLimit)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.offset == bytes.count else { throw parser.problem(.trailingText) }
    return value
  }

  static func parse(
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

  private mutating func skipSpace() {
    while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard offset < bytes.count, bytes[offset] == byte else { return false }
    offset += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws(JSONProblemError) {
    guard take(byte) else { throw unexpected() }
  }

  private mutating func expect(word: StaticString) throws(JSONProblemError) {
    for index in 0..<word.utf8CodeUnitCount { try expect(word.utf8Start[index]) }
  }

  private mutating func value(depth: Int) throws(JSONProblemError) -> JSONValue {
    guard depth < Self.depthLimit else { throw problem(.tooDeep(limit: Self.depthLimit)) }
    guard valuesLeft > 0 else { throw problem(.tooMany(limit: valueLimit)) }
    valuesLeft -= 1
    skipSpace()
    guard offset < bytes.count else { throw problem(.unexpectedEnd) }
    switch bytes[offset] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try list(depth: depth)
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "t"):
      try expect(word: "true")
      return .boolean(true)
    case UInt8(ascii: "f"):
      try expect(word: "false")
      return .boolean(false)
    case UInt8(ascii: "n"):
      try expect(word: "null")
      return .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw unexpected()
    }
  }

  private mutating func object(depth: Int) throws(JSONProblemError) -> JSONValue {
    try expect(UInt8(ascii: "{"))
    var members: [JSONValue.Member] = []
    var keys: Set<String> = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object([]) }
    while true {
      skipSpace()
      let start = offset
      guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else { throw unexpected() }
      let key = try string()
      guard keys.insert(key).inserted else {
        throw JSONProblemError(problem: JSONProblem(kind: .duplicateKey(key), offset: start))
      }
      skipSpace()
      try expect(UInt8(ascii: ":"))
      members.append(JSONValue.Member(key: key, value: try value(depth: depth + 1)))
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(members) }
      try expect(UInt8(ascii: ","))
    }
  }

  private mutating func list(depth: Int) throws(JSONProblemError) -> JSONValue {
    try expect(UInt8(ascii: "["))
    var elements: [JSONValue] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .list([]) }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if take(UInt8(ascii: "]")) { return .list(elements) }
      try expect(UInt8(ascii: ","))
    }
  }

  private mutating func number() throws(JSONProblemError) -> JSONValue {
    let start = offset
    _ = take(UInt8(ascii: "-"))
    let leadingZero = offset < bytes.count && bytes[offset] == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0 || offset >= bytes.count || bytes[offset] != UInt8(ascii: "I") else {
      throw problem(.notFinite)
    }
    guard whole > 0, !(leadingZero && whole > 1) else { throw problem(.malformedNumber) }
    if take(UInt8(ascii: ".")) {
      guard digits() > 0 else { throw problem(.malformedNumber) }
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      guard digits() > 0 else { throw problem(.malformedNumber) }
    }
    return .number(String(decoding: bytes[start..<offset], as: UTF8.self))
  }

  private mutating func digits() -> Int {
    let start = offset
    while offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) {
      offset += 1
    }
    return offset - start
  }

  private mutating func string() throws(JSONProblemError) -> String {
    try expect(UInt8(ascii: "\""))
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
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
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

/// A `JSONProblem` on its way to the reader that knows the file's name.
struct JSONProblemError: Error {
  var problem: JSONProblem
}
