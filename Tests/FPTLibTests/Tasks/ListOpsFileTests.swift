import FPTLib
import Foundation
import Testing

@testable import FPTData

@Suite("ListOps: Long Range Arena's files")
struct ListOpsFileTests {
  /// As the published generator writes it: parentheses of its trees, carriage returns.
  static let text =
    "Source\tTarget\r\n"
    + "( ( ( ( [MAX 2 ) 9 ) ( ( ( [MIN 4 ) 7 ) ] ) ) ] )\t9\r\n"
    + "( ( ( [SM 8 ) 5 ) ] )\t3\r\n"

  private func folder(_ train: String = text) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try folder.write(train.utf8, to: "basic_train.tsv")
    _ = try folder.write("Source\tTarget\n5\t5\n".utf8, to: "basic_val.tsv")
    _ = try folder.write("Source\tTarget\n( ( ( [MED 1 ) 4 ) ] )\t2\n".utf8, to: "basic_test.tsv")
    return folder
  }

  @Test("compressed files, and marks of UTF-8, give the same data under the same digest")
  func compressed() throws {
    let plain = try folder()
    let expected = try ListOps(source: .files(folder: plain.path)).dataDigest
    let lines = Array(Self.text.utf8)
    let members =
      try PatchedImagesTests.gzip(Array(lines[..<20]))
      + PatchedImagesTests.gzip(Array(lines[20...]))
    for (name, bytes) in [
      ("basic_train.tsv.gz", members), ("basic_train.tsv", members),
      ("basic_train.tsv", [0xEF, 0xBB, 0xBF] + lines),
    ] {
      let folder = try folder()
      try FileManager.default.removeItem(atPath: folder("basic_train.tsv"))
      _ = try folder.write(bytes, to: name)
      #expect(try ListOps(source: .files(folder: folder.path)).dataDigest == expected, "\(name)")
    }
  }

  @Test("all three splits are read")
  func splits() throws {
    let folder = try folder()
    let task = try ListOps(length: 10, hasBrackets: true, source: .files(folder: folder.path))
    #expect(TaskSplit.allCases.map(task.count) == [2, 1, 1])
    func text(_ index: Int, _ split: TaskSplit) -> String {
      let expression = task.expression(index, of: split, seed: 0)
      return "\(expression.text) = \(expression.value)"
    }
    #expect(text(0, .train) == "[MAX 2 9 [MIN 4 7 ] ] = 9")
    #expect(text(1, .train) == "[SM 8 5 ] = 3")
    #expect(text(0, .validation) == "5 = 5")
    #expect(text(0, .test) == "[MED 1 4 ] = 2")
    let first = try ListOps(source: .files(folder: folder.path), limit: 1)
    #expect(first.count(of: .train) == 1 && first.count(of: .test) == task.count(of: .test))
    #expect(first.dataDigest != task.dataDigest)
    let generated = try ListOps()
    #expect(generated.dataDigest != task.dataDigest)
  }

  @Test(
    "damaged files are refused with the line",
    arguments: [
      ("", "the first line"), ("Source,Target\n", "the first line"),
      ("Source\tTarget\n", "the number of expressions"),
      ("Source\tTarget\n5 5\n", "the number of columns of line 2"),
      ("Source\tTarget\n5\t5\t5\n", "the number of columns of line 2"),
      ("Source\tTarget\n5\t5\n[AVG 1 2 ]\t1\n", "a word of line 3"),
      ("Source\tTarget\n12\t1\n", "a word of line 2"),
      ("Source\tTarget\n( )\t1\n", "the expression of line 2"),
      ("Source\tTarget\n5\t10\n", "the target of line 2"),
      ("Source\tTarget\n5\t\n", "the target of line 2"),
      ("Source\tTarget\n5\t\u{1}\n", "the target of line 2"),
    ])
  func damaged(text: String, what: String) throws {
    let folder = try folder(text)
    let error = #expect(throws: TaskError.self) {
      try ListOps(source: .files(folder: folder.path))
    }
    guard case .malformedData(folder("basic_train.tsv"), what, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("a missing file is named")
  func missing() throws {
    let error = #expect(throws: TaskError.self) {
      try ListOps(source: .files(folder: "/nonexistent"))
    }
    #expect(
      error?.description
        == "cannot read /nonexistent/basic_train.tsv: No such file or directory")
  }
}
