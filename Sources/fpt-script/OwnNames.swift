import FPTResults
import FPTRun
import Foundation

/// Names that tell who works here, or who made a file.
enum OwnNames {
  /// Who works here, and where.
  static var here: [String] {
    let environment = ProcessInfo.processInfo.environment
    return [
      NSUserName(), NSFullUserName(), ProcessInfo.processInfo.hostName,
      environment["GIT_AUTHOR_NAME"], environment["GIT_AUTHOR_EMAIL"],
    ].compactMap { $0 }.filter { !common.contains($0) }
  }

  /// The hosts that a results file was made on.
  static func of(_ file: String) throws -> [String] {
    let attributes = try ResultFile.attributes(file, of: [ResultFormat.provenanceGroup], in: [])
    let host = attributes.first?.flatMap { $0 }?.first { $0.name == "host" }?.value.text
    return [host].compactMap { $0 }.filter { !common.contains($0) }
  }

  /// Names that many machines and users have, and that are words besides.
  private static let common: Set<String> = [
    "root", "localhost", "user", "admin", "unknown", "host",
  ]
}
