/// Published values of one table, read from a CSV file with the columns
/// `row,column,value,unit,source,confidence`.
public struct PublishedValues: Sendable, Hashable {
  public struct Entry: Sendable, Hashable {
    public var row: String
    public var column: String
    /// The text of the source; empty where the value is not known.
    public var printed: String
    /// In `unit`; nil where the value is not known.
    public var value: Double?
    /// `%`, `steps`, or empty for a plain number.
    public var unit: String
    public var source: String
    public var confidence: String
  }

  public static let header = ["row", "column", "value", "unit", "source", "confidence"]

  /// In the order of the file; each point at most once.
  public let entries: [Entry]
  /// The file as it was read.
  public let text: String

  /// Reads the text of a file. Fields may be quoted as in RFC 4180; lines may end in CR LF; empty lines are left out.
  ///
  /// - Throws: `PublishedValuesError`, with the line it is on.
  /// - Complexity: linear in the length of the text.
  public init(csv: String) throws(PublishedValuesError) {
    var records = try CSVRecords.parse(csv)
    let first = records.isEmpty ? [] : records.removeFirst().fields
    guard first == Self.header else { throw .wrongHeader(found: first) }
    var entries: [Entry] = []
    var seen: Set<[String]> = []
    for (line, fields) in records {
      guard fields.count == Self.header.count else {
        throw .wrongFieldCount(line: line, found: fields.count)
      }
      let value = Double(fields[2])
      guard fields[2].isEmpty || value?.isFinite == true else {
        throw .notANumber(line: line, found: fields[2])
      }
      guard seen.insert([fields[0], fields[1]]).inserted else {
        throw .duplicate(line: line, row: fields[0], column: fields[1])
      }
      entries.append(
        Entry(
          row: fields[0], column: fields[1], printed: fields[2], value: value, unit: fields[3],
          source: fields[4], confidence: fields[5]))
    }
    self.entries = entries
    text = csv
  }

  /// A published value.
  public enum Value: Sendable, Hashable {
    /// In the unit of a measure: a percentage is a fraction.
    case known(Double)
    /// The source has the point, but its value is not known.
    case unknown
  }

  /// The published value at a point; nil where the file has no such point.
  public func value(row: String, column: String) -> Value? {
    guard let entry = entries.first(where: { $0.row == row && $0.column == column }) else {
      return nil
    }
    guard let value = entry.value else { return .unknown }
    return .known(entry.unit == "%" ? value / 100 : value)
  }
}

/// What is wrong with a file of published values. Lines are counted from one.
public enum PublishedValuesError: Error, Sendable, Hashable {
  case wrongHeader(found: [String])
  case wrongFieldCount(line: Int, found: Int)
  case notANumber(line: Int, found: String)
  case duplicate(line: Int, row: String, column: String)
  case unclosedQuote(line: Int)
}

extension PublishedValuesError: CustomStringConvertible {
  public var description: String {
    let columns = PublishedValues.header
    switch self {
    case .wrongHeader(let found):
      let text = found.isEmpty ? "nothing" : Self.shown(found.joined(separator: ","))
      return "line 1: expected the columns \(columns.joined(separator: ",")), found \(text)"
    case .wrongFieldCount(let line, let found):
      return "line \(line): expected \(columns.count) fields, found \(found)"
    case .notANumber(let line, let found):
      return "line \(line): expected a number or nothing as value, found “\(Self.shown(found))”"
    case .duplicate(let line, let row, let column):
      return
        "line \(line): a second value for row \(Self.shown(row)) and column \(Self.shown(column))"
    case .unclosedQuote(let line):
      return "line \(line): a quotation mark is not closed"
    }
  }

  /// Text of a file as a message may show it: short, and without control characters.
  private static func shown(_ text: String) -> String {
    let visible = String(
      String.UnicodeScalarView(
        text.unicodeScalars.prefix(60).map { $0.properties.generalCategory == .control ? "�" : $0 })
    )
    return text.unicodeScalars.count > 60 ? visible + "…" : visible
  }
}

/// Fields of a CSV text (RFC 4180), each record with the line it begins on.
private enum CSVRecords {
  static func parse(
    _ text: String
  ) throws(PublishedValuesError) -> [(line: Int, fields: [String])] {
    var records: [(line: Int, fields: [String])] = []
    var fields: [String] = []
    var field = String.UnicodeScalarView()
    var line = 1
    var firstLine = 1
    var openedOn: Int?
    var isQuoted = false
    var scalars = Array(text.unicodeScalars)[...]
    if scalars.first?.value == 0xFEFF { scalars.removeFirst() }

    func endRecord() {
      // A line with nothing on it is no record.
      if !fields.isEmpty || !field.isEmpty || isQuoted {
        records.append((firstLine, fields + [String(field)]))
      }
      (fields, field, isQuoted, firstLine) = ([], .init(), false, line)
    }
    while let scalar = scalars.popFirst() {
      if scalar == "\n" { line += 1 }
      if openedOn != nil {
        if scalar != "\"" {
          field.append(scalar)
        } else if scalars.first == "\"" {
          field.append(scalar)
          scalars.removeFirst()
        } else {
          openedOn = nil
        }
        continue
      }
      switch scalar {
      case "\"" where field.isEmpty && !isQuoted: (openedOn, isQuoted) = (line, true)
      case ",":
        fields.append(String(field))
        (field, isQuoted) = (.init(), false)
      case "\r" where scalars.first == "\n": break
      case "\n": endRecord()
      default: field.append(scalar)
      }
    }
    if let openedOn { throw .unclosedQuote(line: openedOn) }
    endRecord()
    return records
  }
}
