import Testing

@testable import FPTScript

@Suite struct ExplanationTests {
  /// A number is never given twice, and none is lost: the first and the last are still what they were.
  @Test func everyNumberIsGivenOnce() {
    let numbers = DiagnosticCode.allCases.map(\.number)
    #expect(Set(numbers).count == numbers.count)
    #expect(numbers.count >= 46 && numbers == numbers.sorted())
    #expect(DiagnosticCode.unexpectedCharacter.number == 1)
    #expect(DiagnosticCode.weightsNotKept.number == 70)
  }

  @Test(arguments: DiagnosticCode.allCases)
  func examplesFailAndAreMended(_ code: DiagnosticCode) {
    let explanation = code.explanation
    if let failing = explanation.failing {
      let result = checked(failing, files: explanation.files, profile: explanation.profile)
      #expect(result.codes.contains(code), "\(result.rendered)")
    }
    if let mended = explanation.mended {
      let result = checked(mended, files: explanation.files, profile: explanation.profile)
      #expect(result.errors.isEmpty, "\(result.rendered)")
      #expect(!result.codes.contains(code), "\(result.rendered)")
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
