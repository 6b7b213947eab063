import ArgumentParser
import FPTReport
import FPTScript

/// Ends the command: the message on standard error, then the exit status.
enum Failure {
  /// The file or the arguments are wrong.
  static let wrongInput = ExitCode(2)

  /// Prints an error that is not about a place in an experiment file.
  static func stop(_ message: String, _ code: ExitCode = wrongInput) -> ExitCode {
    let renderer = DiagnosticRenderer(sources: [], isColoured: Terminal.messages.colour)
    Terminal.tell(renderer.render(Diagnostic(severity: .error, message: message)))
    return code
  }
}
