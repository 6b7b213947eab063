/// Lines of comma-separated values, as RFC 4180 has them.
enum CSVLine {
  /// Fields between commas, in quotes where they need them; without the line's end.
  static func text(_ fields: [String]) -> String {
    fields.map { field in
      let needsQuotes = field.unicodeScalars.contains { ",\"\n\r".unicodeScalars.contains($0) }
      return needsQuotes ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
    }.joined(separator: ",")
  }

  /// All digits that the number needs to be read back; empty where there is none.
  static func number(_ value: Double?) -> String {
    guard let value, !value.isNaN else { return "" }
    return "\(value)"
  }
}
