import FPTLib
import FPTResults
import FPTScript
import Foundation

extension ExperimentRunner {
  /// Computes several cells at the same time, each in a process that computes no other meanwhile.
  ///
  /// A crash of one does not affect the others.
  ///
  /// A cell is begun where a process is free and the memory it is expected to take is there; one alone always is. A cell
  /// that begins with another's weights waits for them; cells that another run is computing come last. Asked to stop, all are, and their checkpoints are waited for.
  mutating func computeInProcesses(
    _ indices: [Int], of plan: ExperimentPlan, startedBy worker: RunOptions.WorkerCommand,
    _ timeNeeds: TimeNeeds, into summary: inout RunSummary
  ) throws {
    let needs = expectedMemory(of: indices, in: plan)
    let available = options.memory ?? AvailableMemory.bytes
    var waiting = try indices.filter { try !isBusy(plan.cells[$0]) }
    waiting += indices.filter { !waiting.contains($0) }
    let command = worker(options.threads)
    let processes = CellProcesses(
      executable: command.executable, arguments: command.arguments, script: options.workerScript)
    var isTold = false
    defer { processes.interrupt() }

    while !waiting.isEmpty || !processes.busy.isEmpty {
      if shouldStop() {
        waiting = []
        processes.interrupt()
      }
      while processes.busy.count < options.jobs,
        let next = next(of: waiting, processes.busy, in: plan)
      {
        let need = needs[next] ?? AvailableMemory.ofProcess
        if processes.bytes + need > available, !processes.busy.isEmpty {
          if !isTold {
            report(.notice(Self.memoryNotice(processes.busy.count, need, available)))
          }
          isTold = true
          break
        }
        waiting.removeAll { $0 == next }
        if isTooLate(for: next, of: plan, timeNeeds) {
          summary.isOutOfTime = true
          continue
        }
        guard let order = CellOrder(of: next, in: plan) else { continue }
        let cell = plan.cells[next].resolved
        let kind = CellProcess.Kind(task: cell.task.value, model: cell.model.value)
        try processes.begin(cell: next, order, kind, bytes: need)
      }
      // Whatever is not needed now would take memory from those that compute.
      processes.dismissIdle()
      if !shouldStop() { interim?.writeIfDue() }
      for process in processes.busy { for event in process.takeEvents() { report(event) } }
      // Asked once: one that ends meanwhile is settled the next time.
      for process in processes.takeDone() {
        for event in process.takeEvents() { report(event) }
        if process.outcome == nil, process.isSilentAgain, !shouldStop() {
          waiting.insert(process.cell, at: 0)
        } else {
          try settle(process, of: plan, into: &summary)
          interim?.noteCell()
        }
        processes.keep(process)
      }
      processes.wait()
    }
    processes.dismissIdle()
  }

  /// The first cell that waits for no weights which are still to be computed here.
  private func next(
    of waiting: [Int], _ running: [CellProcess], in plan: ExperimentPlan
  ) -> Int? {
    let open = Set((waiting + running.map(\.cell)).compactMap { plan.cells[$0].identity?.hash })
    return waiting.first { plan.cells[$0].needs.allSatisfy { !open.contains($0.hash) } }
  }

  private func settle(
    _ process: CellProcess, of plan: ExperimentPlan, into summary: inout RunSummary
  ) throws {
    let cell = plan.cells[process.cell]
    let outcome: RunEvent.Outcome
    if let told = process.outcome {
      outcome = told
    } else if shouldStop() {
      outcome = .interrupted(step: process.lastStep)
    } else {
      let reason = process.reasonOfDeath
      if let identity = cell.identity { try keepDeath(reason, of: identity) }
      outcome = .failed(reason: reason)
    }
    report(.finished(cell: process.cell, outcome))
    summary.count(outcome, of: cell)
  }

  /// Records the death of a cell's process as a failure, unless another process has the cell.
  private func keepDeath(_ reason: String, of identity: CellIdentity) throws(ResultFileError) {
    let lock: CellLock
    do throws(ResultFileError) {
      lock = try store.lock(identity.hash)
    } catch {
      guard case .locked = error else { throw error }
      return
    }
    defer { lock.release() }
    try keepFailure(reason, of: identity)
  }

  private func isBusy(_ cell: PlannedCell) throws -> Bool {
    guard let hash = cell.identity?.hash else { return false }
    return try store.isLocked(hash)
  }

  /// The expected bytes of memory of each cell's process.
  private func expectedMemory(of indices: [Int], in plan: ExperimentPlan) -> [Int: Int] {
    var estimator = CostEstimator(
      of: plan.experiment, tasks: planner.tasks, models: planner.models, threads: options.threads,
      checkpointInterval: options.checkpointInterval, isOneCellAProcess: true)
    var needs: [Int: Int] = [:]
    for index in indices {
      needs[index] = (try? estimator.estimate(plan.cells[index].resolved))?.memory.peak
    }
    return needs
  }

  private static func memoryNotice(_ running: Int, _ need: Int, _ available: Int) -> String {
    func megabytes(_ bytes: Int) -> String { "\((bytes + 999_999) / 1_000_000) MB" }
    return "\(running) \(running == 1 ? "cell" : "cells") at once is what memory allows: the next "
      + "needs about \(megabytes(need)), and \(megabytes(available)) were available for all"
  }
}
