import FPTCatalog
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// Images that prose shows: what of them becomes part of results, and what does not.
@Suite("Images of prose") struct ProseImagesTests {
  private static let png = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3])

  private static func images(_ prose: String, in folder: TemporaryFolder) throws -> ProseImages {
    let script = TinyExperiment(prose: prose).script
    let result = check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": script]), schema: .current)
    return ProseImages(of: try #require(result.experiment), in: folder.path)
  }

  @Test func filesBesideTheExperimentAreInTheResults() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/more", withIntermediateDirectories: true)
    for name in ["a.png", "more/b c.png"] {
      try Self.png.write(to: URL(filePath: "\(folder.path)/\(name)"))
    }
    try Data("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8).write(
      to: URL(filePath: folder.path + "/d.svg"))
    let found = try Self.images(
      """
      /// ![first](a.png) and ![again](a.png "with a title")
      /// ![second](<more/b c.png>) ![third](d.svg)
      /// ![elsewhere](https://example.org/x.png) ![here](data:image/png;base64,AAAA)
      """, in: folder)
    #expect(found.omissions.isEmpty)
    #expect(found.images.map(\.name) == ["a.png", "more/b c.png", "d.svg"])
    #expect(found.images[0].content == "data:image/png;base64,iVBORw0KGgoBAgM=")
    #expect(found.images[2].content.hasPrefix("data:image/svg+xml;base64,"))
  }

  /// What is left out is told of, and nothing of it is read.
  @Test func nothingElseIsRead() throws {
    let folder = try TemporaryFolder()
    let inside = folder.path + "/inside"
    try FileManager.default.createDirectory(atPath: inside, withIntermediateDirectories: true)
    try Self.png.write(to: URL(filePath: folder.path + "/secret.png"))
    try Data("root:x:0".utf8).write(to: URL(filePath: inside + "/passwd.png"))
    try Data(count: ProseImages.sizeLimit + 1).write(to: URL(filePath: inside + "/large.png"))
    try FileManager.default.createSymbolicLink(
      atPath: inside + "/link.png", withDestinationPath: folder.path + "/secret.png")
    #expect(mkfifo(inside + "/pipe.png", 0o600) == 0)
    let script = TinyExperiment(
      prose: """
        /// ![1](../secret.png) ![2](\(folder.path)/secret.png) ![3](link.png) ![4](passwd.png)
        /// ![5](large.png) ![6](none.png) ![7](.) ![8](pipe.png) ![9](a/../../secret.png)
        """
    ).script
    let result = check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": script]), schema: .current)
    let found = ProseImages(of: try #require(result.experiment), in: inside)
    #expect(found.images.isEmpty)
    #expect(found.omissions.count == 9)
    #expect(found.diagnostics.allSatisfy { $0.severity == .warning && $0.help != nil })
    let reasons = found.omissions.map(\.reason)
    for index in [0, 1, 2, 8] { #expect(reasons[index].contains("outside of the experiment's")) }
    #expect(reasons[3].contains("none of PNG"))
  }
}
