import FPTResults
import Foundation

/// How far an experiment is on a cluster: each cell from the store, and from the scheduler's queue where there is one.
package struct ClusterStatus: Sendable, Encodable {
  package enum State: String, Sendable, Hashable, Encodable, CaseIterable {
    case done, diverged, running, waiting, failed, unavailable
    case notSubmitted = "not submitted"

    /// Whether something is still to happen by itself.
    package var isOpen: Bool { self == .running || self == .waiting }
  }

  package struct Cell: Sendable, Hashable, Encodable {
    package var name: String
    package var hash: String?
    package var state: State
    package var step: Int?
    package var steps: Int
    /// Where it is computed.
    package var host: String?
    /// The scheduler's name of its task, such as `1234_5`.
    package var job: String?
    /// Seconds to its end at the pace so far.
    package var secondsLeft: Double?
    /// Why it waits, or the last lines of what failed.
    package var reason: String?

    enum CodingKeys: String, CodingKey {
      case name, hash, state, step, steps, host, job, reason
      case secondsLeft = "seconds_left"
    }
  }

  package private(set) var cells: [Cell] = []
  /// Hours of cores that stored cells and those in the making took so far, and that the rest is expected to take; nil where nothing is
  /// known of some cell's time.
  package private(set) var coreHoursSpent = 0.0
  package private(set) var coreHoursExpected: Double?
  /// Jobs of the record that are in the queue, in the order in which they were submitted.
  package private(set) var jobs: [String] = []
  /// Why the queue could not be asked; nil where it was, or where there is none.
  package var trouble: String?

  enum CodingKeys: String, CodingKey {
    case cells, jobs, trouble
    case coreHoursSpent = "core_hours_spent"
    case coreHoursExpected = "core_hours_expected"
  }

  /// Where the state of things is read from.
  package struct Source {
    package var store: CellStore
    package var logs: String
    /// The experiment, by the name that its logs have.
    package var name: String
    package var record: SlurmRecord
    package var queue: [QueuedTask]
    package var threads: Int
    /// The states of tasks that have left the queue, where accounts are kept.
    package var ended: [String: String] = [:]

    package init(
      store: CellStore, logs: String, name: String, record: SlurmRecord, queue: [QueuedTask],
      threads: Int
    ) {
      (self.store, self.logs, self.name) = (store, logs, name)
      (self.record, self.queue, self.threads) = (record, queue, threads)
    }
  }

  /// Reads the states of a plan's cells; `seconds` are expected ones of what is left of each cell.
  ///
  /// - Throws: `ResultFileError` where the store cannot be read.
  package init(
    _ plan: ExperimentPlan, _ partition: CellPartition, _ source: Source, seconds: [Int: Double]
  ) throws {
    let queue = Dictionary(source.queue.map { ($0.identifier, $0) }, uniquingKeysWith: { $1 })
    let tasks = Self.tasks(of: plan, partition, source.record)
    jobs = source.record.jobs.map(\.identifier).filter { job in
      source.queue.contains { $0.identifier == job || $0.identifier.hasPrefix(job + "_") }
    }
    let now = source.store.clock()
    var expected: Double? = 0
    var counted: Set<String> = []
    for (index, planned) in plan.cells.enumerated() {
      var cell = Cell(
        name: planned.name, hash: planned.identity?.hash, state: .notSubmitted, steps: planned.steps
      )
      let running = try planned.identity.flatMap { try source.store.running($0.hash, now: now) }
      cell.describe(planned.status)
      if cell.state != .done, cell.state != .diverged {
        if let running, running.isAlive {
          cell.run(running, queue)
        } else {
          cell.place(tasks[index] ?? [], queue, source)
        }
      }
      cells.append(cell)
      guard let hash = cell.hash, counted.insert(hash).inserted else { continue }
      let threads = Double(source.record.jobs.last { $0.stage != nil }?.threads ?? source.threads)
      let stored = (try? source.store.summary(hash))?.seconds ?? 0
      let since = cell.state == .running ? running?.progress?.seconds ?? 0 : 0
      // A checkpoint has the seconds before it, and the process those since it went on.
      coreHoursSpent += max(stored, since) * threads / 3_600
      if cell.state != .done, cell.state != .diverged, cell.state != .unavailable {
        let left = cell.secondsLeft ?? seconds[index]
        expected = expected.flatMap { sum in left.map { sum + $0 * threads / 3_600 } }
      }
    }
    coreHoursExpected = expected
    nameMissingWeights(in: plan)
  }

  /// A cell that a task left undone for want of another cell's weights is unavailable; that other cell is what failed.
  private mutating func nameMissingWeights(in plan: ExperimentPlan) {
    var states: [String: State] = [:]
    for cell in cells { if let hash = cell.hash { states[hash] = cell.state } }
    for (index, planned) in plan.cells.enumerated()
    where cells[index].state == .failed && cells[index].step == nil {
      guard
        let missing = planned.needs.first(where: {
          states[$0.hash].map { $0 != .done && $0 != .diverged } ?? true
        })
      else { continue }
      cells[index].state = .unavailable
      cells[index].reason = "needs the weights of \(missing.reference)"
    }
  }

  /// The tasks that a cell of the plan was given to, the last submission first.
  private static func tasks(
    of plan: ExperimentPlan, _ partition: CellPartition, _ record: SlurmRecord
  ) -> [Int: [String]] {
    var tasks: [Int: [String]] = [:]
    for job in record.jobs.reversed() {
      guard let stage = job.stage, partition.stages.indices.contains(stage - 1),
        job.count <= 1_000_000,
        partition.digest(ofStage: stage - 1, count: job.count) == job.digest
      else { continue }
      for (task, works) in partition.tasks(ofStage: stage - 1, count: job.count).enumerated() {
        for cell in works.flatMap(\.cells) {
          tasks[cell, default: []].append("\(job.identifier)_\(task + 1)")
        }
      }
    }
    return tasks
  }
}

extension ClusterStatus.Cell {
  fileprivate mutating func describe(_ status: PlannedCell.Status) {
    switch status {
    case .done: (state, step) = (.done, steps)
    case .diverged: state = .diverged
    case .unavailable(let text): (state, reason) = (.unavailable, text)
    case .failedEarlier(let text): (state, reason) = (.failed, text)
    case .damaged(let text): (state, reason) = (.failed, text)
    case .resume(let last): step = last
    case .measures(let names): (step, reason) = (steps, "lacks " + names.joined(separator: ", "))
    case .again(let text): reason = text
    case .new: break
    }
  }

  fileprivate mutating func run(_ running: RunningCell, _ queue: [String: QueuedTask]) {
    state = .running
    reason = nil
    job = running.progress?.job
    // Several nodes may be one machine.
    host = job.flatMap { queue[$0]?.node } ?? running.host
    step = running.progress?.step ?? step
    secondsLeft = running.progress?.secondsLeft
  }

  /// The state of a cell that no process computes, from the tasks that have it.
  fileprivate mutating func place(
    _ tasks: [String], _ queue: [String: QueuedTask], _ source: ClusterStatus.Source
  ) {
    for task in tasks {
      guard let queued = queue[task] else { continue }
      (state, job) = (.waiting, task)
      if queued.waits {
        reason = queued.reason
      } else {
        // Its task computes another of its cells, or has just begun.
        (host, reason) = (queued.node, "its task runs")
      }
      return
    }
    guard let last = tasks.first, state == .notSubmitted else { return }
    let end = source.ended[last]
    // Its task was there, and has ended without it. What the queue does not tell, the log may.
    let lines = ClusterStatus.lastLines("\(source.logs)/\(source.name).\(last).log")
    guard let lines else { return }
    // It was asked to end, by `cancel` or by hand.
    if step != nil, lines.contains("the same command goes on from here") {
      (job, reason) = (last, "its task was ended")
      return
    }
    (state, job) = (.failed, last)
    reason = end.map { "\($0)\n\(lines)" } ?? lines
  }
}

extension ClusterStatus {
  /// The last lines that a task wrote; nil where it has written nothing.
  fileprivate static func lastLines(_ path: String, count: Int = 3) -> String? {
    guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? handle.close() }
    let size = (try? handle.seekToEnd()) ?? 0
    guard (try? handle.seek(toOffset: size > 4_096 ? size - 4_096 : 0)) != nil,
      let data = try? handle.read(upToCount: 4_096)
    else { return nil }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").suffix(count)
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }
}
