import FPTLib
import Foundation
import Testing

@testable import FPTData

@Suite("Remote homology")
struct RemoteHomologyTests {
  /// Writes proteins to one of TAPE's JSON files.
  static func write(
    _ records: [(String, Int)], to set: String, in folder: TemporaryFolder
  ) throws {
    let objects = records.map { sequence, label in
      "{\"id\": \"a\\\"]}\", \"evolutionary\": [[0.5, 1e-3], [1, {}]], \"primary\": \"\(sequence)\","
        + " \"fold_label\": \(label), \"class_label\": null}"
    }
    _ = try folder.write(
      " [ \(objects.joined(separator: ",\n")) ]\n".utf8, to: "remote_homology_\(set).json")
  }

  static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try write([("ACDEF", 3), ("GHIKLMNPQRST", 1), ("MY", 1_194)], to: "train", in: folder)
    try write([("AZ", 0), ("OUX", 7)], to: "valid", in: folder)
    try write([("WWW", 9)], to: "test_fold_holdout", in: folder)
    return folder
  }

  static func load(_ task: RemoteHomology, _ index: Int, _ split: TaskSplit) -> ([Int32], Int32) {
    var batch = TaskBatch(for: task, capacity: 1)
    batch.load([index], of: split, from: task, seed: 0)
    return (batch.symbols, batch.labels[0])
  }

  @Test("tokens are TAPE's: start, amino acids, end, padding")
  func tokens() throws {
    let folder = try Self.folder()
    let task = try RemoteHomology(folder: folder.path, layout: .init(length: 8))
    #expect(task.input == .symbols(vocabulary: 30) && task.tokens == 8)
    #expect(task.output == TaskOutput(readTokens: 1, classes: 1_200))
    // The protein of twelve is left out.
    #expect(task.count(of: .train) == 2 && task.count(of: .test) == 2)
    #expect(Self.load(task, 0, .train) == ([2, 5, 7, 8, 9, 10, 3, 0], 3))
    #expect(Self.load(task, 1, .train) == ([2, 16, 28, 3, 0, 0, 0, 0], 1_194))
    #expect(Self.load(task, 1, .test) == ([2, 18, 24, 27, 3, 0, 0, 0], 7))
    #expect(Self.load(task, 1, .validation) == ([2, 18, 24, 27, 3, 0, 0, 0], 7))

    let cut = try RemoteHomology(
      folder: folder.path, holdout: .fold,
      layout: .init(length: 8, skipsLong: false, padsFirst: true), limit: 2)
    #expect(cut.count(of: .train) == 2)
    #expect(Self.load(cut, 1, .train) == ([2, 11, 12, 13, 14, 15, 16, 3], 1))
    #expect(Self.load(cut, 0, .test) == ([0, 0, 0, 2, 26, 26, 26, 3], 9))
  }

  @Test("every letter but J has its symbol")
  func vocabulary() {
    let letters = "ABCDEFGHIKLMNOPQRSTUVWXYZ"
    #expect(letters.utf8.map { AminoAcidVocabulary.symbol(of: $0) } == (5..<30).map { $0 })
    for byte in "J@[az*-".utf8 { #expect(AminoAcidVocabulary.symbol(of: byte) == nil) }
  }

  @Test("a table of one's own is dealt to the splits; the excerpt of real proteins")
  func table() throws {
    let task = try RemoteHomology(
      file: fixture("proteins/pdb-fold-class.tsv"), labelColumn: "fold_class",
      layout: .init(length: 128), classes: 3)
    #expect(TaskSplit.allCases.map { task.count(of: $0) } == [16, 1, 1])
    // Names are numbered in their order: alpha, alpha+beta, beta.
    let labels = (0..<16).map { Self.load(task, $0, .train).1 }
    #expect(Set(labels) == [0, 1, 2])
    #expect(throws: TaskError.self) {
      try RemoteHomology(
        file: fixture("proteins/pdb-fold-class.tsv"), labelColumn: "fold_class", classes: 2)
    }
  }

  static let realTable =
    ProcessInfo.processInfo.environment["FPT_TEST_PROTEINS"] ?? "pdb-fold-class.tsv.gz"

  @Test(
    "the whole table of real proteins",
    .enabled(
      if: FileManager.default.fileExists(atPath: realTable),
      "needs FPT_TEST_PROTEINS, a table of proteins with their fold classes"))
  func realProteins() throws {
    let task = try RemoteHomology(file: Self.realTable, labelColumn: "fold_class", classes: 3)
    let counts = TaskSplit.allCases.map { task.count(of: $0) ?? 0 }
    #expect(counts.reduce(0, +) > 5_000 && counts.allSatisfy { $0 > 500 })
  }

  @Test("one data set is the same in every format")
  func formats() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<20).map { ("ACDEFGHIKL".prefix(3 + $0 % 7), $0 % 4) }
    let table = rows.map { "\($1)\t\($0)\r\n" }.joined()
    let fasta = rows.map { ">p \($1)\n\($0.prefix(2))\n\($0.dropFirst(2).lowercased())\n\n" }
      .joined()
    let json = rows.map { "{\"fold_label\":[\($1)],\"primary\":\"\($0)\"}" }.joined(separator: ",")
    let paths = [
      try folder.write("label\tsequence\n\(table)".utf8, to: "a.tsv"),
      try folder.write(PatchedImagesTests.gzip(Array(fasta.utf8)), to: "a.fasta.gz"),
      try folder.write("[\(json)]".utf8, to: "a.json"),
    ]
    let digests = try Set(paths.map { try RemoteHomology(file: $0).dataDigest })
    #expect(digests.count == 1)
  }

  @Test("files that are not what they should be are refused, with place and reason")
  func damage() throws {
    let folder = try TemporaryFolder()
    let cases: [(String, String, String)] = [
      ("a.txt", "", "the name should be one that ends in"),
      ("a.tsv", "", "line 1 should be names of columns"),
      ("a.tsv", "x\tsequence\n", "the header should be a line with the column `label`"),
      ("a.tsv", "label\tsequence\n1\n", "line 2 should be 2 fields and is 1"),
      ("a.tsv", "label\tsequence\n1\tAJ\n", "letter 2 of the sequence of line 2 should be"),
      ("a.tsv", "label\tsequence\n1200\tA\n", "should be from 0 to 1199 and is 1200"),
      ("a.tsv", "label\tsequence\n-1\tA\n", "should be from 0 to 1199 and is -1"),
      ("a.tsv", "label\tsequence\n", "train split should be at least one protein"),
      ("a.fasta", "ACD\n", "line 1 should be a header"),
      ("a.fasta", ">name\nACD\n", "line 1 should be a header that ends in the protein's class"),
      ("a.fasta", ">n 1\nAC*\n", "letter 3 of the sequence of the record at line 1"),
      ("a.json", "{}", "the text at byte 0"),
      ("a.json", "[{\"primary\":\"A\",\"fold_label\":1.5}]", "`fold_label` of record 0"),
      (
        "a.json", "[{\"fold_label\":1}]",
        "`primary` of record 0 should be a sequence and is missing"
      ),
      ("a.json", "[{\"primary\":\"A\",\"primary\":\"B\"}]", "the text at byte"),
      ("a.json", "[{\"primary\":\"A\",\"fold_label\":1}", "the text at byte"),
      ("a.json", "[{\"x\":[[[]]", "the text at byte"),
      ("a.json", "[{\"x\":\"\\", "the text at byte"),
      ("a.json", "[]]", "the text at byte 2"),
      ("a.tsv.gz", "plain", "the header should be a line with the column `sequence`"),
      ("a.lmdb", "short", "the size should be at least two pages"),
    ]
    for (name, text, expected) in cases {
      let path = try folder.write(text.utf8, to: name)
      do {
        _ = try RemoteHomology(file: path)
        Issue.record("accepted: \(name) \(text)")
      } catch {
        #expect("\(error)".contains(expected) && "\(error)".contains(name), "\(error)")
      }
    }
    #expect(throws: TaskError.self) { try RemoteHomology(file: folder("none.tsv")) }
    #expect(throws: TaskError.self) { try RemoteHomology(folder: folder.path) }
    #expect(throws: TaskError.self) {
      try RemoteHomology(folder: folder.path, layout: .init(length: 2))
    }
  }
}
