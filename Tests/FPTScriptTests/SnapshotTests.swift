import Foundation
import Testing

@testable import FPTScript

/// Every code with the source that has it and the message as it is printed, in a committed file.
@Suite struct SnapshotTests {
  static let folder = "Tests/Fixtures/language/snapshots"

  @Test(arguments: DiagnosticCode.allCases)
  func messageIsAsCommitted(_ code: DiagnosticCode) throws {
    let explanation = code.explanation
    let failing = try #require(explanation.failing)
    #expect(explanation.mended != nil, "a code without a mended example")
    let result = checked(failing, files: explanation.files, profile: explanation.profile)
    var text = "\(code)\n\n"
    for (path, content) in explanation.files.sorted(by: { $0.key < $1.key }) {
      text += "----- \(path)\n\(content)\n"
    }
    if let profile = explanation.profile { text += "----- --profile \(profile)\n" }
    let main = result.sources.first { $0.path == "main.fpt" }?.text ?? ""
    text += "----- main.fpt\n\(main)\n-----\n\n\(result.rendered)"
    try Generated.expect(text, at: "\(Self.folder)/\(code).txt")
  }

  /// No snapshot is left of a code that is gone.
  @Test func everySnapshotHasItsCode() throws {
    let url = Repository.root.appendingPathComponent(Self.folder)
    let files = try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
    let codes = DiagnosticCode.allCases.filter { $0.explanation.failing != nil }
      .map { "\($0).txt" }
    #expect(files == codes.sorted())
  }
}
