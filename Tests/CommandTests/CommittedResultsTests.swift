import Foundation
import Testing

/// The results files of this project: whole, and what is written about them is what they hold.
@Suite struct CommittedResultsTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../results").standardized

  /// Files at laptop scale, in the order of their numbers.
  static let names = files(in: "laptop")

  /// Paths of the evidence in the folder of results.
  static let evidence = files(in: "evidence").map { "evidence/\($0)" }

  private static func files(in name: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: name).path)
    return (names ?? []).filter { $0.hasSuffix(".h5") }
      .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
  }

  private static let marker =
    "<!-- tables: made from the files by CommittedResultsTests with FPT_UPDATE=1 -->"

  @Test func thereAreSome() { #expect(Self.names.count >= 20) }

  /// Every digest of the evidence is that of its content.
  @Test(arguments: evidence)
  func evidenceIsWhole(_ path: String) throws {
    let command = try Command()
    let verified = try command.run("verify", Self.folder.appending(path: path).path)
    #expect(verified.status == 0, "\(verified.messages)")
  }

  /// What the page has of a file: its experiment, the version of its numerics, its tables.
  private func section(_ name: String, _ command: Command) throws -> String {
    let file = Self.folder.appending(path: "laptop/\(name)").path
    let verified = try command.run("verify", file)
    try #require(verified.status == 0, "\(verified.messages)")
    struct Notebook: Decodable { var title: String }
    struct Cell: Decodable { var numerics: Int }
    let decoder = JSONDecoder()
    let title = try decoder.decode(
      Notebook.self, from: Data(try command.run("show", file, "--json").output.utf8)
    ).title
    let cells = try decoder.decode(
      [Cell].self, from: Data(try command.run("show", file, "--cells", "--json").output.utf8))
    let numerics = Set(cells.map(\.numerics)).sorted().map { "\($0)" }.joined(separator: ", ")
    let tables = try command.run("export", file, "--tables", "markdown")
    try #require(tables.status == 0, "\(tables.messages)")
    let experiment = "experiments/\(name.dropLast(3)).fpt"
    return """
      ## \(title)

      [\(experiment)](../../\(experiment)) · [\(name)](\(name)) · numerics version \(numerics)

      \(tables.output.trimmingCharacters(in: .whitespacesAndNewlines))

      """
  }

  @Test func thePageIsWhatTheFilesSay() throws {
    let command = try Command()
    let path = Self.folder.appending(path: "laptop/README.md")
    let text = try String(contentsOf: path, encoding: .utf8)
    let head = try #require(text.range(of: Self.marker))
    let sections = try Self.names.map { try section($0, command) }
    let whole = text[..<head.upperBound] + "\n\n" + sections.joined(separator: "\n")
    if ProcessInfo.processInfo.environment["FPT_UPDATE"] == "1" {
      try Data(whole.utf8).write(to: path)
    } else {
      #expect(text == whole, "results/laptop/README.md is stale: run this test with FPT_UPDATE=1")
    }
  }
}
