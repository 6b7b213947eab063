import Foundation
import FoundationXML
import Testing

/// Figures as files for papers.
@Suite struct FigureExportTests {
  private static let file = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/results/version1/everything.h5").path

  @Test func aFileForEachFigureOrPanel() throws {
    let command = try Command()
    let result = try command.run(
      "export", Self.file, "--plots", "svg", "-o", "out", "--width", "85mm")
    try #require(result.status == 0, "\(result.messages)")
    let paths = result.output.split(separator: "\n").map(String.init)
    #expect(paths.count > 1 && Set(paths).count == paths.count)
    for path in paths {
      let data = try command.contents(path)
      #expect(XMLParser(data: data).parse(), "\(path)")
      #expect(String(decoding: data, as: UTF8.self).contains("width=\"85mm\""))
    }
    #expect(result.messages.isEmpty)
    let again = try command.run("export", Self.file, "--plots", "svg", "-o", "out")
    #expect(again.messages.contains("replaced \(paths[0])"))
    let panels = try command.run("export", Self.file, "--plots", "svg", "-o", "p", "--panels")
    #expect(panels.output.split(separator: "\n").count > paths.count)
  }

  @Test func whatCannotBeWrittenIsOneLine() throws {
    let command = try Command()
    try command.write("a file", to: "taken")
    let results = try [
      command.run("export", Self.file, "--plots", "svg", "-o", "taken"),
      command.run("export", Self.file, "--plots", "svg", "-o", "out", "--plot", "While trainin"),
      command.run("export", Self.file, "--plots", "svg", "-o", "out", "--width", "3"),
      command.run("export", Self.file, "--plots", "svg"),
      command.run("export", Self.file, "--tables", "csv", "--width", "85mm"),
    ]
    for result in results { #expect(result.status == 2 || result.status == 1) }
    #expect(results[0].messages.contains("taken"))
    #expect(results[1].messages.contains("did you mean “While training”?"))
    #expect(results[4].messages.contains("--width belongs to --plots"))
  }

  @Test func aMissingConverterIsNamedWithItsPackage() throws {
    let command = try Command()
    let result = try command.run(
      "export", Self.file, "--plots", "pdf", "-o", "out",
      environment: ["PATH": command.path("nothing")])
    #expect(result.status != 0)
    #expect(result.messages.contains("`rsvg-convert` is not installed"))
    #expect(result.messages.contains("librsvg2-bin"))
    #expect(result.output.isEmpty)
  }

  private static let hasConverter = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/rsvg-convert")
  }

  @Test(.enabled(if: hasConverter, "librsvg2-bin is not installed"))
  func aPDFIsTheSameTwice() throws {
    let command = try Command()
    for folder in ["a", "b"] {
      let result = try command.run("export", Self.file, "--plots", "pdf", "-o", folder)
      try #require(result.status == 0, "\(result.messages)")
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: command.path("a")).sorted()
    #expect(!names.isEmpty)
    for name in names {
      let data = try command.contents("a/\(name)")
      #expect(data.prefix(5) == Data("%PDF-".utf8))
      #expect(try data == command.contents("b/\(name)"))
    }
  }
}
