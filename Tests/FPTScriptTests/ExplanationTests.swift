import Testing

@testable import FPTScript

@Suite struct ExplanationTests {
  @Test func everyCodeIsExplainedOnce() {
    #expect(DiagnosticExplanation.all.map(\.code) == DiagnosticCode.allCases)
  }

  @Test(arguments: DiagnosticCode.allCases)
  func examplesFailAndAreMended(_ code: DiagnosticCode) throws {
    let explanation = try #require(code.explanation)
    if let failing = explanation.failing {
      let result = checked(failing, files: explanation.files, profile: explanation.profile)
      #expect(result.codes.contains(explanation.code), "\(result.rendered)")
    }
    if let mended = explanation.mended {
      let result = checked(mended, files: explanation.files, profile: explanation.profile)
      #expect(result.errors.isEmpty, "\(result.rendered)")
      #expect(!result.codes.contains(explanation.code), "\(result.rendered)")
    }
  }

  @Test(arguments: [
    ("FPT0031", DiagnosticCode.unknownGroup), ("fpt31", .unknownGroup), ("31", .unknownGroup),
  ])
  func codesAreRead(_ text: String, _ code: DiagnosticCode) {
    #expect(DiagnosticCode(parsing: text) == code)
    #expect(code.description == "FPT0031")
  }

  @Test(arguments: ["", "FPT", "FPT9999", "99999999999999999999", "x31"])
  func otherTextIsNoCode(_ text: String) { #expect(DiagnosticCode(parsing: text) == nil) }
}
