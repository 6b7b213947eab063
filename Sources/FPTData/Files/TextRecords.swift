import FPTJSON

/// The text in a JSON file of records, each with its text under `text` or `extract`: a list of objects, an object of them, or one a line
/// (JSON Lines).
///
/// Texts follow one another in the file's order, each ended by an empty line. What else a record has is passed over.
enum TextRecords {
  /// Names of the member that holds a record's text, the first one found counting.
  static let members = ["text", "extract"]

  /// The texts of one JSON value; where several follow one another, those of its lines.
  ///
  /// - Throws: `TaskError.malformedData` where the file is not such JSON, or a record has no text.
  static func text(of json: [UInt8], file: String) throws(TaskError) -> [UInt8] {
    let root: JSONValue
    do { root = try JSONParser.parse(json) } catch {
      if error.problem.kind == .trailingText { return try text(ofLines: json, file: file) }
      throw .malformedData(
        file: file, what: "the text at byte \(error.problem.offset)", expected: "JSON",
        found: "not: \(error.problem)")
    }
    var text: [UInt8] = []
    switch root {
    case .object(let members):
      for member in members {
        try append(member.value, name: "`\(member.key)`", file: file, to: &text)
      }
    case .list(let elements):
      for (number, element) in elements.enumerated() {
        try append(element, name: "record \(number)", file: file, to: &text)
      }
    default:
      throw .malformedData(
        file: file, what: "the JSON", expected: "a list or an object of records",
        found: root.summary)
    }
    return text
  }

  /// The texts of a JSON value a line; empty lines are passed over.
  ///
  /// - Throws: `TaskError.malformedData`, with the line.
  static func text(ofLines json: [UInt8], file: String) throws(TaskError) -> [UInt8] {
    let isSpace: (UInt8) -> Bool = { [0x20, 0x09, 0x0D, 0x0A].contains($0) }
    // A list as a whole, whatever the name says.
    if json.first(where: { !isSpace($0) }) == UInt8(ascii: "[") {
      return try text(of: json, file: file)
    }
    var text: [UInt8] = []
    let lines = json.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.allSatisfy(isSpace) {
      let record: JSONValue
      do { record = try JSONParser.parse(Array(line)) } catch {
        throw .malformedData(
          file: file, what: "line \(index + 1)", expected: "one JSON object",
          found: "not: \(error.problem)")
      }
      try append(record, name: "line \(index + 1)", file: file, to: &text)
    }
    return text
  }

  private static func append(
    _ record: JSONValue, name: String, file: String, to text: inout [UInt8]
  ) throws(TaskError) {
    guard let own = Self.text(of: record) else {
      throw .malformedData(
        file: file, what: name,
        expected: "an object with a text under \(members.joined(separator: " or "))",
        found: summary(of: record))
    }
    text += own.utf8
    text += "\n\n".utf8
  }

  private static func summary(of record: JSONValue) -> String {
    guard case .object(let found) = record, !found.isEmpty else { return record.summary }
    let keys = found.keys.prefix(6).map { "`\($0.prefix(40))`" }.joined(separator: ", ")
    return "one with \(keys)\(found.count > 6 ? " and others" : "")"
  }

  private static func text(of record: JSONValue) -> String? {
    guard case .object(let found) = record else { return nil }
    for name in members {
      if case .text(let text)? = found[name] { return text }
    }
    return nil
  }
}
