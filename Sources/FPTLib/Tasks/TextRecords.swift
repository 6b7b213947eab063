/// The text in a JSON file of records: a list of objects, or an object of them, each with its text under `text` or `extract`.
///
/// Texts follow one another in the file's order, each ended by an empty line. What else a record has is passed over.
enum TextRecords {
  /// Names of the member that holds a record's text, the first one found counting.
  static let members = ["text", "extract"]

  /// - Throws: `TaskError.malformedData` where the file is not such JSON, or a record has no text.
  static func text(of json: [UInt8], file: String) throws(TaskError) -> [UInt8] {
    let root: JSONValue
    do { root = try JSONParser.parse(json) } catch {
      throw .malformedData(
        file: file, what: "the text at byte \(error.problem.offset)", expected: "JSON",
        found: "not: \(error.problem)")
    }
    let records: [(name: String, value: JSONValue)]
    switch root {
    case .object(let members): records = members.map { ("`\($0.key)`", $0.value) }
    case .list(let elements):
      records = elements.enumerated().map { ("record \($0)", $1) }
    default:
      throw .malformedData(
        file: file, what: "the JSON", expected: "a list or an object of records",
        found: root.summary)
    }
    var text: [UInt8] = []
    for record in records {
      guard let own = Self.text(of: record.value) else {
        throw .malformedData(
          file: file, what: record.name,
          expected: "an object with a text under \(members.joined(separator: " or "))",
          found: record.value.summary)
      }
      text += own.utf8
      text += "\n\n".utf8
    }
    return text
  }

  private static func text(of record: JSONValue) -> String? {
    guard case .object(let found) = record else { return nil }
    for name in members {
      if case .text(let text)? = found.first(where: { $0.key == name })?.value { return text }
    }
    return nil
  }
}
