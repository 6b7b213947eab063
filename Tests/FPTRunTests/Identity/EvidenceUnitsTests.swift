import Foundation
import Testing

/// The units that the protocol lists are those that `results/compute` computes.
@Suite struct EvidenceUnitsTests {
  private static func text(_ path: String) throws -> String {
    try String(contentsOf: ShippedCells.root.appending(path: path), encoding: .utf8)
  }

  @Test func theTableHasTheUnitsOfTheScript() throws {
    let protocolText = try Self.text("results/PROTOCOL.md")
    let table = try #require(
      protocolText.components(separatedBy: "<!-- units -->").last?
        .components(separatedBy: "<!-- end -->").first)
    let rows = table.split(separator: "\n").dropFirst(2).map { line in
      line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    let listed = rows.filter { $0.first?.hasPrefix("**") == false }.map { [$0[0], $0[1], $0[4]] }
    let script = try Self.text("results/compute")
    let units = try #require(
      script.components(separatedBy: "units='\n").last?.components(separatedBy: "\n'").first)
    let computed = units.split(separator: "\n").map { line in
      line.split(separator: "|").prefix(3).map { $0.trimmingCharacters(in: .whitespaces) }
    }
    #expect(listed.count > 20 && listed == computed)
    let experiments = Set(ShippedCells.experiments)
    #expect(computed.allSatisfy { experiments.contains("evidence/\($0[1]).fpt") })
    let sum = computed.compactMap { Double($0[2]) }.reduce(0, +)
    let total = try #require(rows.last?.last { !$0.isEmpty }?.replacing("**", with: ""))
    #expect(abs(sum - (Double(total) ?? 0)) < 0.15)  // of 29 rounded figures
  }
}
