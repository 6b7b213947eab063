import FPTLib
import Foundation
import Synchronization
import Testing

@testable import FPTData

@Suite("Summary of data")
struct DataSummaryTests {
  /// Arrays of 20 examples; a test of its own where `test` gives its inputs and labels.
  static func tensors(
    labels: [Int64], perExample: Int = 1, inputs: [Float]? = nil, test: ([Float], [Int64])? = nil,
    sizes: Tensors.Sizes = .init()
  ) throws -> Tensors {
    let folder = try TemporaryFolder()
    let shape = perExample == 1 ? [20] : [20, perExample]
    var arrays: [SafetensorsWriter.Tensor] = [
      .init(
        name: "inputs", shape: [20, 4, 2],
        values: .float32(inputs ?? (0..<160).map { Float($0) })),
      .init(name: "labels", shape: shape, values: .int64(labels)),
    ]
    if let test {
      arrays.append(
        .init(name: "tx", shape: [test.1.count, 4, 2], values: .float32(test.0)))
      arrays.append(.init(name: "ty", shape: [test.1.count], values: .int64(test.1)))
    }
    let path = folder("a.safetensors")
    try SafetensorsWriter.write(arrays, to: path)
    return try Tensors(
      file: path, test: test.map { _ in .init(inputs: "tx", labels: "ty") }, sizes: sizes,
      heldOut: HeldOut(choice: .last))
  }

  static let thirds = (0..<20).map { Int64($0 % 3) }

  @Test("shape, examples of each split, and classes with their labels")
  func plain() throws {
    let summary = DataSummary(scanning: try Self.tensors(labels: Self.thirds))
    #expect(
      summary.shapeText
        == "16 training, 2 validation and 2 test examples of 4 tokens, width 2")
    #expect(summary.classesText == "3 classes: 0 7, 1 7, 2 6")
    #expect(
      summary.counts?.map { [$0.train, $0.validation, $0.test] } == [
        [6, 0, 1], [5, 1, 1], [5, 1, 0],
      ])
    #expect(summary.warnings.isEmpty && summary.repetitionText == nil)
    let declared = DataSummary(
      scanning: try Self.tensors(labels: Self.thirds, sizes: .init(classes: 5)))
    #expect(declared.classesText == "3 of 5 classes: 0 7, 1 7, 2 6")
    #expect(declared.warnings.isEmpty)
  }

  @Test("names of classes, as the file has them")
  func names() throws {
    let folder = try TemporaryFolder()
    let letters = Array("ACDEFGHIKLMNPQRSTVWY")
    let rows = (0..<40).map { index in
      let name = index < 20 ? "a" : index < 39 ? "b" : "c"
      return "M\(letters[index % 20])\(letters[index / 20])\t\(name)\n"
    }
    let path = try folder.write(
      ("sequence\tlabel\n" + rows.joined()).utf8, to: "p.tsv")
    let task = try RemoteHomology(file: path, layout: .init(length: 8), classes: 3)
    let summary = DataSummary(scanning: task)
    #expect(summary.classesText == "3 classes: a 20, b 19, c 1")
    #expect(summary.shapeText.hasSuffix("8 tokens, vocabulary 30"))
    #expect(summary.warnings == ["class c has no training examples, and 1 in the other splits"])
  }

  @Test("many classes are told by their extremes")
  func manyClasses() throws {
    let labels = (0..<20).map { Int64($0 < 3 ? 0 : $0) }
    let text = DataSummary(
      scanning: try Self.tensors(labels: labels, sizes: .init(classes: 30))
    ).classesText
    #expect(text == "18 of 30 classes: most labels 0 3, 3 1, 4 1; fewest 17 1, 18 1, 19 1")
  }

  static let warnings: [(name: String, labels: [Int64], perExample: Int, expected: [String])] = [
    (
      "one-hot", (0..<20).flatMap { row in (0..<3).map { $0 == row % 3 ? 1 : 0 } }, 3,
      ["the labels are one-hot: each example has one 1 among zeros, and is taken as 3 answers"]
    ),
    ("two ones in a row", [1, 1, 0] + (0..<19).flatMap { _ in [0, 1, 0] as [Int64] }, 3, []),
    ("no one in a row", [0, 0, 0] + (0..<19).flatMap { _ in [0, 1, 0] as [Int64] }, 3, []),
    ("from 1", thirds.map { $0 + 1 }, 1, ["class 0 has no example at all; by the largest label"]),
    (
      "255 for none", thirds.map { $0 == 2 ? 255 : $0 }, 1,
      ["the classes 2, 3, 4 and 250 more have no example at all"]
    ),
    ("one class", Array(repeating: 0, count: 20), 1, ["all labels are the same class, 0"]),
    (
      "a class without training examples", thirds.dropLast() + [3], 1,
      ["class 3 has no training examples, and 1 in the other splits"]
    ),
  ]

  @Test("what is out of the ordinary is a warning", arguments: warnings)
  func warning(name: String, labels: [Int64], perExample: Int, expected: [String]) throws {
    let found = DataSummary(
      scanning: try Self.tensors(labels: labels, perExample: perExample)
    ).warnings
    #expect(found.count == expected.count, "\(found)")
    for (found, expected) in zip(found, expected) { #expect(found.hasPrefix(expected)) }
  }

  @Test("examples that stand in several splits are counted")
  func duplicates() throws {
    var inputs = (0..<160).map { Float($0) }
    // Example 1 repeats example 0, example 18 (validation) repeats example 3.
    inputs.replaceSubrange(8..<16, with: inputs[0..<8])
    inputs.replaceSubrange(144..<152, with: inputs[24..<32])
    let test = Array(inputs[0..<8]) + Array(inputs[152..<160]) + [Float](repeating: -1, count: 8)
    let task = try Self.tensors(labels: Self.thirds, inputs: inputs, test: (test, [0, 1, 2]))
    let summary = DataSummary(scanning: task)
    #expect(
      summary.duplicates
        == .init(withinTraining: 1, validationInTraining: 1, testInTraining: 1, testInValidation: 1)
    )
    #expect(summary.repetitionText == "1 of 18 training examples repeat the inputs of another")
    #expect(
      summary.warnings.map { $0.prefix(68) } == [
        "1 of 2 validation examples are also training examples: duplicates, w",
        "1 of 3 test examples are also training examples: duplicates, with th",
        "1 of 3 test examples are also validation examples: duplicates, with ",
      ])
  }

  @Test("tasks that make their examples are told by their shape")
  func generated() throws {
    let summary = DataSummary(scanning: try BitXOR(length: 5))
    #expect(summary.counts == nil && summary.warnings.isEmpty)
    #expect(summary.shapeText.hasPrefix("training without end, 1000 validation"))
    #expect(summary.classesText == "5 answers of 2 classes each")
  }
}

@Suite("Summaries kept beside the cells")
struct ScanCacheTests {
  /// A task that counts how often its examples are read.
  final class Counted: SequenceTask {
    let reads = Mutex(0)
    let name = "Counted"
    let input = TokenInput.vectors(width: 1)
    let tokens = 1
    let output = TaskOutput(readTokens: 1, classes: 2)
    let dataDigest: String
    let dataNotes = DataNotes(isScanned: true)

    init(digest: String = "digest") { dataDigest = digest }

    func count(of split: TaskSplit) -> Int? { 2 }

    func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {
      reads.withLock { $0 += 1 }
      example.vectors[0] = Float(index)
      example.labels[0] = Int32(index)
    }
  }

  @Test("data are looked through once for each digest and declaration")
  func kept() throws {
    let folder = try TemporaryFolder()
    let cache = ScanCache(store: folder("store"))
    let first = cache.summary(of: Counted(), definition: "a")
    let again = Counted()
    #expect(cache.summary(of: again, definition: "a") == first)
    #expect(again.reads.withLock { $0 } == 0)
    for task in [(Counted(), "b"), (Counted(digest: "other"), "a")] {
      _ = cache.summary(of: task.0, definition: task.1)
      #expect(task.0.reads.withLock { $0 } == 6)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("store/scans")).count == 3)
  }

  @Test("a damaged, foreign or unreadable file counts as absent, and is replaced")
  func damaged() throws {
    let folder = try TemporaryFolder()
    let cache = ScanCache(store: folder("store"))
    let first = cache.summary(of: Counted(), definition: "a")
    let scans = folder("store/scans")
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: scans).first)
    let path = "\(scans)/\(name)"
    let whole = try #require(FileManager.default.contents(atPath: path))
    let text = String(decoding: whole, as: UTF8.self)
    for bytes in [
      [], Array(whole.dropLast(20)), Array("{}".utf8),
      Array(text.replacing("\"test\\\":1", with: "\"test\\\":2").utf8),
      Array(text.replacing("\"key\":\"", with: "\"key\":\"0").utf8),
    ] {
      try Data(bytes).write(to: URL(filePath: path))
      let task = Counted()
      #expect(cache.summary(of: task, definition: "a") == first)
      #expect(task.reads.withLock { $0 } == 6)
      #expect(FileManager.default.contents(atPath: path) == whole)
    }
    // Where nothing can be kept, the summary is made each time.
    _ = try folder.write([], to: "file")
    #expect(ScanCache(store: folder("file")).summary(of: Counted(), definition: "a") == first)
  }

  @Test("many writers of one summary leave it whole")
  func concurrent() async throws {
    let folder = try TemporaryFolder()
    let cache = ScanCache(store: folder("store"))
    let expected = DataSummary(scanning: Counted())
    await withTaskGroup(of: DataSummary.self) { group in
      for _ in 0..<16 { group.addTask { cache.summary(of: Counted(), definition: "a") } }
      for await summary in group { #expect(summary == expected) }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("store/scans")).count == 1)
  }
}
