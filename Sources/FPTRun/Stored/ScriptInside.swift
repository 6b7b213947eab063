import FPTCatalog
import FPTLib
import FPTResults
import FPTScript

extension ResultsDocument {
  /// The experiment that the script inside declares, under its profile and overrides.
  ///
  /// `path` is that of the file, for messages.
  ///
  /// - Throws: `UnusableScript` where this version does not understand it.
  func experiment(in path: String) throws(UnusableScript) -> ResolvedExperiment {
    guard let main = sources.first else { throw UnusableScript(path: path, reason: "it has none") }
    let files = Dictionary(
      (sources + references).map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
    let result = check(
      path: main.name, loader: InMemorySources(files), schema: .current,
      profile: profile.isEmpty ? nil : profile,
      overrides: overrides.compactMap(Override.init(assignment:)))
    if let experiment = result.experiment { return experiment }
    let first = result.diagnostics.first { $0.severity == .error }?.message
    throw UnusableScript(path: path, reason: first ?? "it has errors")
  }
}

extension StoredResults {
  /// The experiment that the script inside declares, under its profile and overrides.
  ///
  /// - Throws: `UnusableScript` where this version does not understand it.
  package func experiment() throws(UnusableScript) -> ResolvedExperiment {
    try document.experiment(in: path)
  }

  /// The published values inside, by the names that tables give them.
  ///
  /// - Throws: `UnreadableReference` for one that breaks the rules of such files.
  package func published() throws(UnreadableReference) -> [String: PublishedValues] {
    var values: [String: PublishedValues] = [:]
    for file in references {
      do throws(PublishedValuesError) {
        values[file.name] = try PublishedValues(csv: file.text)
      } catch {
        throw UnreadableReference(file: "\(path), \(file.name)", reason: "\(error)")
      }
    }
    return values
  }
}

/// A results file whose script cannot be used.
package struct UnusableScript: Error, Sendable, CustomStringConvertible {
  package var path: String
  package var reason: String
  package var description: String {
    "\(path): the script inside cannot be used by this version: \(reason)"
  }
}
