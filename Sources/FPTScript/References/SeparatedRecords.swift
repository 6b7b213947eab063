/// Records of a text with fields between commas (RFC 4180), or between semicolons or tabs, one after the other.
package struct SeparatedRecords: Sequence, IteratorProtocol {
  package struct Field {
    /// Without quotation marks.
    package var text: String
    /// The range of the field in the file, with its quotation marks.
    package var range: Range<Int>
  }

  package struct Record {
    package var fields: [Field]
    /// The whole record without the end of its line.
    package var range: Range<Int>
    /// What is wrong with its quotation marks.
    package var fault: Fault?

    /// A line without a word on it, commas or not: spreadsheets end files with such lines.
    package var isBlank: Bool {
      fault == nil && fields.allSatisfy { $0.text.allSatisfy(\.isWhitespace) }
    }
  }

  package enum Fault {
    case unclosedQuote(Range<Int>)
    case textBehindQuote(Range<Int>)
  }

  /// Most fields of one record that are kept; no table has as many columns.
  private static let mostFields = 64

  package let bytes: [UInt8]
  var separator: UInt8
  private var position: Int

  package init(_ text: String, separator: UInt8 = UInt8(ascii: ",")) {
    bytes = Array(text.utf8)
    self.separator = separator
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The next record that is not blank; nil at the end.
  ///
  /// Linear in its length.
  package mutating func next() -> Record? {
    while position < bytes.count {
      let record = read()
      if !record.isBlank { return record }
    }
    return nil
  }

  private mutating func read() -> Record {
    let start = position
    var record = Record(fields: [], range: start..<start)
    while true {
      let field = readField(&record.fault)
      // Columns that a spreadsheet added at the end of a line are no fields.
      if record.fields.count < Self.mostFields { record.fields.append(field) }
      record.range = start..<position
      guard position < bytes.count, bytes[position] == separator else { break }
      position += 1
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: "\r") { position += 1 }
    if position < bytes.count, bytes[position] == UInt8(ascii: "\n") { position += 1 }
    return record
  }

  private func isEnd(_ index: Int) -> Bool {
    guard index < bytes.count else { return true }
    return bytes[index] == separator || bytes[index] == UInt8(ascii: "\n")
      || bytes[index] == UInt8(ascii: "\r")
  }

  private mutating func readField(_ fault: inout Fault?) -> Field {
    let start = position
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
      while !isEnd(position) { position += 1 }
      return Field(
        text: String(decoding: bytes[start..<position], as: UTF8.self), range: start..<position)
    }
    var text: [UInt8] = []
    position += 1
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "\"") {
        guard position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\"") else { break }
        position += 1
      }
      text.append(bytes[position])
      position += 1
    }
    if position == bytes.count {
      fault = fault ?? .unclosedQuote(start..<start + 1)
    } else {
      position += 1
      let close = position
      while !isEnd(position) { position += 1 }
      if position > close { fault = fault ?? .textBehindQuote(close..<position) }
    }
    return Field(text: String(decoding: text, as: UTF8.self), range: start..<position)
  }
}

extension String {
  /// Without the white space around it, no-break spaces included.
  var trimmedOfSpace: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
