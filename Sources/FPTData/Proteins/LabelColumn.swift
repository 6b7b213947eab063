/// Reads the labels of a file of text, which are all whole numbers or all names.
///
/// White space around a label is no part of it. A text that stands for a missing value is an error: as a name among numbers it would be
/// numbered, and become a class that is there already.
struct LabelColumn {
  private let file: String
  /// The first label of each kind and its line.
  private var firstNumber: (text: String, line: Int)?
  private var firstName: (text: String, line: Int)?

  init(file: String) { self.file = file }

  /// Lower-case texts for a missing value in spreadsheets, R, pandas, Weka and databases.
  private static let missing: Set<String> = [
    "", "na", "n/a", "#n/a", "#n/a n/a", "#na", "<na>", "nan", "-nan", "null", "nil", "none", "?",
    "-",
    "--", ".", "missing", "(missing)", "#value!", "#ref!", "#null!", "1.#ind", "-1.#ind", "1.#qnan",
    "-1.#qnan",
  ]

  /// A label in a file of text.
  ///
  /// - Throws: `TaskError.malformedData` with the line: for a missing label, for one that is not UTF-8, and for a name among numbers or
  ///   the other way round.
  mutating func label(
    _ bytes: some Collection<UInt8>, line: Int
  ) throws(TaskError) -> ProteinRecord.Label {
    // With replaced letters, several classes would become one.
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
      throw failure(line, "text in UTF-8", DataFile.otherEncoding(bytes))
    }
    let text = Self.trimmed(decoded)
    guard !Self.missing.contains(text.lowercased()) else {
      throw failure(
        line, "a class",
        text.isEmpty
          ? "missing"
          : "`\(text)`, which stands for a missing one; "
            + "leave the line out, or give a class of this name another one")
    }
    guard !text.contains("\"") else {
      throw failure(
        line, "a class without quotes",
        "`\(text.beginning)`; write the table without them, as by "
          + "`table.to_csv(…, sep=\"\\t\", quoting=csv.QUOTE_NONE)` in pandas")
    }
    // A column of numbers with a gap becomes one of `1.0` in pandas: as names these would have another order.
    guard !Self.isFloat(text) else {
      throw failure(
        line, "a whole number, or a name",
        "`\(text.beginning)`; write it without the point, as by `table.label.astype(int)` in pandas"
      )
    }
    guard Self.isNumber(text) else {
      if let firstNumber {
        throw failure(
          line, "a whole number, as `\(firstNumber.text)` in line \(firstNumber.line) is",
          Self.described(text))
      }
      if firstName == nil { firstName = (text, line) }
      return .name(text)
    }
    guard let number = Int(text) else {
      throw failure(line, "a number of at most 18 digits", "`\(text.beginning)`")
    }
    if let firstName {
      throw failure(
        firstName.line, "a whole number, as `\(text)` in line \(line) is",
        Self.described(firstName.text))
    }
    if firstNumber == nil { firstNumber = (text, line) }
    return .number(number)
  }

  /// A label that breaks the rule, with what to do where it looks like a number.
  private static func described(_ text: String) -> String {
    let isNumeric =
      text.allSatisfy { "+-.,eE0123456789".contains($0) }
      && text.contains { $0.isNumber }
    return isNumeric
      ? "`\(text.beginning)`; write it as a whole number without sign or leading zeros"
      : "the name `\(text.beginning)`; labels are all numbers or all names"
  }

  /// A whole number with a point and zeros behind it.
  private static func isFloat(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 2 && isNumber(String(parts[0])) && parts[1].allSatisfy { $0 == "0" }
  }

  /// 0, or a whole number without leading zeros, with a minus or without.
  private static func isNumber(_ text: String) -> Bool {
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    guard let first = digits.first, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return false
    }
    return first != UInt8(ascii: "0") || digits.count == 1
  }

  /// Without the white space around it, the invisible marks of spreadsheets and web pages included.
  private static func trimmed(_ text: String) -> String {
    func isSpace(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.isWhitespace || ["\u{200B}", "\u{FEFF}", "\u{2060}"].contains(scalar)
    }
    let scalars = text.unicodeScalars
    guard let start = scalars.firstIndex(where: { !isSpace($0) }),
      let end = scalars.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(scalars[start...end])
  }

  private func failure(_ line: Int, _ expected: String, _ found: String) -> TaskError {
    .malformedData(
      file: file, what: "the label in line \(line)", expected: expected, found: found)
  }
}
