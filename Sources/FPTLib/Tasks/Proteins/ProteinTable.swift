/// Proteins in a table: a line of column names, then a line a protein, fields separated by tabs.
enum ProteinTable {
  /// Which columns are read.
  struct Columns: Sendable, Hashable {
    var sequence = "sequence"
    /// Whole numbers, or names that are numbered in their alphabetical order.
    var label = "label"
  }

  static func records(
    _ text: UnsafeBufferPointer<UInt8>, columns: Columns, file: String
  ) throws(TaskError) -> [ProteinRecord] {
    var lines = TextLines(text)
    guard let header = lines.next() else {
      throw .malformedData(
        file: file, what: "line 1", expected: "names of columns", found: "the end of the file")
    }
    let names = header.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    func place(_ name: String) throws(TaskError) -> Int {
      guard let place = names.firstIndex(of: name) else {
        throw .malformedData(
          file: file, what: "the header", expected: "a line with the column `\(name)`",
          found:
            "a line with \(names.prefix(8).map { "`\($0.prefix(40))`" }.joined(separator: ", "))")
      }
      return place
    }
    let (sequencePlace, labelPlace) = (try place(columns.sequence), try place(columns.label))
    var records: [ProteinRecord] = []
    while let line = lines.next() {
      if line.isEmpty { continue }
      let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      guard fields.count == names.count else {
        throw .malformedData(
          file: file, what: "line \(lines.number)", expected: "\(names.count) fields",
          found: "\(fields.count)")
      }
      let label = String(decoding: fields[labelPlace], as: UTF8.self)
      do {
        records.append(
          try ProteinRecord(
            letters: fields[sequencePlace], label: Int(label).map { .number($0) } ?? .name(label)))
      } catch { throw .letter(error, file: file, record: "line \(lines.number)") }
      guard records.count <= ProteinFile.recordLimit else { throw .tooManyRecords(file: file) }
    }
    return records
  }
}

/// Proteins in FASTA: a line `>name … class` before the lines of each sequence; the class is the last word of the header.
enum ProteinFASTA {
  static func records(
    _ text: UnsafeBufferPointer<UInt8>, file: String
  ) throws(TaskError) -> [ProteinRecord] {
    var lines = TextLines(text)
    var records: [ProteinRecord] = []
    var label: ProteinRecord.Label?
    var (letters, headerLine) = ([UInt8](), 0)
    func finish() throws(TaskError) {
      guard let current = label else { return }
      do { records.append(try ProteinRecord(letters: letters, label: current)) } catch {
        throw .letter(error, file: file, record: "the record at line \(headerLine)")
      }
      label = nil
      letters.removeAll(keepingCapacity: true)
      guard records.count <= ProteinFile.recordLimit else { throw .tooManyRecords(file: file) }
    }
    while let line = lines.next() {
      if line.first == UInt8(ascii: ">") {
        try finish()
        let words = line.dropFirst().split { $0 == 0x20 || $0 == 0x09 }
        guard words.count > 1, let word = words.last else {
          throw .malformedData(
            file: file, what: "line \(lines.number)",
            expected: "a header that ends in the protein's class, such as `>1A1X.A beta`",
            found: "`\(String(decoding: line.prefix(60), as: UTF8.self))`")
        }
        let name = String(decoding: word, as: UTF8.self)
        label = Int(name).map { .number($0) } ?? .name(name)
        headerLine = lines.number
      } else if !line.isEmpty {
        guard label != nil else {
          throw .malformedData(
            file: file, what: "line \(lines.number)", expected: "a header, beginning with `>`",
            found: "`\(String(decoding: line.prefix(60), as: UTF8.self))`")
        }
        letters.append(contentsOf: line)
      }
    }
    try finish()
    return records
  }
}

extension TaskError {
  static func tooManyRecords(file: String) -> TaskError {
    .malformedData(
      file: file, what: "the number of proteins", expected: "at most \(ProteinFile.recordLimit)",
      found: "more")
  }
}

/// The lines of a text, without their ends (`\n` or `\r\n`).
private struct TextLines {
  private let text: UnsafeBufferPointer<UInt8>
  private var offset = 0
  /// The number of the line that `next` gave last, from 1.
  private(set) var number = 0

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  mutating func next() -> Slice<UnsafeBufferPointer<UInt8>>? {
    guard offset < text.count else { return nil }
    let end = text[offset...].firstIndex(of: 0x0A) ?? text.count
    var line = text[offset..<end]
    if line.last == 0x0D { line = line.dropLast() }
    offset = end + 1
    number += 1
    return line
  }
}
