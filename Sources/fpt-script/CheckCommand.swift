import ArgumentParser
import FPTScript

/// `fpt-script check FILE`: everything short of computing.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Checks an experiment file and computes nothing.")

  @OptionGroup var arguments: ExperimentArguments

  func run() throws {
    let (experiment, _) = try arguments.checked()
    let cells = experiment.runs.reduce(0) { $0 + $1.cells.count }
    let runs = experiment.runs.count == 1 ? "1 run" : "\(experiment.runs.count) runs"
    let profile = experiment.profile.map { ", profile \($0)" } ?? ""
    Terminal.print(
      "\(arguments.file): nothing wrong; \(runs), \(cells) cells\(profile)\n")
  }
}
