import Foundation
import Testing

/// The results files of this project: whole, and what is written about them is what they hold.
@Suite struct CommittedResultsTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../results").standardized

  static let names: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: "laptop").path)
    return (names ?? []).filter { $0.hasSuffix(".h5") }.sorted()
  }()

  @Test func thereAreSome() { #expect(Self.names.count >= 20) }

  @Test(arguments: names)
  func theirTablesAreThoseOfTheText(_ name: String) throws {
    let text = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
    let command = try Command()
    let file = Self.folder.appending(path: "laptop/\(name)").path
    let verified = try command.run("verify", file)
    #expect(verified.status == 0, "\(verified.messages)")
    let tables = try command.run("export", file, "--tables", "markdown")
    #expect(tables.status == 0)
    #expect(text.contains("(laptop/\(name))"))
    #expect(
      text.contains(tables.output.trimmingCharacters(in: .whitespacesAndNewlines)),
      "results/README.md does not show the tables of \(name)")
  }
}
