import ArgumentParser
import FPTCatalog
import FPTRun
import FPTScript

/// The command line's changes to an experiment file.
struct ExperimentChanges: ParsableArguments {
  @Option(
    help: "The profile to run; by default the first one the file declares.",
    completion: Completions.profiles)
  var profile: String?

  @Option(
    name: .customLong("set"), help: ArgumentHelp("Changes a value.", valueName: "path=value"),
    completion: Completions.paths)
  var changes: [String] = []

  @Option(
    parsing: .unconditional,
    help: "Runs one seed, a whole number from 0: short for --set 'seed=[N]'.")
  var seed: UInt64?

  /// The overrides in the order in which they apply.
  func overrides() throws -> [Override] {
    var overrides = try changes.map { change in
      guard let equals = change.firstIndex(of: "="), equals != change.startIndex else {
        throw Failure.stop(
          "--set needs PATH=VALUE, such as --set train.steps=50; found `\(change)`")
      }
      return Override(
        path: String(change[..<equals]),
        expression: String(change[change.index(after: equals)...]))
    }
    if let seed { overrides.append(Override(path: "seed", expression: "[\(seed)]")) }
    return overrides
  }

  /// Checks a file with these changes.
  func check(
    _ file: String, loader: some SourceLoader = FileSources()
  ) throws -> CheckResult {
    FPTScript.check(
      path: file, loader: loader, schema: .current, profile: profile,
      overrides: try overrides(),
      readsReferences: true)
  }

  /// Checks a file, prints every diagnostic, and stops where there is an error.
  func experiment(
    of file: String, loader: some SourceLoader = FileSources()
  ) throws -> (result: CheckResult, experiment: ResolvedExperiment) {
    let result = try check(file, loader: loader)
    let renderer = DiagnosticRenderer(messagesAbout: result.sources)
    if !result.diagnostics.isEmpty { Terminal.tell(renderer.render(result.diagnostics)) }
    guard let experiment = result.experiment else { throw Failure.wrongInput }
    return (result, experiment)
  }
}
