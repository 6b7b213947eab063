import FPTLib
import Testing

@testable import FPTData

@Suite("Files of a text corpus")
struct CorpusFileTests {
  static func text(_ bytes: [UInt8], named name: String) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    return try CorpusFile(path: folder.write(bytes, to: name)).text(limit: 1 << 20)
  }

  static func gzip(_ text: String) throws -> [UInt8] {
    try PatchedImagesTests.gzip(Array(text.utf8))
  }

  @Test("plain text, compressed text of one or several members, and marks of UTF-8")
  func plain() throws {
    let story = "Once upon a time – once, indeed.\n"
    let cases: [(name: String, bytes: [UInt8])] = [
      ("a.txt", Array(story.utf8)), ("a", Array(story.utf8)), ("a.html", Array(story.utf8)),
      ("a.txt", [0xEF, 0xBB, 0xBF] + story.utf8), ("a.txt.gz", try Self.gzip(story)),
      ("a.gz", Array(story.utf8)), ("A.TXT.GZ", try Self.gzip(story)),
      ("a.bgz", try Self.gzip("Once upon") + Self.gzip(String(story.dropFirst(9))) + Self.gzip("")),
      ("a.gz", try Self.gzip("\u{FEFF}" + story)),
    ]
    for (name, bytes) in cases {
      #expect(try Self.text(bytes, named: name) == Array(story.utf8), "\(name)")
    }
  }

  static let lines = #"""
    {"text": "one", "id": 1}

    {"id": 2, "extract": "zwei\u00fc", "score": [1, {}]}

    """#

  @Test(
    "JSON Lines are records, whatever the name's letters and compression",
    arguments: ["a.jsonl", "a.ndjson", "A.JSONL", "a.jsonl.gz", "a.json", "a.json.gz"])
  func records(name: String) throws {
    for line in ["\n", "\r\n"] {
      let text = Self.lines.replacing("\n", with: line)
      let bytes = name.hasSuffix(".gz") ? try Self.gzip(text) : Array(text.utf8)
      #expect(try Self.text(bytes, named: name) == Array("one\n\nzweiü\n\n".utf8))
    }
    // Compressed data cannot be JSON: the name does not have to say it.
    #expect(try Self.text(Self.gzip(Self.lines), named: name) == Array("one\n\nzweiü\n\n".utf8))
  }

  @Test("a list under the name of JSON Lines is read as the list it is")
  func list() throws {
    let list = #" [{"text": "one"}, {"text": "two"}]"#
    #expect(try Self.text(Array(list.utf8), named: "a.jsonl") == Array("one\n\ntwo\n\n".utf8))
  }

  static let broken: [(name: String, text: String, expected: String)] = [
    ("a.jsonl", "{\"text\": \"x\"}\nplain\n", "line 2 should be one JSON object and is not"),
    (
      "a.jsonl", "{\"text\": \"x\"}\n{\"body\": \"x\", \"id\": 1}\n",
      "line 2 should be an object with a text under text or extract and is one with `body`, `id`"
    ),
    ("a.jsonl", "{\"text\": \"x\"}\n{\"text\": \"y\"", "line 2"),
    ("a.jsonl", "{\"text\": 3}\n", "line 1"), ("a.json", "{\"a\": {}} x", "line 1"),
    ("a.csv", "text,label\nx,1\n", "a table by its name; write its column of texts"),
    ("a.tsv.gz", "text\tlabel\nx\t1\n", "a table by its name"),
    ("a.txt", "a line\nwith \u{0} in it", "byte 12, in line 2, should be text and is NUL"),
    ("a.txt", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a Git LFS pointer"),
    ("a.txt", "\n <!DOCTYPE html>\n<p>Not found", "a web page; download the file"),
  ]

  @Test(
    "records without a text, tables and other files are refused with what to do", arguments: broken)
  func refusals(name: String, text: String, expected: String) throws {
    let bytes = name.hasSuffix(".gz") ? try Self.gzip(text) : Array(text.utf8)
    let error = #expect(throws: TaskError.self) { try Self.text(bytes, named: name) }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  static let containers: [(start: [UInt8], words: String)] = [
    ([0x1F, 0x8B], "gzip data"), (Array("PK\u{3}\u{4}".utf8), "a zip archive"),
    (Array("BZh91AY&SY".utf8), "bunzip2"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "unxz"),
    ([0x28, 0xB5, 0x2F, 0xFD], "unzstd"), ([0x04, 0x22, 0x4D, 0x18], "unlz4"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "7z"), (Array("Rar!\u{1A}\u{7}".utf8), "RAR"),
    (Array("PAR1".utf8) + [0x15, 0], "Parquet"), (Array("ARROW1\0\0".utf8), "Arrow"),
    (Array("FEA1".utf8) + [0, 0], "Arrow"), ([0x4F, 0x62, 0x6A, 0x01], "Avro"),
    ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], "HDF5"), (Array("CDF\u{1}".utf8), "netCDF"),
    ([0x93] + Array("NUMPY\u{1}\u{0}".utf8), "NumPy"), (Array("SQLite format 3\0".utf8), "SQLite"),
    ([0x80, 0x04, 0x95], "pickle"), (Array("%PDF-1.7".utf8), "pdftotext"),
    (Array("{\\rtf1".utf8), "rich text"),
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "Microsoft Office"),
    ([0x89, 0x50, 0x4E, 0x47], "PNG"), ([0xFF, 0xD8, 0xFF], "JPEG"), (Array("GIF89a".utf8), "GIF"),
    ([0xFF, 0xFE, 0x41, 0], "iconv -f UTF-16LE"), ([0xFE, 0xFF, 0, 0x41], "iconv -f UTF-16BE"),
    ([0xFF, 0xFE, 0, 0, 0x41, 0, 0, 0], "iconv -f UTF-32LE"),
    ([0, 0, 0xFE, 0xFF, 0, 0, 0, 0x41], "iconv -f UTF-32BE"),
  ]

  @Test("a container is refused by name, compressed or not", arguments: containers)
  func refused(start: [UInt8], words: String) throws {
    let bytes = start + Array(repeating: 0x41, count: 400)
    for (name, bytes) in [("a.txt", bytes), ("a.txt.gz", try PatchedImagesTests.gzip(bytes))] {
      // gzip inside gzip is compressed twice.
      if name == "a.txt", start.starts(with: [0x1F, 0x8B]) { continue }
      let error = #expect(throws: TaskError.self, "\(words)") { try Self.text(bytes, named: name) }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
  }

  @Test("text in UTF-16 or UTF-32 without a mark is told by where its NUL bytes stand")
  func unmarked() throws {
    let text = "Wide text, “quoted”, of a few lines.\r\nAnd another line.\r\n"
    let wide = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let wider = text.unicodeScalars.flatMap { scalar in
      (0..<4).map { UInt8(scalar.value >> (8 * UInt32($0)) & 0xFF) }
    }
    func swapped(_ bytes: [UInt8], _ size: Int) -> [UInt8] {
      stride(from: 0, to: bytes.count, by: size).flatMap { bytes[$0..<$0 + size].reversed() }
    }
    for (bytes, encoding) in [
      (wide, "UTF-16LE"), (swapped(wide, 2), "UTF-16BE"), (wider, "UTF-32LE"),
      (swapped(wider, 4), "UTF-32BE"),
    ] {
      let error = #expect(throws: TaskError.self) { try Self.text(bytes, named: "a.txt") }
      #expect(error?.description.contains("iconv -f \(encoding)") == true)
    }
  }

  @Test("text in an encoding that is mostly not ASCII is refused; letters of Latin-1 are not")
  func otherEncodings() throws {
    let wide = String(repeating: "日本語の文章です。", count: 40).utf16
      .flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let cyrillic = [UInt8](repeating: 0xC1, count: 300) + "and some ASCII".utf8
    for bytes in [wide, cyrillic] {
      let error = #expect(throws: TaskError.self) { _ = try Self.text(bytes, named: "a.txt") }
      #expect(error?.description.contains("iconv -f ENCODING") == true)
    }
    let latin = Array("A caf".utf8) + [0xE9] + Array(" in Latin-1".utf8)
    #expect(try Self.text(latin, named: "a.txt") == latin)
  }

  @Test("gzip data under the name of plain text are refused, with the name to give")
  func unnamedGzip() throws {
    let error = #expect(throws: TaskError.self) {
      try Self.text(Self.gzip("hello"), named: "a.txt")
    }
    #expect(error?.description.contains("give it a name that ends in .gz") == true)
  }
}
