import ArgumentParser
import FPTScript

/// `fpt-script check FILE`: everything short of computing.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Checks an experiment file and computes nothing.")

  @OptionGroup var arguments: ExperimentArguments

  @Flag(help: "Prints JSON: every finding with its places.")
  var json = false

  func run() throws {
    if json { return try printJSON() }
    let (experiment, _) = try arguments.checked()
    let cells = experiment.runs.reduce(0) { $0 + $1.cells.count }
    let runs = experiment.runs.count == 1 ? "1 run" : "\(experiment.runs.count) runs"
    let profile = experiment.profile.map { ", profile \($0)" } ?? ""
    Terminal.print(
      "\(arguments.file): nothing wrong; \(runs), \(cells) cells\(profile)\n")
  }

  private func printJSON() throws {
    let result = try arguments.changes.check(arguments.file)
    let findings = PlacedDiagnostic.all(result.diagnostics, sources: result.sources)
    try JSONOutput.print(findings)
    if result.experiment == nil { throw Failure.wrongInput }
  }
}
