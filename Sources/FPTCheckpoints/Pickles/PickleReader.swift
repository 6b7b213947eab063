/// Reads the plain values of a pickle (protocols 2 to 5) without running anything.
///
/// A pickle is a program for a stack machine that can import and call whatever it likes. This reader knows the instructions that
/// dictionaries, texts and numbers are written with, and among names those that NumPy's numbers and PyTorch's tensors are written
/// with, each of which it interprets itself. Everything else is refused.
package struct PickleReader {
  /// The most values a pickle may make.
  static let valueLimit = 1 << 24

  private let bytes: UnsafeRawBufferPointer
  private var offset = 0
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var made = 0
  /// Every storage that is referred to, in the order of the pickle.
  private var storages: [TorchStorage] = []

  private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  package static func read(_ bytes: UnsafeRawBufferPointer) throws(PickleProblem) -> PickleValue {
    var offset = 0
    return try read(bytes, at: &offset)
  }

  /// Reads the pickle that begins at an offset, which is moved behind it.
  static func read(
    _ bytes: UnsafeRawBufferPointer, at offset: inout Int
  ) throws(PickleProblem) -> PickleValue {
    var storages: [TorchStorage] = []
    return try read(bytes, at: &offset, storages: &storages)
  }

  /// The same, with every storage that the pickle refers to, also for tensors that are not followed.
  static func read(
    _ bytes: UnsafeRawBufferPointer, at offset: inout Int, storages: inout [TorchStorage]
  ) throws(PickleProblem) -> PickleValue {
    var reader = PickleReader(bytes)
    reader.offset = offset
    while true {
      if let value = try reader.step() {
        offset = reader.offset
        storages = reader.storages
        return value
      }
    }
  }

  private func problem(_ kind: PickleProblem.Kind) -> PickleProblem {
    PickleProblem(kind: kind, offset: offset)
  }

  /// Follows one instruction; gives the result at the last.
  private mutating func step() throws(PickleProblem) -> PickleValue? {
    let start = offset
    let code = try byte()
    switch code {
    case 0x80: _ = try byte()  // PROTO
    case 0x95: _ = try take(8)  // FRAME
    case UInt8(ascii: "."): return try pop()
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "0"): _ = try pop()
    case UInt8(ascii: "1"): _ = try popToMark()
    case UInt8(ascii: "N"): try push(.none)
    case 0x88: try push(.boolean(true))
    case 0x89: try push(.boolean(false))
    case UInt8(ascii: "K"): try push(.integer(Int(try number(1))))
    case UInt8(ascii: "M"): try push(.integer(Int(try number(2))))
    case UInt8(ascii: "J"):
      try push(.integer(Int(Int32(truncatingIfNeeded: try number(4)))))
    case 0x8A: try push(try long())  // LONG1
    case UInt8(ascii: "G"):
      try push(.float(Double(bitPattern: try number(8).byteSwapped)))
    case UInt8(ascii: "X"): try push(.text(try text(count: number(4))))
    case 0x8C: try push(.text(try text(count: number(1))))  // SHORT_BINUNICODE
    case 0x8D: try push(.text(try text(count: number(8))))  // BINUNICODE8
    case UInt8(ascii: "U"): try push(.text(try text(count: number(1))))
    case UInt8(ascii: "T"): try push(.text(try text(count: number(4))))
    case UInt8(ascii: "C"): try push(.bytes(Array(try take(number(1)))))
    case UInt8(ascii: "B"): try push(.bytes(Array(try take(number(4)))))
    case 0x8E, 0x96:  // BINBYTES8, BYTEARRAY8
      try push(.bytes(Array(try take(number(8)))))
    default: try followContainer(code, start: start)
    }
    return nil
  }

  private mutating func followContainer(_ code: UInt8, start: Int) throws(PickleProblem) {
    switch code {
    case UInt8(ascii: "}"): try push(.dictionary([:]))
    case UInt8(ascii: "]"): try push(.list([]))
    case UInt8(ascii: ")"): try push(.tuple([]))
    case UInt8(ascii: "t"): try pushTuple(popToMark())
    case 0x85, 0x86, 0x87:  // TUPLE1, TUPLE2, TUPLE3
      var values: [PickleValue] = []
      for _ in 0...code - 0x85 { values.append(try pop()) }
      try pushTuple(values.reversed())
    case UInt8(ascii: "l"): try push(.list(popToMark().map(\.flat)))
    case UInt8(ascii: "d"):
      _ = try popToMark()
      try push(.opaque)
    case UInt8(ascii: "a"): try append([pop()])
    case UInt8(ascii: "e"): try append(popToMark())
    case UInt8(ascii: "s"):
      let value = try pop()
      try setItems([try pop(), value])
    case UInt8(ascii: "u"): try setItems(popToMark())
    case UInt8(ascii: "q"): memo[Int(try number(1))] = try top()
    case UInt8(ascii: "r"): memo[Int(try number(4))] = try top()
    case 0x94: memo[memo.count] = try top()  // MEMOIZE
    case UInt8(ascii: "h"): try recall(Int(try number(1)))
    case UInt8(ascii: "j"): try recall(Int(try number(4)))
    case UInt8(ascii: "c"): try pushName(module: line(), name: line())
    case 0x93:  // STACK_GLOBAL
      let (name, module) = (try pop(), try pop())
      guard case .text(let moduleText) = module, case .text(let nameText) = name else {
        throw problem(.malformed("a name that is no text"))
      }
      try pushName(module: moduleText, name: nameText)
    case UInt8(ascii: "R"):
      let (arguments, name) = (try pop(), try pop())
      try push(made(by: name, of: arguments))
    case UInt8(ascii: "Q"): try push(.storage(stored(under: pop())))  // BINPERSID
    case UInt8(ascii: "b"):
      let state = try pop()
      try replaceTop(built(try top(), state: state))
    default:
      offset = start
      throw problem(.instruction(code))
    }
  }

  // MARK: Bytes

  private mutating func byte() throws(PickleProblem) -> UInt8 {
    guard offset < bytes.count else { throw problem(.truncated) }
    defer { offset += 1 }
    return bytes[offset]
  }

  private mutating func take(_ count: UInt64) throws(PickleProblem) -> Slice<UnsafeRawBufferPointer>
  {
    guard count <= UInt64(bytes.count - offset) else { throw problem(.truncated) }
    defer { offset += Int(count) }
    return bytes[offset..<offset + Int(count)]
  }

  /// An unsigned little-endian number.
  private mutating func number(_ count: UInt64) throws(PickleProblem) -> UInt64 {
    try take(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private mutating func text(count: UInt64) throws(PickleProblem) -> String {
    guard let text = String(validating: try take(count), as: UTF8.self) else {
      throw problem(.notUTF8)
    }
    return text
  }

  private mutating func line() throws(PickleProblem) -> String {
    guard let end = bytes[offset...].firstIndex(of: 0x0A), end - offset < 256 else {
      throw problem(.truncated)
    }
    let text = try text(count: UInt64(end - offset))
    offset += 1
    return text
  }

  /// A whole number of up to 8 bytes; longer ones are kept as opaque.
  private mutating func long() throws(PickleProblem) -> PickleValue {
    let bytes = Array(try take(number(1)))
    return Self.integer(bytes, isSigned: true).map { .integer($0) } ?? .opaque
  }

  /// A little-endian number of 0 to 8 bytes that an `Int` can hold.
  private static func integer(_ bytes: some BidirectionalCollection<UInt8>, isSigned: Bool) -> Int?
  {
    guard bytes.count <= 8 else { return nil }
    let isNegative = isSigned && (bytes.last ?? 0) >= 0x80
    let pattern = bytes.reversed().reduce(isNegative ? UInt64.max : 0) { $0 << 8 | UInt64($1) }
    return isSigned ? Int(Int64(bitPattern: pattern)) : Int(exactly: pattern)
  }

  // MARK: The stack

  private mutating func push(_ value: PickleValue) throws(PickleProblem) {
    made += 1
    guard made <= Self.valueLimit else { throw problem(.tooLarge) }
    stack.append(value)
  }

  private mutating func pop() throws(PickleProblem) -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.popLast() else {
      throw problem(.malformed("an instruction that lacks a value"))
    }
    return value
  }

  private func top() throws(PickleProblem) -> PickleValue {
    guard let value = stack.last else {
      throw problem(.malformed("an instruction that lacks a value"))
    }
    return value
  }

  private mutating func replaceTop(_ value: PickleValue) throws(PickleProblem) {
    _ = try pop()
    stack.append(value)
  }

  private mutating func popToMark() throws(PickleProblem) -> [PickleValue] {
    guard let mark = marks.popLast(), mark <= stack.count else {
      throw problem(.malformed("an instruction that lacks a mark"))
    }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private mutating func recall(_ place: Int) throws(PickleProblem) {
    guard let value = memo[place] else {
      throw problem(.malformed("a reference to nothing"))
    }
    try push(value)
  }

  private mutating func pushTuple(_ values: [PickleValue]) throws(PickleProblem) {
    try push(.tuple(values.map(\.flat)))
  }

  /// Adds to a list; what is no list is not looked into.
  private mutating func append(_ items: [PickleValue]) throws(PickleProblem) {
    guard case .list(var members) = try top() else { return try replaceTop(.opaque) }
    // Dropped first, so that the members are not copied.
    try replaceTop(.none)
    for item in items { members.append(item.flat) }
    try replaceTop(.list(members))
  }

  private mutating func setItems(_ items: [PickleValue]) throws(PickleProblem) {
    guard case .dictionary(var members) = try top(), items.count % 2 == 0 else {
      throw problem(.malformed("members of what is no dictionary"))
    }
    // Dropped first, so that the members are not copied.
    try replaceTop(.none)
    for place in stride(from: 0, to: items.count, by: 2) {
      if case .text(let key) = items[place] { members[key] = items[place + 1].flat }
    }
    try replaceTop(.dictionary(members))
  }

  /// What PyTorch keeps outside of the pickle: `('storage', type, key, device, elements, …)`.
  private mutating func stored(under key: PickleValue) throws(PickleProblem) -> TorchStorage {
    guard case .tuple(let parts) = key, let storage = TorchStorage(parts) else {
      throw problem(
        .malformed("a reference to something outside of it that is no tensor's storage"))
    }
    storages.append(storage)
    return storage
  }

  // MARK: Names

  private mutating func pushName(module: String, name: String) throws(PickleProblem) {
    guard let known = PickleName(module: module, name: name) else {
      throw problem(.foreignName("\(module).\(name)"))
    }
    try push(.name(known))
  }

  /// What a name makes of its arguments, worked out here.
  private func made(
    by name: PickleValue, of arguments: PickleValue
  ) throws(PickleProblem) -> PickleValue {
    guard case .name(let name) = name, case .tuple(let arguments) = arguments else {
      throw problem(.malformed("a call of what is no name"))
    }
    switch name {
    case .array: return .opaque
    case .orderedDictionary where arguments.isEmpty: return .dictionary([:])
    case .orderedDictionary, .storage, .dtype, .torch: return .opaque
    case .foreignTensor(let what): return .tensor(TorchTensor(foreign: what))
    case .tensor(let hasType):
      guard let tensor = TorchTensor(arguments, hasType: hasType) else {
        throw problem(.malformed("a tensor that is not described as PyTorch does"))
      }
      return .tensor(tensor)
    case .parameter: return arguments.first ?? .opaque
    case .type:
      guard case .text(let code)? = arguments.first else { return .opaque }
      return .type(code: code, isLittleEndian: true)
    case .encode:
      // Latin-1: one byte for each of the first 256 characters.
      guard case .text(let text)? = arguments.first else { return .opaque }
      let bytes = text.unicodeScalars.map { UInt8(exactly: $0.value) }
      return bytes.contains(nil) ? .opaque : .bytes(bytes.compactMap { $0 })
    case .scalar:
      guard arguments.count == 2, case .type(let code, let isLittleEndian) = arguments[0],
        case .bytes(let bytes) = arguments[1], let kind = code.first, "iub".contains(kind),
        Int(code.dropFirst()) == bytes.count
      else { return .opaque }
      let value = Self.integer(isLittleEndian ? bytes : bytes.reversed(), isSigned: kind == "i")
      return value.map { .integer($0) } ?? .opaque
    }
  }

  /// A thing after its state was set: a type learns its byte order, `(version, '<' or '>' or '|', …)`.
  private func built(_ value: PickleValue, state: PickleValue) -> PickleValue {
    // An ordered dictionary may have attributes beside its members.
    if case .dictionary = value { return value }
    guard case .type(let code, _) = value, case .tuple(let parts) = state, parts.count > 1 else {
      return .opaque
    }
    return .type(code: code, isLittleEndian: parts[1] != .text(">"))
  }
}

extension PickleValue {
  /// The value as a part of another: without parts of its own, so that nothing nests.
  ///
  /// Whole numbers alone, as in a shape, stay.
  fileprivate var flat: PickleValue {
    switch self {
    case .tuple(let parts):
      parts.allSatisfy { $0.integer != nil } ? .integers(parts.compactMap(\.integer)) : .opaque
    case .dictionary, .list: .opaque
    default: self
    }
  }
}
