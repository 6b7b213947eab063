/// What a code means, with a file that has the fault and the same file without it.
package struct DiagnosticExplanation: Sendable, Hashable {
  package var code: DiagnosticCode
  /// One or two sentences.
  package var text: String
  /// A piece of a file that gives this finding; nil where it takes too much to show.
  package var failing: String?
  package var mended: String?
  /// Files that the examples use.
  package var files: [String: String]
  /// The profile asked for on the command line, where that is the fault.
  package var profile: String?

  init(
    _ code: DiagnosticCode, _ text: String, failing: String? = nil, mended: String? = nil,
    files: [String: String] = [:], profile: String? = nil
  ) {
    self.code = code
    self.text = text
    self.failing = failing
    self.mended = mended
    self.files = files
    self.profile = profile
  }

  /// Stands before an example that declares no experiment of its own.
  package static let preamble = "experiment example { fpt: 1 }\n"

  /// The explanation of a code, as `fpt-script explain FPT0031` prints it, ended by a line break.
  package var rendered: String {
    var result = "\(code)\n\n\(text)\n"
    if let failing { result += "\nThis file has the fault:\n\n\(indented(failing))\n" }
    if let mended { result += "\nThis one does not:\n\n\(indented(mended))\n" }
    return result
  }

  private func indented(_ example: String) -> String {
    example.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n")
  }
}

extension DiagnosticCode {
  /// What the code means, with examples.
  package var explanation: DiagnosticExplanation? {
    DiagnosticExplanation.all.first { $0.code == self }
  }
}

extension DiagnosticExplanation {
  /// One for every code, in the order of their numbers.
  package static let all: [DiagnosticExplanation] =
    grammarExplanations + nameExplanations + valueExplanations + experimentExplanations
}
