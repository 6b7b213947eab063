import FPTScript
import Foundation
import Testing

/// The committed files of published values: what a `reference` declaration reads.
@Suite("Published values")
struct ReferenceFilesTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "experiments/reference")

  private static let files =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?
    .filter { $0.hasSuffix(".csv") }.sorted() ?? []

  private static func values(_ file: String) throws -> PublishedValues {
    try PublishedValues(
      csv: String(contentsOf: folder.appending(path: file), encoding: .utf8))
  }

  @Test(
    "every point once, every value with its unit, its source and how far it is to be trusted",
    arguments: files)
  func complete(file: String) throws {
    let table = try Self.values(file)
    #expect(!table.entries.isEmpty)
    for entry in table.entries {
      let point = "\(file): \(entry.row) \(entry.column)"
      #expect([.percent, .steps].contains(entry.unit), "\(point)")
      #expect(entry.source.hasPrefix("arXiv "), "\(point)")
      if let value = entry.value {
        #expect((0...(entry.unit == .percent ? 100 : 1e7)).contains(value), "\(point)")
        #expect([.secondary, .authors].contains(entry.confidence), "\(point)")
      } else {
        #expect(entry.confidence == .unknown, "\(point)")
      }
    }
  }

  /// Points that several tables of the paper share have one value.
  @Test func sharedPointsAgree() throws {
    let tasks = [
      "bit_memory", "bit_xor", "listops", "mnist", "cifar10", "cifar_lra", "homology",
    ]
    let two = try Self.values("lu2021-table2.csv")
    let shared = [
      ("lu2021-table9.csv", "FPT", "FPT"), ("lu2021-table9.csv", "Random", "Random"),
      ("lu2021-table13.csv", "FPT", "FPT"),
    ]
    for (file, row, theirs) in shared {
      let table = try Self.values(file)
      for task in tasks {
        #expect(
          table.value(row: row, column: task) == two.value(row: theirs, column: task),
          "\(file) \(row) \(task)")
      }
    }
    let ours = try [
      Self.values("lu2021-table8.csv").value(row: "base", column: "pretrained · cifar10"),
      Self.values("lu2021-table14.csv").value(row: "FPT", column: "cifar10"),
      Self.values("lu2021-table16.csv").value(row: "fpt", column: "language · cifar10"),
      Self.values("lu2021-table17.csv").value(row: "gpt2", column: "cifar10"),
    ]
    #expect(ours.allSatisfy { $0 == two.value(row: "FPT", column: "cifar10") })
    let (fifteen, nineteen) = (
      try Self.values("lu2021-table15.csv"), try Self.values("lu2021-table19.csv")
    )
    for entry in fifteen.entries {
      let same = nineteen.value(row: entry.row + " · language", column: entry.column)
      #expect(same == fifteen.value(row: entry.row, column: entry.column))
    }
  }

  @Test func everyFileIsListed() throws {
    let readme = try String(
      contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
    for file in Self.files { #expect(readme.contains("`\(file)`"), "\(file)") }
  }
}
