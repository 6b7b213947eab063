import FPTEngine
import FPTLib
import FPTResults
import Foundation

/// The arrays of tasks that compute a plan, with what each task needs.
package struct SlurmPlan: Sendable {
  /// One array: the tasks of one stage of a partition.
  package struct Stage: Sendable, Hashable {
    /// From 1.
    package var number: Int
    /// Cells of the stage, counted once where several runs have them.
    package var cells: Int
    /// Tasks of the whole stage, and those that have something left to compute, from 1.
    package var count: Int
    package var indices: [Int]
    package var digest: String
    /// Expected peak memory of the largest task, in bytes.
    package var expectedMemory: Int
    /// `--mem`: that with its margin, in megabytes of 1,048,576 bytes.
    package var megabytes: Int
    /// Expected seconds of the longest task, from measured ones; nil where there are none.
    package var seconds: Double?
    /// Seconds that a task needs to wind up.
    package var lead: Int
    /// The task with most operations among ``indices``.
    package var largest: Int
  }

  /// Those with something left to compute.
  package let stages: [Stage]
  /// Stages of the whole partition.
  package let stageCount: Int
  /// Cells that nothing is known of, since data or weights are missing, with the reason of the first.
  package let unavailable: (count: Int, reason: String)?
  /// Megabytes for the job that collects the results.
  package let mergeMegabytes: Int

  package init(
    _ plan: ExperimentPlan, _ partition: CellPartition, store: String, assets: AssetStore,
    baseFolder: String, settings: SlurmSettings
  ) throws {
    let earlier = try EarlierCells(CellStore(folder: store))
    // A machine of the cluster is another one; its rate is nobody's guess.
    var estimator = CostEstimator(
      of: plan.experiment, assets: assets, baseFolder: baseFolder, threads: settings.threads,
      checkpointInterval: 0, rate: ProductRate(operationsPerSecond: 1))
    var costs: [Int: CostEstimate] = [:]
    for (index, cell) in plan.cells.enumerated() where !cell.status.isStored {
      guard let json = cell.identity?.configuration,
        let configuration = CellConfiguration(json: json)
      else { continue }
      costs[index] = try? estimator.estimate(
        cell.resolved, pace: earlier.pace(like: configuration))
    }
    // Cells that none is like take as long for an operation as the slowest that was measured.
    let pace = costs.values.filter { $0.timeSource == .earlierCells && $0.operations > 0 }
      .map { $0.seconds / $0.operations }.max()
    func seconds(_ index: Int) -> Double? {
      guard let cost = costs[index] else { return 0 }
      let cell = plan.cells[index]
      let whole =
        cost.timeSource == .earlierCells ? cost.seconds : pace.map { $0 * cost.operations }
      return whole.map { $0 * cell.status.remaining(of: cell.steps) }
    }
    stageCount = partition.stages.count
    stages = partition.stages.indices.compactMap { index in
      let works = partition.stages[index]
      let count = min(
        settings.tasks ?? works.count, works.count, max(1, settings.maximumArraySize - 1))
      let tasks = partition.tasks(ofStage: index, count: count)
      let open = tasks.indices.filter { task in
        tasks[task].contains { $0.cells.contains { costs[$0] != nil } }
      }
      guard !open.isEmpty else { return nil }
      let cells = open.flatMap { tasks[$0].flatMap { $0.cells.prefix(1) } }
      let memory = cells.compactMap { costs[$0]?.memory.peak }.max() ?? 0
      let checkpoint = cells.compactMap { costs[$0]?.checkpointBytes }.max() ?? 0
      let times = open.map { task -> Double? in
        tasks[task].reduce(0.0) { sum, work in
          guard let sum, let more = seconds(work.cells[0]) else { return nil }
          return sum + more
        }
      }
      let step = cells.compactMap { cell -> Double? in
        guard let cost = costs[cell], cost.timeSource == .earlierCells else { return nil }
        return cost.seconds / Double(max(1, plan.cells[cell].steps))
      }.max()
      let needed =
        (1 + SlurmSettings.memoryMargin) * Double(memory) + Double(SlurmSettings.memoryBase)
      return Stage(
        number: index + 1, cells: works.count, count: count, indices: open.map { $0 + 1 },
        digest: partition.digest(ofStage: index, count: count), expectedMemory: memory,
        megabytes: Int((needed / 1_048_576 / 50).rounded(.up)) * 50,
        seconds: times.contains { $0 == nil } ? nil : times.compactMap(\.self).max(),
        lead: settings.lead ?? Self.lead(checkpointBytes: checkpoint, step: step ?? 0),
        largest: (open.max { Self.load(tasks[$0]) < Self.load(tasks[$1]) } ?? 0) + 1)
    }
    let lacking = plan.cells.filter { $0.identity == nil }
    unavailable = lacking.first.map { cell in
      let reason = if case .unavailable(let text) = cell.status { text } else { "unknown" }
      return (lacking.count, reason)
    }
    let bytes = costs.values.reduce(0) { $0 + $1.cellBytes }
    mergeMegabytes = 512 + 4 * (bytes / 1_048_576)
  }

  /// A minute, the slower of a checkpoint at 20 MB/s and a step, in tens of seconds.
  private static func lead(checkpointBytes: Int, step: Double) -> Int {
    60 + Int(((Double(checkpointBytes) / 20e6 + step) / 10).rounded(.up)) * 10
  }

  private static func load(_ task: [CellPartition.Work]) -> Int {
    task.reduce(0) { $0 + $1.operations }
  }
}

extension SlurmPlan.Stage {
  /// The time limit of a task, with its margin, in whole five minutes; nil where nothing was measured.
  package var time: ClockTime? {
    seconds.map { seconds in
      let whole = seconds * (1 + SlurmSettings.timeMargin) + SlurmSettings.timeBase + Double(lead)
      return ClockTime(seconds: (whole / 300).rounded(.up) * 300)
    }
  }

  /// The indices as `--array` has them: `1-5,8,10-12`.
  package var ranges: String {
    var ranges: [(first: Int, last: Int)] = []
    for index in indices {
      if let last = ranges.last, last.last + 1 == index {
        ranges[ranges.count - 1].last = index
      } else {
        ranges.append((index, index))
      }
    }
    return ranges.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)" }
      .joined(separator: ",")
  }
}
