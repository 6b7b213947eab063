/// A file of a text corpus: plain text, or records of which the texts are taken, gzipped or not.
struct CorpusFile: Sendable {
  var path: String

  /// Endings of names that say gzip.
  private static let gzipEndings = [".gz", ".gzip", ".bgz"]
  private static let tableEndings = [".csv", ".tsv"]

  /// The name without folder and compression, in lower case.
  private var name: String {
    let name = (path.split(separator: "/").last.map(String.init) ?? path).lowercased()
    let ending = Self.gzipEndings.first(where: name.hasSuffix)
    return String(name.dropLast(ending?.count ?? 0))
  }

  /// Throws for text in another encoding, such as UTF-16 without a mark, Shift JIS or KOI8-R.
  ///
  /// A few bytes that are not UTF-8, as where a file was cut or has letters of Latin-1, are learned as they are.
  private func requireUTF8(_ text: [UInt8]) throws(TaskError) {
    guard String(validating: text, as: UTF8.self) == nil else { return }
    // Half of the bytes of wide characters may look like ASCII; some of them are control characters then.
    let ascii = text.count { $0 < 0x80 }
    let controls = text.count { $0 < 0x20 && !(0x09...0x0D).contains($0) }
    guard 10 * ascii < 7 * text.count || 200 * controls > text.count else { return }
    throw .malformedData(
      file: path, what: "the file", expected: "text in UTF-8",
      found: "in another encoding, or no text; convert it with `iconv -f ENCODING -t UTF-8`, where "
        + "ENCODING may be UTF-16LE, SHIFT_JIS, GB18030, WINDOWS-1251, …")
  }

  private var saysGzip: Bool { Self.gzipEndings.contains(where: path.lowercased().hasSuffix) }

  private var isOfRecords: Bool { isOfLines || name.hasSuffix(".json") }
  private var isOfLines: Bool { [".jsonl", ".ndjson"].contains(where: name.hasSuffix) }

  /// The text to be learned, in UTF-8 where the file is; the file may have `limit` bytes once it is
  /// inflated.
  ///
  /// - Throws: `TaskError`: for what is no text, with what it is; for gzip data whose name does not
  ///   say so; for a table; for records without a text.
  func text(limit: Int) throws(TaskError) -> [UInt8] {
    let isPage = [".html", ".htm", ".xhtml"].contains(where: name.hasSuffix)
    let file = try DataFile(text: path, limit: limit, accepting: isPage ? .webPage : nil)
    // Whoever names a compressed file `a.txt` may have meant its bytes, or not have known.
    guard !file.isCompressed || saysGzip || isOfRecords else {
      throw .malformedData(
        file: path, what: "the file", expected: "text in UTF-8",
        found: "gzip data; give it a name that ends in .gz, or inflate it with `gunzip`")
    }
    if let ending = Self.tableEndings.first(where: name.hasSuffix) {
      throw .malformedData(
        file: path, what: "the file", expected: "text or JSON records",
        found: "a table by its name; write its column of texts to a file of its own, as by "
          + "`pandas.read_csv(…).to_json(\"a.jsonl\", orient=\"records\", lines=True)`, or name it "
          + "other than \(ending) to learn its lines as they are")
    }
    guard isOfRecords else {
      try requireUTF8(file.bytes)
      return file.bytes
    }
    return isOfLines
      ? try TextRecords.text(ofLines: file.bytes, file: path)
      : try TextRecords.text(of: file.bytes, file: path)
  }
}
