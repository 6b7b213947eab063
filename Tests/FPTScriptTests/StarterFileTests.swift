import Testing

@testable import FPTScript

@Suite struct StarterFileTests {
  @Test func isValidAndLaidOut() throws {
    let text = StarterFile.text(name: "mine_2")
    let result = checked(text)
    #expect(result.diagnostics.isEmpty, "\(result.rendered)")
    #expect(result.experiment?.name == "mine_2")
    #expect(result.experiment?.runs.first?.cells.count == 10)
    #expect(format(SourceFile(path: "new.fpt", text: text)).text == text)
  }

  @Test(arguments: [
    ("a", true), ("table_1", true), ("_x", true), ("", false), ("1a", false), ("a-b", false),
    ("é", false), ("a b", false),
  ])
  func names(_ name: String, _ isName: Bool) { #expect(StarterFile.isName(name) == isName) }
}
