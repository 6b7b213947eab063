import FPTFiles
import Foundation

/// Reads proteins and their classes from a file, of whichever kind its name says.
///
/// `.json` and `.lmdb` as TAPE publishes them, `.tsv` with a header line, `.fasta`, `.fa` or `.faa` with the class as the last word of
/// each header; the texts also gzipped, with or without `.gz`. No file is trusted.
struct ProteinFile: Sendable {
  /// Endings of the files that can be read.
  static let suffixes = [
    ".lmdb", ".json", ".json.gz", ".tsv", ".tsv.gz", ".fasta", ".fasta.gz", ".fa", ".fa.gz", ".faa",
    ".faa.gz",
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
    case _ where [".fasta", ".fa", ".faa"].contains(where: name.hasSuffix):
      read = { (text) throws(TaskError) in try ProteinFASTA.records(text, file: path) }
    case _ where name.hasSuffix(".csv"):
      throw .malformedData(
        file: path, what: "the table", expected: "one whose fields are separated by tabs",
        found: "one of commas, by its name; this line of Python converts it:\n  "
          + "import pandas; pandas.read_csv(\"a.csv\").to_csv(\"a.tsv\", sep=\"\\t\", index=False)")
    default:
      throw .malformedData(
        file: path, what: "the name",
        expected: "one that ends in \(Self.suffixes.joined(separator: ", "))",
        found: "`\(path.split(separator: "/").last ?? "")`")
    }
    let text = try DataFile(text: path, limit: Self.sizeLimit).bytes
    return try text.withUnsafeBufferPointer { text in
      Result { () throws(TaskError) in try read(text) }
    }.get()
  }

  static func map(_ path: String) throws(TaskError) -> MappedFile {
    do { return try MappedFile(path: path) } catch {
      throw .unreadable(file: path, reason: error.reason)
    }
  }
}
