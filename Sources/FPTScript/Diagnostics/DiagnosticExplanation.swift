/// The meaning of a code, with a file that has the fault and the same file without it.
package struct DiagnosticExplanation: Sendable, Hashable {
  /// One or two sentences.
  package var text: String
  /// A piece of a file with this diagnostic; nil if it would be too long to show.
  package var failing: String?
  package var mended: String?
  /// Files that the examples use.
  package var files: [String: String]
  /// The profile asked for on the command line, where that is the fault.
  package var profile: String?

  /// Stands before an example that declares no experiment of its own.
  package static let preamble = "experiment example { fpt: 1 }\n"

  /// Text and examples, ended by a line break.
  var rendered: String {
    var result = "\(text)\n"
    if let failing { result += "\nThis file has the fault:\n\n\(indented(failing))\n" }
    if let mended { result += "\nThis one does not:\n\n\(indented(mended))\n" }
    return result
  }

  private func indented(_ example: String) -> String {
    example.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n")
  }
}
