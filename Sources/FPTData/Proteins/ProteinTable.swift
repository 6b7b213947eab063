/// Proteins in a table: a line of column names, then a line a protein, fields separated by tabs.
enum ProteinTable {
  /// Which columns are read.
  struct Columns: Sendable, Hashable {
    var sequence = "sequence"
    /// All whole numbers, or all names, which are numbered in their alphabetical order.
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
    let columnNames = header.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
    let names = columnNames.map { String(validating: $0, as: UTF8.self) }
    func place(_ name: String) throws(TaskError) -> Int {
      let places = names.indices.filter { names[$0] == name }
      if let place = places.first, places.count == 1 { return place }
      guard places.isEmpty else {
        let listed = places.map { "\($0 + 1)" }
        throw .malformedData(
          file: file, what: "the header, line 1,", expected: "a line with one column `\(name)`",
          found: "one with \(places.count), the columns "
            + "\(listed.dropLast().joined(separator: ", ")) and \(listed.last ?? "")")
      }
      // A name in another encoding may be the one that is looked for.
      if let other = names.firstIndex(of: nil) {
        throw .malformedData(
          file: file, what: "the name of column \(other + 1) in line 1",
          expected: "text in UTF-8", found: DataFile.otherEncoding(columnNames[other]))
      }
      throw .malformedData(
        file: file, what: "the header", expected: "a line with the column `\(name)`",
        found: "a line with "
          + names.prefix(8).map { "`\($0?.prefix(40) ?? "")`" }.joined(separator: ", "))
    }
    let (sequencePlace, labelPlace) = (try place(columns.sequence), try place(columns.label))
    var column = LabelColumn(file: file)
    var records: [ProteinRecord] = []
    while let line = lines.next() {
      if line.isEmpty { continue }
      let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      guard fields.count == names.count else {
        throw .malformedData(
          file: file, what: "line \(lines.number)", expected: "\(names.count) fields",
          found: "\(fields.count)")
      }
      let label = try column.label(fields[labelPlace], line: lines.number)
      do { records.append(try ProteinRecord(letters: fields[sequencePlace], label: label)) } catch {
        throw .sequence(error, file: file, record: "line \(lines.number)")
      }
      guard records.count <= ProteinFile.recordLimit else { throw .tooManyRecords(file: file) }
    }
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
