/// Proteins in FASTA: a line `>name … class` before the lines of each sequence; the class is the last word of the header.
enum ProteinFASTA {
  static func records(
    _ text: UnsafeBufferPointer<UInt8>, file: String
  ) throws(TaskError) -> [ProteinRecord] {
    var lines = TextLines(text)
    var records: [ProteinRecord] = []
    var column = LabelColumn(file: file)
    var label: ProteinRecord.Label?
    var (letters, headerLine) = ([UInt8](), 0)
    func finish() throws(TaskError) {
      guard let current = label else { return }
      do { records.append(try ProteinRecord(letters: letters, label: current)) } catch {
        throw .sequence(error, file: file, record: "the record at line \(headerLine)")
      }
      label = nil
      letters.removeAll(keepingCapacity: true)
      guard records.count <= ProteinFile.recordLimit else { throw .tooManyRecords(file: file) }
    }
    while let line = lines.next() {
      if line.first == UInt8(ascii: ">") {
        try finish()
        label = try column.label(
          try classWord(of: line, number: lines.number, file: file), line: lines.number)
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

  /// Marks that no class has, and that end the headers of databases: `SV=1` of UniProt, `5885]}` of SCOPe, `(9606)` of the PDB.
  private static let foreignMarks = Set("=:[](){}|;\"".utf8)

  /// The last word of a header.
  private static func classWord(
    of line: Slice<UnsafeBufferPointer<UInt8>>, number: Int, file: String
  ) throws(TaskError) -> Slice<UnsafeBufferPointer<UInt8>> {
    let words = line.dropFirst().split { $0 == 0x20 || $0 == 0x09 }
    let shown = String(decoding: line.prefix(60), as: UTF8.self)
    guard words.count > 1, let word = words.last else {
      throw .malformedData(
        file: file, what: "line \(number)",
        expected: "a header that ends in the protein's class, such as `>1A1X.A beta`",
        found: "`\(shown)`")
    }
    guard !word.contains(where: foreignMarks.contains) else {
      throw .malformedData(
        file: file, what: "line \(number)",
        expected: "a header that ends in the protein's class, such as `>1A1X.A beta`",
        found: "`\(shown)\(line.count > 60 ? "…" : "")`, whose last word "
          + "`\(String(decoding: word.prefix(40), as: UTF8.self))` is no class: headers of "
          + "UniProt, SCOPe, NCBI and PDB have other things there; write the class behind each")
    }
    return word
  }
}

/// The lines of a text, without their ends (`\n` or `\r\n`).
struct TextLines {
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
