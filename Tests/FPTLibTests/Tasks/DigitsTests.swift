import FPTLib
import Foundation
import Testing

@testable import FPTData

@Suite("Digits")
struct DigitsTests {
  /// Pixel of a made-up image.
  static func pixel(_ image: Int, _ place: Int) -> Int { (image + place * 3) % 17 }

  static func text(_ count: Int) -> String {
    (0..<count).map { image in
      ((0..<64).map { pixel(image, $0) } + [image % 10]).map(String.init).joined(separator: ",")
    }.joined(separator: "\n") + "\n"
  }

  static func folder(_ text: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try folder.write(PatchedImagesTests.gzip(Array(text.utf8)), to: "digits.csv.gz")
    return folder
  }

  @Test("cuts patches row by row, scales pixels, holds 300 out twice", arguments: [1, 2, 4, 8])
  func patches(patch: Int) throws {
    let folder = try Self.folder(Self.text(700))
    let task = try Digits(folder: folder.path, patch: patch)
    #expect(task.tokens == 64 / patch / patch && task.input == .vectors(width: patch * patch))
    #expect(task.output == TaskOutput(readTokens: 1, classes: 10))
    #expect(TaskSplit.allCases.map(task.count) == [100, 300, 300])
    // Every image is found in exactly one split: with 700 images, image and pixels repeat only after 17 × 10.
    var places: [Int] = []
    for token in 0..<task.tokens {
      let perRow = 8 / patch
      for row in 0..<patch {
        for column in 0..<patch {
          places.append(
            (token / perRow * patch + row) * 8 + token % perRow * patch + column)
        }
      }
    }
    var seen = [Int](repeating: 0, count: 170)
    for split in TaskSplit.allCases {
      let count = task.count(of: split) ?? 0
      var batch = TaskBatch(for: task, capacity: count)
      batch.load(0..<count, of: split, from: task, seed: 5)
      for example in 0..<count {
        let image = try #require(
          (0..<170).first {
            Int32($0 % 10) == batch.labels[example]
              && Float(Self.pixel($0, 0)) / 16 == batch.vectors[example * 64]
          })
        seen[image] += 1
        let expected = places.map { Float(Self.pixel(image, $0)) / 16 }
        #expect(Array(batch.vectors[example * 64..<(example + 1) * 64]) == expected)
      }
    }
    #expect(seen == (0..<170).map { $0 < 700 - 4 * 170 ? 5 : 4 })
  }

  @Test("a limit keeps the first examples of the training split alone")
  func limit() throws {
    let folder = try Self.folder(Self.text(700))
    let (all, few) = (
      try Digits(folder: folder.path), try Digits(folder: folder.path, limit: 40)
    )
    #expect(TaskSplit.allCases.map(few.count) == [40, 300, 300])
    #expect(all.dataDigest != few.dataDigest)
    var (a, b) = (TaskBatch(for: all, capacity: 120), TaskBatch(for: few, capacity: 120))
    a.load(0..<120, of: .test, from: all, seed: 0)
    b.load(0..<120, of: .test, from: few, seed: 1)
    #expect(a.vectors == b.vectors)
  }

  @Test(
    "damaged files are refused",
    arguments: [
      (text(600), "the number of images"), ("1,2\n", "the number of columns of line 1"),
      (text(1) + text(1).dropFirst(2), "the number of columns of line 2"),
      (text(1).replacing("3,", with: "17,"), "column 2 of line 1"),
      (text(1).replacing("3,", with: "-3,"), "column 2 of line 1"),
      (text(1).replacing("3,", with: ","), "column 2 of line 1"),
    ])
  func damaged(text: String, what: String) throws {
    let folder = try Self.folder(text)
    let error = #expect(throws: TaskError.self) { try Digits(folder: folder.path) }
    guard case .malformedData(folder("digits.csv.gz"), what, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("a patch that does not divide the side is refused", arguments: [0, 3, 16, -1])
  func badPatch(patch: Int) throws {
    #expect(throws: TaskError.self) { try Digits(folder: "/nonexistent", patch: patch) }
  }

  static let fetched: String? = {
    let store = try? AssetStore(environment: ProcessInfo.processInfo.environment)
    return store.flatMap { try? $0.locate("digits") }
  }()

  @Test("the real set is whole", .enabled(if: fetched != nil, "needs `fpt-script fetch digits`"))
  func realData() throws {
    let task = try Digits(folder: #require(Self.fetched))
    #expect(TaskSplit.allCases.map(task.count) == [1_197, 300, 300])
    var labels = [Int](repeating: 0, count: 10)
    var sum = 0
    for split in TaskSplit.allCases {
      let count = task.count(of: split) ?? 0
      var batch = TaskBatch(for: task, capacity: count)
      batch.load(0..<count, of: split, from: task, seed: 0)
      for label in batch.labels { labels[Int(label)] += 1 }
      sum += batch.vectors.reduce(0) { $0 + Int($1 * 16) }
    }
    // As scikit-learn's load_digits() counts them.
    #expect(labels == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    #expect(sum == 561_718)
  }
}

@Suite("Held-out examples")
struct HeldOutTests {
  @Test(
    "splits cover all examples once, in order",
    arguments: [3, 10, 99, 1_000], HeldOut.Choice.allCases)
  func cover(count: Int, choice: HeldOut.Choice) throws {
    let splits = try #require(HeldOut(choice: choice).split(count))
    #expect(splits.values.flatMap { $0 }.sorted() == Array(0..<count))
    #expect(splits.values.allSatisfy { $0 == $0.sorted() })
    #expect(splits[.test]?.count == max(1, count / 10))
    if choice == .last { #expect(splits[.test]?.last == count - 1) }
    if choice == .random && count > 10 { #expect(splits[.train] != Array(0..<(count * 4 / 5))) }
  }

  @Test("too few examples for three splits are none", arguments: [0, 1, 2])
  func few(count: Int) { #expect(HeldOut().split(count) == nil) }

  @Test("fractions out of range are refused", arguments: [0, -0.1, 0.41, 2, .nan, .infinity])
  func ranges(fraction: Double) {
    #expect(throws: TaskError.self) { try HeldOut(validation: fraction).check(task: "T") }
    #expect(throws: TaskError.self) { try HeldOut(test: fraction).check(task: "T") }
  }
}
