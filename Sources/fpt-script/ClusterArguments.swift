import ArgumentParser
import FPTLib
import FPTRun
import FPTScript
import Foundation

/// Where the tasks of a cluster keep their cells and what they say.
struct ClusterArguments: ParsableArguments {
  @Option(help: "The folder of the store of cells, which all machines share.")
  var store: String = StoreFolder.standard

  @Option(help: "The folder of what the tasks say; by default `slurm` in the store.")
  var logs: String?

  var absoluteLogs: String {
    let folder = logs ?? "\(store)/slurm"
    return folder.hasPrefix("/") ? folder : "\(FileManager.default.currentDirectoryPath)/\(folder)"
  }

  var logWords: [String] { logs.map { ["--logs", $0] } ?? [] }

  /// What plans the cells of an experiment in a folder and deals them out; it computes nothing.
  func planner(in folder: String, _ assets: AssetStore) -> ExperimentRunner {
    ExperimentRunner(
      options: RunOptions(store: store, output: "", threads: 1, baseFolder: folder),
      assets: assets)
  }

  /// The name of an experiment's logs and jobs: of its profile too, and of no character that Slurm reads.
  static func name(of experiment: ResolvedExperiment) -> String {
    let name = experiment.name + (experiment.profile.map { ".\($0)" } ?? "")
    return String(
      name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" })
  }
}
