import Foundation
import Testing

/// What the commands make of a file of format version 1: `Tests/Fixtures/results/version1`, with what an earlier version showed.
@Suite struct EarlierFormatTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/results/version1").path
  private static let file = fixtures + "/everything.h5"

  @Test func theNotebookIsTheOneThatItWas() throws {
    let command = try Command()
    let shown = try command.run("show", Self.file)
    #expect(shown.status == 0)
    let before = try String(contentsOfFile: Self.fixtures + "/everything.txt", encoding: .utf8)
    let parts = shown.output.components(separatedBy: "\nHow this was made\n")
    #expect(parts.first == before)
    // What that version did not write is left out.
    let origin = try #require(parts.last)
    #expect(origin.contains("numerics        version 5") && !origin.contains("commit"))
  }

  @Test func everyCommandReadsIt() throws {
    let command = try Command()
    let copy = try command.run("merge", Self.file, "-o", "new.h5")
    #expect(copy.status == 0, "\(copy.messages)")
    let difference = try command.run("diff", Self.file, "new.h5")
    #expect(difference.status == 0)
    #expect(difference.output.contains("no difference: 4 cells"))
    #expect(difference.output.contains("format versions 1 and 2"))
    for arguments in [
      ["verify", Self.file], ["digest", Self.file], ["report", Self.file, "-o", "page.html"],
      ["export", Self.file, "--tables", "csv"], ["show", Self.file, "--json"],
      ["export", Self.file, "--without-provenance", "-o", "plain.h5"], ["verify", "plain.h5"],
      ["show", "plain.h5"], ["verify", "new.h5"],
    ] {
      let result = try command.start(arguments).end()
      #expect(result.status == 0, "\(arguments): \(result.messages)")
    }
  }
}
