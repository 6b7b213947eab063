import FPTScript

/// A file of claims: a line of comma-separated values for each line of a claim, in the order of the protocol.
package struct ClaimList: Sendable, Hashable {
  package let claims: [Claim]

  /// The columns, of which those behind `source` may be left out where no line needs them; their order is free.
  package static let columns = [
    "claim", "part", "line", "direction", "published", "source", "experiment", "results", "table",
    "rate_table", "left", "right", "at", "chance", "judged_by", "rate_judged_by", "condition",
    "fewest_pairs", "attention",
  ]
  private static let needed = [
    "claim", "line", "direction", "published", "source", "experiment", "results", "table",
  ]
  /// Far more than a protocol has.
  private static let most = 5_000

  /// Reads the text of a file.
  ///
  /// - Throws: `ClaimListError`, with the first thing that is wrong.
  /// - Complexity: linear in the length of the text.
  package init(csv: String) throws(ClaimListError) {
    var records = SeparatedRecords(csv)
    guard let header = records.next() else {
      throw ClaimListError(
        line: 1, message: "a file of claims has no line",
        help: "it begins with columns such as `\(Self.needed.joined(separator: ","))`")
    }
    var places: [String: Int] = [:]
    for (index, field) in header.fields.enumerated() {
      let name = field.text.filter { !$0.isWhitespace }.lowercased()
      guard Self.columns.contains(name) else {
        let near = Suggestions.near(name, among: Self.columns)
        throw ClaimListError(
          line: 1, message: "no column of claims is called `\(field.text)`",
          help: near.isEmpty
            ? "columns are \(Self.columns.map { "`\($0)`" }.joined(separator: ", "))"
            : "did you mean \(near.map { "`\($0)`" }.joined(separator: " or "))?")
      }
      guard places.updateValue(index, forKey: name) == nil else {
        throw ClaimListError(line: 1, message: "the column `\(name)` stands twice")
      }
    }
    if let absent = Self.needed.first(where: { places[$0] == nil }) {
      throw ClaimListError(line: 1, message: "the column `\(absent)` is missing")
    }
    var claims: [Claim] = []
    var lines = LineCounter(records.bytes)
    while let record = records.next() {
      let line = lines.line(at: record.range.lowerBound)
      guard claims.count < Self.most else {
        throw ClaimListError(line: line, message: "more than \(Self.most) lines of claims")
      }
      guard record.fault == nil else {
        throw ClaimListError(
          line: line, message: "a quotation mark is not closed, or text stands behind it",
          help: "a quotation mark inside of a quoted field is written twice")
      }
      let row = ClaimRow(fields: record.fields.map(\.text), places: places, line: line)
      claims.append(try row.claim(after: claims.last))
    }
    self.claims = claims
  }

  /// The headings of the claims, in order.
  package var headings: [String] {
    claims.map(\.claim).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }
}

/// What is wrong with a file of claims.
package struct ClaimListError: Error, Sendable, Hashable {
  package var line: Int
  package var message: String
  package var help: String?

  package init(line: Int, message: String, help: String? = nil) {
    (self.line, self.message, self.help) = (line, message, help)
  }
}

/// Numbers of lines for rising places of a text.
private struct LineCounter {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func line(at place: Int) -> Int {
    while position < min(place, bytes.count) {
      if bytes[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
    return line
  }
}
