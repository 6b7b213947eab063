import ArgumentParser
import FPTRun
import FPTScript

/// An experiment file and what the command line changes in it.
struct ExperimentArguments: ParsableArguments {
  @Argument(help: "The experiment file.", completion: .file(extensions: ["fpt"]))
  var file: String

  @Option(help: "The profile to run; by default the first one the file declares.")
  var profile: String?

  @Option(
    name: .customLong("set"), help: ArgumentHelp("Changes a value.", valueName: "path=value"))
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

  /// The folder of the experiment file.
  var folder: String {
    file.lastIndex(of: "/").map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? "."
  }

  /// Checks the file, prints every finding, and stops where there is an error.
  func checked() throws -> (experiment: ResolvedExperiment, isDefaultProfile: Bool) {
    let overrides = try overrides()
    let result = check(
      path: file, loader: FileSources(), profile: profile, overrides: overrides)
    let renderer = DiagnosticRenderer(
      sources: result.sources, isColoured: Terminal.messages.colour)
    if !result.diagnostics.isEmpty { Terminal.tell(renderer.render(result.diagnostics)) }
    guard let experiment = result.experiment else { throw Failure.wrongInput }
    guard let profile, profile == experiment.profile else { return (experiment, true) }
    // The same plan under its default name, if the profile asked for is the default anyway.
    let plain = check(path: file, loader: FileSources(), overrides: overrides)
    return (experiment, plain.experiment?.profile == profile)
  }
}
