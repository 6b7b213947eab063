import FPTCatalog
import Foundation
import Testing

@testable import FPTScript

/// Files of the repository, found from this one.
enum Repository {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// Every `.fpt` file that is shipped, in the order of their paths.
  static func experimentFiles() throws -> [String] {
    let folder = root.appendingPathComponent("experiments")
    let names = FileManager.default.enumerator(atPath: folder.path)?.allObjects ?? []
    return names.compactMap { $0 as? String }.filter { $0.hasSuffix(".fpt") }.sorted()
      .map { "experiments/" + $0 }
  }

  static func fixture(_ name: String) throws -> String {
    try text("Tests/Fixtures/language/\(name)")
  }
}

/// Reads files from the repository.
struct RepositoryLoader: SourceLoader {
  func text(at path: String) throws(SourceLoadingError) -> String {
    do {
      return try Repository.text(path)
    } catch {
      throw .notFound
    }
  }
}

/// Checks one text, with an experiment before it unless it declares one.
func checked(
  _ text: String, files: [String: String] = [:], profile: String? = nil,
  set overrides: [(String, String)] = []
) -> CheckResult {
  let whole = text.contains("experiment") ? text : DiagnosticExplanation.preamble + text
  let loader = InMemorySources(files.merging(["main.fpt": whole]) { first, _ in first })
  return check(
    path: "main.fpt", loader: loader, schema: .current, profile: profile,
    overrides: overrides.map { Override(path: $0.0, expression: $0.1) }, readsReferences: true)
}

extension CheckResult {
  var codes: [DiagnosticCode?] { diagnostics.map(\.code) }
  var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
  var rendered: String { DiagnosticRenderer(sources: sources).render(diagnostics) }
}
