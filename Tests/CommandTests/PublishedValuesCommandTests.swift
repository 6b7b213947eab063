import Foundation
import Testing

/// Published values from the file to everything that shows them.
@Suite struct PublishedValuesCommandTests {
  private static let header = "row,column,value,unit,source,confidence\n"

  private func command(_ csv: String) throws -> Command {
    let command = try Command()
    let script = TinyScript.text(
      extra: "reference last_year = CSV(\"data/r.csv\")\n"
        + "table \"Beside\" { of: main.accuracy; rows: arm; columns: task; format: percent(1); "
        + "against: last_year }")
    try command.write(script, to: "tiny.fpt")
    try command.write(Self.header + csv, to: "data/r.csv")
    return command
  }

  @Test func nameSourceAndConfidenceAreShownEverywhere() throws {
    let command = try command("fpt,xor,52.1,%,\"Lu 2021, table 2\",primary\n")
    let run = try command.run("tiny.fpt", "-o", "out.h5")
    #expect(run.status == 0)
    #expect(run.messages.contains("warning") == false, "\(run.messages)")
    #expect(run.output.contains("│   last_year │"), "\(run.output)")
    #expect(run.output.contains("last_year: Lu 2021, table 2 (primary)"))
    // From the results alone.
    try FileManager.default.removeItem(atPath: command.path("data/r.csv"))
    let shown = try command.run("show", "out.h5", "--json")
    #expect(shown.output.contains("\"reference_name\" : \"last_year\""), "\(shown.output)")
    #expect(shown.output.contains("\"source\" : \"Lu 2021, table 2\""))
    #expect(shown.output.contains("\"confidence\" : \"primary\""))
    let files = try command.run("export", "out.h5", "--tables", "csv", "-o", "tables").output
    let csv = try files.split(separator: "\n").map {
      String(decoding: try command.contents(String($0)), as: UTF8.self)
    }.joined()
    #expect(csv.contains(",last_year,\"Lu 2021, table 2\",primary"))
    let latex = try command.run("export", "out.h5", "--tables", "latex").output
    #expect(latex.contains("last\\_year: Lu 2021, table 2 (primary)"))
  }

  /// Told once by `check`, `plan` and `run`, also where cells are computed by other processes.
  @Test func aValueThatNoTableShowsIsTold() throws {
    let command = try command("fpt ,xor,52.1,%,s,primary\n")
    for arguments in [["check", "tiny.fpt"], ["plan", "tiny.fpt"], ["tiny.fpt", "--jobs", "2"]] {
      let result = try command.start(arguments).end()
      #expect(result.status == 0)
      let count = result.messages.components(separatedBy: "warning[FPT0053]").count - 1
      #expect(count == 1, "\(arguments): \(result.messages)")
      #expect(result.messages.contains("┌─ data/r.csv:2:1"))
    }
    let json = try command.run("check", "tiny.fpt", "--json")
    #expect(
      json.output.contains("\"file\" : \"data/r.csv\"") || json.output.contains("data\\/r.csv"))
  }

  @Test func aBrokenFileStopsEverythingBeforeItBegins() throws {
    let command = try command("fpt,xor,about 97,%,s,primary\n")
    for arguments in [["check", "tiny.fpt"], ["plan", "tiny.fpt"], ["tiny.fpt"]] {
      let result = try command.start(arguments).end()
      #expect(result.status == 2)
      #expect(result.messages.contains("error[FPT0052]: `about 97` is no published value"))
    }
    #expect(!FileManager.default.fileExists(atPath: command.path("results")))
  }

  /// Nothing of a file that is not text can be framed in it: it is told at its name.
  @Test(arguments: [
    ([0xFF, 0xFE, 0x72, 0x00], "is not text in UTF-8"), ([0xE9, 0x2C], "is not text in UTF-8"),
  ])
  func otherEncodingsAreRefused(bytes: [UInt8], expected: String) throws {
    let command = try command("")
    try Data(bytes).write(to: URL(filePath: command.path("data/r.csv")))
    let result = try command.run("check", "tiny.fpt")
    #expect(result.status == 2)
    #expect(result.messages.contains(expected))
    #expect(result.messages.contains("┌─ tiny.fpt:"))
  }
}
