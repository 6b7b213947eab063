import ArgumentParser
import FPTLib
import FPTReport
import FPTRun
import Foundation

/// `fpt-script plan FILE`: every cell and what is left to do for it, before any compute.
struct PlanCommand: ListedCommand {
  static let section = CommandSection.experiments
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Says for every cell what is left to do; computes nothing.",
    discussion: """
      Exit status: 0, or 1 where data or weights of some cell are missing, or 2 where the file or \
      the arguments are wrong.
      """)

  @OptionGroup var arguments: ExperimentArguments

  @Option(help: "The folder of the store of cells.")
  var store: String = StoreFolder.standard

  @OptionGroup var threading: ThreadArguments

  @Flag(help: "Prints JSON.")
  var json = false

  func run() throws {
    let (result, experiment) = try arguments.changes.experiment(of: arguments.file)
    let output = try arguments.defaultOutput(of: experiment)
    if let trouble = RunOptions.nameTrouble(ofOutput: output) {
      throw Failure.stop(trouble.message, help: trouble.help)
    }
    let report: PlanReport
    let order: [CellOrderInPlan]
    let elsewhere: Int
    do {
      let assets = try AssetStore(environment: Executable.environment)
      let threads = threading.threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount)
      var runner = ExperimentRunner(
        options: RunOptions(
          store: store, output: output, threads: 1, baseFolder: arguments.folder), assets: assets)
      let plan = try runner.plan(experiment)
      Failure.warn(plan.warnings, in: result.sources)
      order = CellOrderInPlan.all(of: plan, runner.partition(of: plan))
      report = try PlanReport(
        plan, store: store, assets: assets, baseFolder: arguments.folder, sources: result.sources,
        data: runner.dataReports(of: plan), threads: threads,
        hasResults: Self.hasResults(experiment.name))
      do {
        elsewhere = try runner.finishedInResultsAlone(of: plan)
      } catch let error as UnreadableResults {
        Failure.warn("\(error)")
        elsewhere = 0
      }
    } catch {
      throw Failure.stop(error, in: result.sources)
    }
    if json {
      try JSONOutput.print(
        Output(
          experiment: experiment.name, profile: experiment.profile,
          cells: zip(report.rows, order).map(Output.Cell.init), toCompute: report.toCompute,
          seconds: report.seconds, expected: ExpectedCost(report.total), data: report.data,
          finishedInResultsAlone: elsewhere))
    } else {
      let profile = experiment.profile.map { " (profile \($0))" } ?? ""
      // Names of classes are the data's.
      let cells = report.rows.isEmpty ? "nothing to compute: no run has a cell\n" : report.text
      let text = "\(experiment.name)\(profile), store \(store)\n\n\(cells)"
      Terminal.print(text.visibleLines)
      if let advice = ImportCommand.advice(elsewhere, in: output, missingIn: store) {
        Terminal.print("\n\(advice)\n")
      }
    }
    if report.hasUnavailable { throw ExitCode(1) }
  }

  /// Whether there are results of an experiment, of any profile and with any changes.
  private static func hasResults(_ experiment: String) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "results")) ?? []
    return names.contains { name in
      guard name.hasPrefix(experiment), name.hasSuffix(".h5") else { return false }
      return [".", "+"].contains(name.dropFirst(experiment.count).first)
    }
  }

  private struct Output: Encodable {
    var experiment: String
    var profile: String?
    var cells: [Cell]
    var toCompute: Int
    var seconds: Double?
    var expected: ExpectedCost
    var data: [DataReport]
    /// Cells that the results file has and the store has not.
    var finishedInResultsAlone: Int

    struct Cell: Encodable {
      var run: String
      /// Cells of a stage need cells of earlier ones alone.
      var stage: Int
      /// Hashes of the cells whose weights this one begins with.
      var needs: [String]
      var point: [String: String]
      var hash: String?
      var state: String
      var reason: String
      var steps: Int
      var seconds: Double?
      var secondsFrom: String?
      var bytes: Int?
      var trained: Int?
      var trainedAsInPaper: Int?
      var parameters: Int?
      var operations: Double?
      var memory: [String: Int]?
      var diskBytes: Int?
      var checkpointBytes: Int?

      init(_ row: PlanReport.Row, _ order: CellOrderInPlan) {
        run = row.run
        (stage, needs) = (order.stage, order.needs)
        point = Dictionary(zip(row.axes, row.labels), uniquingKeysWith: { first, _ in first })
        (hash, state, reason) = (row.hash, row.state, row.reason)
        (steps, seconds, bytes) = (row.steps, row.seconds, row.bytes)
        guard let cost = row.cost else { return }
        secondsFrom = cost.timeSource.rawValue
        (trained, trainedAsInPaper) = (cost.trained, cost.trainedAsInPaper)
        (parameters, operations) = (cost.total, cost.operations)
        memory = Dictionary(
          cost.memory.parts.map { ($0.name, $0.bytes) }, uniquingKeysWith: { first, _ in first })
        (diskBytes, checkpointBytes) = (cost.cellBytes, cost.checkpointBytes)
      }

      enum CodingKeys: String, CodingKey {
        case run, stage, needs, point, hash, state, reason, steps, seconds, bytes, trained,
          parameters
        case operations, memory
        case secondsFrom = "seconds_from"
        case trainedAsInPaper = "trained_as_in_paper"
        case diskBytes = "disk_bytes"
        case checkpointBytes = "checkpoint_bytes"
      }
    }

    enum CodingKeys: String, CodingKey {
      case experiment, profile, cells, seconds, expected, data
      case toCompute = "to_compute"
      case finishedInResultsAlone = "finished_in_results_alone"
    }
  }
}
