import ArgumentParser
import FPTScript

/// `fpt-script explain FPT0031`: what a finding means, with a file that has it and one that does not.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explains the code of an error or warning.")

  @Argument(help: "A code, such as FPT0031.")
  var code: String

  func run() throws {
    guard let explanation = DiagnosticCode(parsing: code)?.explanation else {
      throw Failure.stop("no finding has the code `\(code)`; codes look like FPT0031")
    }
    Terminal.print(explanation.rendered)
  }
}
