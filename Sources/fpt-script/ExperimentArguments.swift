import ArgumentParser
import FPTCatalog
import FPTRun
import FPTScript

/// An experiment file and what the command line changes in it.
struct ExperimentArguments: ParsableArguments {
  @Argument(help: "The experiment file.", completion: .file(extensions: ["fpt"]))
  var file: String

  @OptionGroup var changes: ExperimentChanges

  /// The overrides in the order in which they apply.
  func overrides() throws -> [Override] { try changes.overrides() }

  /// The folder of the experiment file.
  var folder: String { Self.folder(of: file) }

  static func folder(of file: String) -> String {
    file.lastIndex(of: "/").map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? "."
  }

  /// Checks the file, prints every diagnostic, and stops where there is an error.
  func checked() throws -> (experiment: ResolvedExperiment, isDefaultProfile: Bool) {
    let (_, experiment) = try changes.experiment(of: file)
    return (experiment, try hasDefaultProfile(experiment))
  }

  /// The results file of the experiment where no other is asked for.
  func defaultOutput(of experiment: ResolvedExperiment) throws -> String {
    RunOptions.defaultOutput(
      experiment: experiment.name, profile: experiment.profile,
      isDefaultProfile: try hasDefaultProfile(experiment), overrides: try overrides())
  }

  /// Whether the profile asked for is the default anyway, so that results have their plain name.
  func hasDefaultProfile(_ experiment: ResolvedExperiment) throws -> Bool {
    guard let profile = changes.profile, profile == experiment.profile else { return true }
    let plain = check(
      path: file, loader: FileSources(), schema: .current, overrides: try overrides())
    return plain.experiment?.profile == profile
  }
}
