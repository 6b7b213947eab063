import ArgumentParser
import FPTCatalog
import FPTLib
import FPTRun
import FPTScript
import Foundation

/// `fpt-script status FILE`: how far the cells of an experiment are, on this machine or a cluster.
struct StatusCommand: ListedCommand {
  static let section = CommandSection.clusters
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Says how far each cell is: done, running, waiting, failed or not submitted.",
    discussion: """
      From the store, which is enough for runs without a cluster, and from `squeue` where there is one. \
      Exit status: 0, or 1 where a cell failed or is unavailable.
      """)

  @OptionGroup var arguments: ExperimentArguments
  @OptionGroup var cluster: ClusterArguments

  @Flag(help: "Says it again every ten seconds, until nothing runs or waits.")
  var watch = false

  @Flag(help: "Lists each cell that waits or was not submitted, where many have one line.")
  var all = false

  @Flag(help: "Prints JSON.")
  var json = false

  func run() throws {
    while true {
      let status = try read()
      if json {
        try JSONOutput.print(status)
      } else {
        if watch, Terminal.output.isLive { Terminal.print("\u{1B}[H\u{1B}[2J") }
        Terminal.print(status.text(listsAll: all))
      }
      guard watch, status.hasOpen else {
        let isWhole = !status.cells.contains { $0.state == .failed || $0.state == .unavailable }
        if !isWhole { throw Failure.incomplete }
        return
      }
      Thread.sleep(forTimeInterval: 10)
    }
  }

  private func read() throws -> ClusterStatus {
    let (_, experiment) = try arguments.changes.experiment(of: arguments.file)
    let found = try ClusterPlan(experiment, cluster)
    do {
      let assets = try AssetStore(environment: Executable.environment)
      var runner = cluster.planner(in: arguments.folder, assets)
      let plan = try runner.plan(experiment)
      let report = try PlanReport(
        plan, store: cluster.store, assets: assets, baseFolder: arguments.folder,
        sources: experiment.sources)
      var seconds: [Int: Double] = [:]
      for (index, row) in report.rows.enumerated() { seconds[index] = row.seconds }
      var source = ClusterStatus.Source(
        store: CellStore(folder: cluster.store), logs: cluster.absoluteLogs,
        name: ClusterArguments.name(of: experiment), record: found.record, queue: found.queue,
        threads: 1)
      if !plan.cells.allSatisfy(\.status.isStored) { source.ended = found.ended() }
      var status = try ClusterStatus(plan, runner.partition(of: plan), source, seconds: seconds)
      status.trouble = found.trouble
      return status
    } catch {
      throw Failure.stop(error, in: experiment.sources)
    }
  }
}
