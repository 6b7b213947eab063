import ArgumentParser
import FPTLib
import FPTReport
import FPTRun
import FPTScript
import Foundation

/// Ends the command: the message on standard error, then the exit status.
enum Failure {
  /// Some cell failed or is unavailable, or something outside of the file and the arguments went wrong.
  static let incomplete = ExitCode(ExitStatus.incomplete)
  /// The file or the arguments are wrong.
  static let wrongInput = ExitCode(ExitStatus.refused)

  /// The status for trouble with a results file: what cannot be read is wrong input, what cannot be written is not.
  static func code(for error: ResultFileError) -> ExitCode {
    switch error {
    case .system(let step, _, _): step == .open || step == .read ? wrongInput : incomplete
    case .library, .notInspected, .locked: incomplete
    default: wrongInput
    }
  }

  /// The status for trouble with the store of a run: what cannot be read or written now may be another time, and neither the file nor
  /// the arguments are at fault.
  static func code(forStore error: ResultFileError) -> ExitCode {
    guard case .system(let step, _, let code) = error else { return wrongInput }
    let isPassing = [EIO, EMFILE, ENFILE, ENOMEM, ESTALE, ETIMEDOUT].contains(code)
    return isPassing || [.open, .read, .list].contains(step) ? incomplete : wrongInput
  }

  /// Prints an error that has no location in an experiment file.
  ///
  /// The message is one sentence; further lines stand below it as they are.
  static func stop(
    _ message: String, help: String? = nil, _ code: ExitCode = wrongInput
  ) -> ExitCode {
    var lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let headline = lines.isEmpty ? "" : lines.removeFirst()
    Terminal.tell(render(Diagnostic(severity: .error, message: headline)))
    for line in lines { Terminal.tell(printable(line) + "\n") }
    if let help { Terminal.tell("\(paint("help:")) \(printable(help))\n") }
    return code
  }

  /// Prints what an error has to say, and what to do about it where that is known.
  static func stop(_ error: any Error, _ code: ExitCode = wrongInput) -> ExitCode {
    if case AssetError.unknown(let name, let known) = error {
      let near = Suggestions.near(name, among: known).map { "`\($0)`" }
      return stop(
        "no asset is called `\(name)`",
        help: near.isEmpty
          ? "`fpt-script fetch --list` shows the \(known.count) there are: "
            + known.joined(separator: ", ")
          : "did you mean \(near.joined(separator: " or "))?", code)
    }
    if let error = error as? ResultFileError, let advice = ResultFileAdvice.advice(for: error) {
      return stop(advice.message, help: advice.help, code)
    }
    if let error = error as? HubError { return stop(error.message, help: error.help, code) }
    if let error = error as? ResultsAtRisk, let store = error.store {
      return stop(
        "\(error)",
        help: "`\(ImportCommand.text(error.path, into: store))` puts those of today's numerics "
          + "into the store; or name another file with -o", code)
    }
    let isInTheWay = error is ResultsAtRisk || error is UnreadableResults
    return stop(
      "\(error)", help: isInTheWay ? "name another file with -o, or move this one away" : nil, code)
  }

  /// A text that cannot be read; one that is not there is told what is near.
  static func stop(_ error: SourceLoadingError, reading file: String) -> ExitCode {
    let near = error == .notFound ? FileSources().paths(near: file) : []
    return stop("the file \(file) \(error.explanation)", help: NearFiles.question(near))
  }

  /// Prints the source locations of an error in an experiment file, if it has any.
  ///
  /// `sources` are the texts that the experiment's origins point into.
  static func stop(
    _ error: any Error, in sources: [SourceFile], _ code: ExitCode = wrongInput
  ) -> ExitCode {
    guard let error = error as? PlanError else { return stop(error, code) }
    Terminal.tell(
      DiagnosticRenderer(messagesAbout: sources)
        .render(error.diagnosticOfCell))
    return code
  }

  /// Prints something that does not end the command, but should be known.
  static func warn(_ message: String) {
    Terminal.tell(render(Diagnostic(severity: .warning, message: message)))
  }

  /// Prints diagnostics that do not end the command, with their source locations.
  static func warn(_ diagnostics: [Diagnostic], in sources: [SourceFile]) {
    guard !diagnostics.isEmpty else { return }
    Terminal.tell(DiagnosticRenderer(messagesAbout: sources).render(diagnostics))
  }

  /// The exit status for an error of a command, once it is told.
  static func status(reporting error: any Error) -> Int32 {
    if let code = error as? ExitCode { return code.rawValue }
    let text = FPTScriptCommand.fullMessage(for: error)
    if FPTScriptCommand.exitCode(for: error).isSuccess {
      // Help, or the version: what was asked for.
      Terminal.print(text + "\n")
      return 0
    }
    // The parser's own layout: a line `Error: …`, perhaps one `Help: …`, then the usage and where to find more.
    var sentence = FPTScriptCommand.message(for: error)
    if let first = sentence.first, sentence.dropFirst().first?.isLowercase == true {
      sentence = first.lowercased() + sentence.dropFirst()
    }
    if let option = text.split(separator: "\n").first(where: { $0.hasPrefix("Help:") }) {
      sentence += "\n" + option.dropFirst("Help:".count)
    }
    let more = text.split(separator: "\n").last { $0.contains("--help' for more information") }
    let command = more?.split(separator: "'").dropFirst().first
    return stop(sentence, help: command.map { "`\($0)` says what there is" }).rawValue
  }

  private static func render(_ diagnostic: Diagnostic) -> String {
    DiagnosticRenderer(messagesAbout: []).render(diagnostic)
  }

  private static func paint(_ word: String) -> String {
    Terminal.messages.color ? "\u{1B}[1;32m\(word)\u{1B}[0m" : word
  }

  /// Names in a message may come from files that others wrote.
  private static func printable(_ line: String) -> String {
    String(
      String.UnicodeScalarView(
        line.unicodeScalars.filter { $0.properties.generalCategory != .control }))
  }
}
