/// Proteins as TAPE publishes them in JSON: a list of objects with `primary` and `fold_label` among much else.
///
/// Only what is needed is turned into values: the profiles beside each sequence are many times its size.
enum ProteinJSON {
  static let wanted = ["primary", "fold_label"]

  static func records(
    _ text: UnsafeBufferPointer<UInt8>, file: String
  ) throws(TaskError) -> [ProteinRecord] {
    var records: [ProteinRecord] = []
    do {
      var scanner = JSONRecordScanner(text)
      while let members = try scanner.nextRecord(keeping: wanted) {
        records.append(try record(members, number: records.count, file: file))
        guard records.count <= ProteinFile.recordLimit else {
          throw TaskError.tooManyRecords(file: file)
        }
      }
    } catch let error as JSONProblemError {
      throw .malformedData(
        file: file, what: "the text at byte \(error.problem.offset)",
        expected: "a JSON list of objects", found: "not: \(error.problem)")
    } catch let error as TaskError {
      throw error
    } catch { throw .unreadable(file: file, reason: "\(error)") }
    return records
  }

  private static func record(
    _ members: [String: JSONValue], number: Int, file: String
  ) throws(TaskError) -> ProteinRecord {
    guard case .text(let sequence)? = members["primary"] else {
      throw .malformedData(
        file: file, what: "`primary` of record \(number)", expected: "a sequence",
        found: members["primary"]?.summary ?? "missing")
    }
    var label = members["fold_label"]
    if case .list(let elements)? = label, elements.count == 1 { label = elements[0] }
    guard let fold = label?.integer else {
      throw .malformedData(
        file: file, what: "`fold_label` of record \(number)", expected: "a whole number",
        found: label?.summary ?? "missing")
    }
    do { return try ProteinRecord(letters: sequence.utf8, label: .number(fold)) } catch {
      throw .sequence(error, file: file, record: "record \(number)")
    }
  }
}

/// Goes through a JSON list of objects and reads only some members of each.
///
/// What is passed over is checked as far as finding its end needs: brackets that match, strings that end. What is kept is parsed in
/// full.
struct JSONRecordScanner {
  private let text: UnsafeBufferPointer<UInt8>
  private var offset = 0
  private var isStarted = false

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  private func problem(_ kind: JSONProblem.Kind) -> JSONProblemError {
    JSONProblemError(problem: JSONProblem(kind: kind, offset: offset))
  }

  private var unexpected: JSONProblemError {
    offset < text.count ? problem(.unexpectedByte(text[offset])) : problem(.unexpectedEnd)
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    while offset < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[offset]) { offset += 1 }
    guard offset < text.count, text[offset] == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(JSONProblemError) {
    guard take(character) else { throw unexpected }
  }

  /// The wanted members of the next object of the list; nil at its end, behind which nothing may stand.
  mutating func nextRecord(
    keeping wanted: [String]
  ) throws(JSONProblemError) -> [String: JSONValue]? {
    if isStarted {
      if take("]") { return try end() }
      try expect(",")
    } else {
      isStarted = true
      try expect("[")
      if take("]") { return try end() }
    }
    try expect("{")
    var members: [String: JSONValue] = [:]
    if take("}") { return members }
    repeat {
      guard case .text(let key) = try parse(skipValue()) else { throw unexpected }
      try expect(":")
      let value = try skipValue()
      if wanted.contains(key) {
        guard members.updateValue(try parse(value), forKey: key) == nil else {
          throw problem(.duplicateKey(key))
        }
      }
    } while take(",")
    try expect("}")
    return members
  }

  private mutating func end() throws(JSONProblemError) -> [String: JSONValue]? {
    _ = take(" ")
    guard offset >= text.count else { throw problem(.trailingText) }
    return nil
  }

  /// The bytes of the value that begins here, found by its brackets and quotes.
  private mutating func skipValue() throws(JSONProblemError) -> Range<Int> {
    _ = take(" ")
    let start = offset
    var depth = 0
    while offset < text.count {
      switch text[offset] {
      case UInt8(ascii: "\""):
        offset += 1
        while offset < text.count, text[offset] != UInt8(ascii: "\"") {
          offset += text[offset] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard offset < text.count else { throw problem(.unexpectedEnd) }
        if depth == 0 {
          offset += 1
          return start..<offset
        }
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ","):
        if depth == 0 {
          guard offset > start else { throw unexpected }
          return start..<offset
        }
        if text[offset] != UInt8(ascii: ",") { depth -= 1 }
        if depth == 0 {
          offset += 1
          return start..<offset
        }
      default: break
      }
      offset += 1
    }
    throw problem(.unexpectedEnd)
  }

  private func parse(_ range: Range<Int>) throws(JSONProblemError) -> JSONValue {
    do { return try JSONParser.parse(UnsafeBufferPointer(rebasing: text[range])) } catch {
      var problem = error.problem
      problem.offset += range.lowerBound
      throw JSONProblemError(problem: problem)
    }
  }
}
