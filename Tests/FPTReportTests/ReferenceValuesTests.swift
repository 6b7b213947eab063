import Foundation
import Testing

/// The committed files of published values: what a `reference` declaration reads.
@Suite("Published values")
struct ReferenceValuesTests {
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
    var lines = text.split(separator: "\n").map(String.init)
    #expect(lines.removeFirst() == "row,column,value,unit,source,confidence")
    var points: [String] = []
    for line in lines {
      // The source alone is quoted: it stands between the first and the last quotation mark.
      let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
      try #require(parts.count == 3, "\(line)")
      let fields = parts[0].split(separator: ",", omittingEmptySubsequences: false)
      try #require(fields.count == 5, "\(line)")
      points.append("\(fields[0]) \(fields[1])")
      #expect(fields[3] == "%")
      #expect(parts[1].hasPrefix("arXiv "))
      if fields[2].isEmpty {
        #expect(parts[2] == ",unknown")
      } else {
        let value = try #require(Double(fields[2]), "\(line)")
        #expect((0...100).contains(value))
        #expect([",secondary", ",authors"].contains(parts[2]))
      }
    }
    #expect(points == rows.flatMap { row in Self.tasks.map { "\(row) \($0)" } })
  }
}
