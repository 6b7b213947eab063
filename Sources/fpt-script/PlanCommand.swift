import ArgumentParser
import FPTLib
import FPTRun
import Foundation

/// `fpt-script plan FILE`: every cell and what is left to do for it, before any compute.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Says for every cell what is left to do; computes nothing.",
    discussion: """
      Exit status: 0, or 1 where data or weights of some cell are missing, or 2 where the file or \
      the arguments are wrong.
      """)

  @OptionGroup var arguments: ExperimentArguments

  @Option(help: "The folder of the store of cells.")
  var store: String = "results/cells"

  @Flag(help: "Prints JSON.")
  var json = false

  func run() throws {
    let (result, experiment) = try arguments.changes.experiment(of: arguments.file)
    let report: PlanReport
    do {
      let assets = try AssetStore(environment: ProcessInfo.processInfo.environment)
      var runner = ExperimentRunner(
        options: RunOptions(
          store: store, output: "", threads: 1, baseFolder: arguments.folder), assets: assets)
      report = try PlanReport(
        runner.plan(experiment), store: store, assets: assets, baseFolder: arguments.folder,
        sources: result.sources)
    } catch {
      throw Failure.stop("\(error)")
    }
    if json {
      try JSONOutput.print(
        Output(
          experiment: experiment.name, profile: experiment.profile,
          cells: report.rows.map(Output.Cell.init), toCompute: report.toCompute,
          seconds: report.seconds))
    } else {
      let profile = experiment.profile.map { " (profile \($0))" } ?? ""
      Terminal.print("\(experiment.name)\(profile), store \(store)\n\n\(report.text)")
    }
    if report.hasUnavailable { throw ExitCode(1) }
  }

  private struct Output: Encodable {
    var experiment: String
    var profile: String?
    var cells: [Cell]
    var toCompute: Int
    var seconds: Double?

    struct Cell: Encodable {
      var run: String
      var point: [String: String]
      var hash: String?
      var state: String
      var reason: String
      var steps: Int
      var seconds: Double?
      var bytes: Int?

      init(_ row: PlanReport.Row) {
        run = row.run
        point = Dictionary(zip(row.axes, row.labels), uniquingKeysWith: { first, _ in first })
        (hash, state, reason) = (row.hash, row.state, row.reason)
        (steps, seconds, bytes) = (row.steps, row.seconds, row.bytes)
      }
    }

    enum CodingKeys: String, CodingKey {
      case experiment, profile, cells, seconds
      case toCompute = "to_compute"
    }
  }
}
