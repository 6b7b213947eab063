import FPTFiles
import FPTJSON

/// The `config.json` of a checkpoint folder: keys looked up by type, each failure saying what was
/// expected and found.
///
/// ```swift
/// let configuration = try ModelConfiguration(path: "minilm/config.json")
/// let width = try configuration.integer("hidden_size")
/// let activation = try configuration.text("hidden_act", oneOf: ["gelu", "relu"])
/// ```
public struct ModelConfiguration: Sendable {
  /// The path of the file.
  public let path: String
  /// Keys that the user answers for: what a model refuses of them is ignored.
  package private(set) var accepted: Set<String> = []
  private(set) var members: JSONValue.Members
  /// What stands before the names of keys in messages: the objects that hold them.
  private var holders = ""

  /// The largest file that is read, in bytes.
  package static let sizeLimit = 16 << 20

  /// Reads and parses a file.
  ///
  /// - Throws: `CheckpointError.unreadable` or `.malformedJSON`.
  public init(path: String) throws(CheckpointError) {
    let file = try CheckpointError.reading { () throws(FileError) in try MappedFile(path: path) }
    guard file.byteCount <= Self.sizeLimit else {
      throw .unreadable(
        file: path, operation: "read",
        reason: "it has \(file.byteCount) bytes, and \(Self.sizeLimit) is the most that is read")
    }
    try self.init(text: Array(file.bytes), path: path)
  }

  init(text: [UInt8], path: String) throws(CheckpointError) {
    self.path = path
    if let kind = text.withUnsafeBytes({ FileKind(of: $0) }) {
      throw .foreignFile(file: path, expected: "JSON in UTF-8", found: kind)
    }
    guard !text.starts(with: [0xEF, 0xBB, 0xBF]) else {
      throw .malformedJSON(file: path, problem: JSONProblem(kind: .byteOrderMark, offset: 0))
    }
    let root: JSONValue
    do { root = try JSONParser.parse(text) } catch {
      throw .malformedJSON(file: path, problem: error.problem)
    }
    guard case .object(let members) = root else {
      throw .unreadable(
        file: path, operation: "read",
        reason: "it should be an object of JSON, and is \(root.summary)")
    }
    self.members = members
  }

  /// The configuration, read as its user answers for: keys that a model refuses are ignored.
  public func accepting(_ keys: Set<String>) -> ModelConfiguration {
    var configuration = self
    configuration.accepted = keys
    return configuration
  }

  /// The configuration with the members of a nested object as its own, as timm's `model_args`.
  ///
  /// - Throws: `CheckpointError.wrongValue` where the key is no object, or a member stands outside with another value.
  package func lifting(_ key: String) throws(CheckpointError) -> ModelConfiguration {
    guard let nested = value(key) else { return self }
    guard case .object(let lifted) = nested else {
      throw .wrongValue(file: path, key: key, expected: "an object", found: nested.summary)
    }
    var configuration = self
    configuration.members.removeValue(forKey: key)
    for member in lifted where member.value != .null {
      if let outside = value(member.key), outside != member.value {
        throw .wrongValue(
          file: path, key: "\(key).\(member.key)", expected: "\(outside.summary), as outside of it",
          found: member.value.summary)
      }
      // Behind those that stand outside.
      configuration.members.removeValue(forKey: member.key)
      configuration.members[member.key] = member.value
    }
    return configuration
  }

  /// The object under a key as a configuration of its own; nil where the key is missing or null.
  ///
  /// - Throws: `CheckpointError.wrongValue` where the key is no object.
  package func object(_ key: String) throws(CheckpointError) -> ModelConfiguration? {
    guard let nested = value(key) else { return nil }
    guard case .object(let inner) = nested else {
      throw .wrongValue(
        file: path, key: holders + key, expected: "an object", found: nested.summary)
    }
    var configuration = self
    configuration.members = inner
    configuration.holders = holders + key + "."
    return configuration
  }

  /// - Throws: `CheckpointError.wrongValue` for a key that is none of these, whatever the user accepts.
  package func requireOnly(_ keys: [String], of owner: String) throws(CheckpointError) {
    for member in members where member.value != .null && !keys.contains(member.key) {
      throw .wrongValue(
        file: path, key: holders + member.key,
        expected: "absent: \(owner) has \(keys.sorted().joined(separator: ", "))",
        found: member.value.summary)
    }
  }

  /// The error of a value that is read, but cannot be computed with.
  package func wrongValue(_ key: String, expected: String) -> CheckpointError {
    .wrongValue(
      file: path, key: holders + key, expected: expected,
      found: value(key)?.summary ?? "missing")
  }

  /// The members of some keys that are not null, in the file's order.
  package func members(in keys: Set<String>) -> JSONValue.Members {
    members.filter { keys.contains($0.key) && $0.value != .null }
  }

  /// True where the key is present and not null.
  public func contains(_ key: String) -> Bool { value(key) != nil }

  /// True where a null stands for a value of its own: no window, where a missing key means the library's.
  package func isNull(_ key: String) -> Bool { members[key] == .null }

  /// A null counts as missing: writers put one where they mean their default.
  private func value(_ key: String) -> JSONValue? {
    guard let value = members[key], value != .null else { return nil }
    return value
  }

  private func require<Value>(
    _ key: String, _ expected: String, default defaultValue: Value?,
    _ read: (JSONValue) -> Value?
  ) throws(CheckpointError) -> Value {
    guard let found = value(key) else {
      if let defaultValue { return defaultValue }
      throw .missingKey(file: path, key: holders + key, expected: expected)
    }
    guard let result = read(found) else {
      throw .wrongValue(
        file: path, key: holders + key, expected: expected, found: found.summary)
    }
    return result
  }

  /// An integer within `range`, by default a size: 1 to 2²⁴.
  ///
  /// - Throws: `CheckpointError.missingKey` where there is no `default`, or `.wrongValue`.
  public func integer(
    _ key: String, in range: ClosedRange<Int> = 1...(1 << 24), default defaultValue: Int? = nil
  ) throws(CheckpointError) -> Int {
    let expected = "an integer from \(range.lowerBound) to \(range.upperBound)"
    return try require(key, expected, default: defaultValue) { value in
      value.integer.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// `count` integers within `range`: a list of as many, or one number that stands for all.
  ///
  /// - Throws: `CheckpointError.missingKey` or `.wrongValue`.
  public func integers(
    _ key: String, in range: ClosedRange<Int>, count: Int
  ) throws(CheckpointError) -> [Int] {
    let one = "an integer from \(range.lowerBound) to \(range.upperBound)"
    return try require(key, "\(one), or a list of \(count) of them", default: nil) { value in
      let elements: [JSONValue] =
        switch value {
        case .list(let elements): elements
        default: Array(repeating: value, count: count)
        }
      let integers = elements.compactMap(\.integer).filter(range.contains)
      return integers.count == count && elements.count == count ? integers : nil
    }
  }

  /// `count` texts, each one of `allowed`.
  ///
  /// - Throws: `CheckpointError.missingKey` or `.wrongValue`.
  package func texts(
    _ key: String, oneOf allowed: [String], count: Int
  ) throws(CheckpointError) -> [String] {
    let choices = allowed.map { "\"\($0)\"" }.joined(separator: " or ")
    if case .list(let elements)? = value(key), elements.count == count,
      let wrong = elements.firstIndex(where: { !allowed.map(JSONValue.text).contains($0) })
    {
      throw .wrongValue(
        file: path, key: holders + key, expected: "a list of \(count), each \(choices)",
        found: "one with \(elements[wrong].summary) at place \(wrong)")
    }
    return try require(key, "a list of \(count), each \(choices)", default: nil) { value in
      guard case .list(let elements) = value, elements.count == count else { return nil }
      return elements.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }
  }

  /// A finite number within `range`.
  ///
  /// - Throws: `CheckpointError.missingKey` where there is no `default`, or `.wrongValue`.
  public func number(
    _ key: String,
    in range: ClosedRange<Double> = -.greatestFiniteMagnitude
      ... .greatestFiniteMagnitude, default defaultValue: Double? = nil
  ) throws(CheckpointError) -> Double {
    let bounded = range.upperBound < .greatestFiniteMagnitude
    let expected = bounded ? "a number from \(range.lowerBound) to \(range.upperBound)" : "a number"
    return try require(key, expected, default: defaultValue) { value in
      value.number.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A text, one of `allowed` where that is not empty.
  ///
  /// - Throws: `CheckpointError.missingKey` where there is no `default`, or `.wrongValue`.
  public func text(
    _ key: String, oneOf allowed: [String] = [], default defaultValue: String? = nil
  ) throws(CheckpointError) -> String {
    let choices = allowed.map { "\"\($0)\"" }.joined(separator: " or ")
    return try require(key, allowed.isEmpty ? "a text" : choices, default: defaultValue) { value in
      guard case .text(let text) = value, allowed.isEmpty || allowed.contains(text) else {
        return nil
      }
      return text
    }
  }

  /// A truth value.
  ///
  /// - Throws: `CheckpointError.missingKey` where there is no `default`, or `.wrongValue`.
  public func boolean(
    _ key: String, default defaultValue: Bool? = nil
  ) throws(CheckpointError) -> Bool {
    try require(key, "true or false", default: defaultValue) { value in
      guard case .boolean(let boolean) = value else { return nil }
      return boolean
    }
  }
}
