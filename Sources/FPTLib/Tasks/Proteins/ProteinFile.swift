import Foundation

/// Reads proteins and their classes from a file, of whichever kind its name says.
///
/// `.json` and `.lmdb` as TAPE publishes them, `.tsv` with a header line, `.fasta` or `.fa` with the class as the last word of each
/// header; the texts also gzipped (`.gz`). No file is trusted.
struct ProteinFile: Sendable {
  /// Endings of the files that can be read.
  static let suffixes = [
    ".lmdb", ".json", ".json.gz", ".tsv", ".tsv.gz", ".fasta", ".fasta.gz", ".fa", ".fa.gz",
  ]
  /// The most bytes a text may have: far more than any of these data sets.
  static let sizeLimit = 1 << 32
  /// The most proteins that are read.
  static let recordLimit = 1 << 24

  var path: String
  /// Names of the columns of a table.
  var columns = ProteinTable.Columns()

  func records() throws(TaskError) -> [ProteinRecord] {
    let name = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
    if name.hasSuffix(".lmdb"), name == path { return try ProteinDatabase.records(path: path) }
    let read: (UnsafeBufferPointer<UInt8>) throws(TaskError) -> [ProteinRecord]
    switch name {
    case _ where name.hasSuffix(".json"):
      read = { (text) throws(TaskError) in try ProteinJSON.records(text, file: path) }
    case _ where name.hasSuffix(".tsv"):
      read = { (text) throws(TaskError) in
        try ProteinTable.records(text, columns: columns, file: path)
      }
    case _ where name.hasSuffix(".fasta") || name.hasSuffix(".fa"):
      read = { (text) throws(TaskError) in try ProteinFASTA.records(text, file: path) }
    default:
      throw .malformedData(
        file: path, what: "the name",
        expected: "one that ends in \(Self.suffixes.joined(separator: ", "))",
        found: "`\(path.split(separator: "/").last ?? "")`")
    }
    if name != path {
      let bytes: [UInt8]
      do { bytes = try Gzip.inflate(file: path, limit: Self.sizeLimit) } catch {
        if case .unreadable(let reason) = error { throw .unreadable(file: path, reason: reason) }
        throw .malformedData(
          file: path, what: "the file", expected: "an intact gzip file", found: "\(error)")
      }
      return try bytes.withUnsafeBufferPointer { text in
        Result { () throws(TaskError) in try read(text) }
      }.get()
    }
    let file = try Self.map(path)
    return try withExtendedLifetime(file) { () throws(TaskError) in
      try read(file.bytes.bindMemory(to: UInt8.self))
    }
  }

  static func map(_ path: String) throws(TaskError) -> MappedFile {
    do { return try MappedFile(path: path) } catch {
      if case .unreadable(_, _, let reason) = error {
        throw .unreadable(file: path, reason: reason)
      }
      throw .unreadable(file: path, reason: "\(error)")
    }
  }
}

extension TaskError {
  /// A letter of a sequence that stands for no amino acid.
  static func letter(
    _ letter: ProteinRecord.UnknownLetter, file: String, record: String
  ) -> TaskError {
    .malformedData(
      file: file, what: "letter \(letter.place + 1) of the sequence of \(record)",
      expected: "an amino acid, A to Z without J", found: letter.text)
  }
}
