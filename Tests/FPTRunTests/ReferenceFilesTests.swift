import Foundation
import Testing

@testable import FPTRun

/// The committed files of published values: what a `reference` declaration reads.
@Suite("Published values")
struct ReferenceFilesTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "experiments/reference")

  private static let tasks = [
    "bit_memory", "bit_xor", "listops", "mnist", "cifar10", "cifar_lra", "homology",
  ]

  @Test(
    "every point once, every value a percentage or left open, every source named",
    arguments: [
      ("lu2021-table1.csv", ["FPT", "Full", "LSTM"]),
      ("lu2021-table2.csv", ["FPT", "Random", "Bit", "ViT"]),
    ])
  func complete(file: String, rows: [String]) throws {
    let text = try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
    let table = try PublishedValues(csv: text)
    for entry in table.entries {
      let point = "\(entry.row) \(entry.column)"
      #expect(entry.unit == "%", "\(point)")
      #expect(entry.source.hasPrefix("arXiv "), "\(point)")
      if let value = entry.value {
        #expect((0...100).contains(value), "\(point)")
        #expect(["secondary", "authors"].contains(entry.confidence), "\(point)")
      } else {
        #expect(entry.confidence == "unknown", "\(point)")
      }
    }
    let points = table.entries.map { "\($0.row) \($0.column)" }
    #expect(points == rows.flatMap { row in Self.tasks.map { "\(row) \($0)" } })
  }
}
