import FPTEngine
import FPTLib
import FPTScript

/// Computes what a plan lacks and puts the results together.
public struct ExperimentRunner {
  private let options: RunOptions
  private let store: CellStore
  private let workers: WorkerPool
  private let report: (RunEvent) -> Void
  private let shouldStop: () -> Bool
  private var planner: Planner

  /// - Parameters:
  ///   - report: told what happens, on the calling thread.
  ///   - shouldStop: asked after every step; once it is true, the run winds up.
  public init(
    options: RunOptions, assets: AssetStore, report: @escaping (RunEvent) -> Void = { _ in },
    shouldStop: @escaping () -> Bool = { false }
  ) {
    self.options = options
    self.report = report
    self.shouldStop = shouldStop
    store = CellStore(folder: options.store)
    workers = WorkerPool(threads: options.threads)
    planner = Planner(store: store, assets: assets, baseFolder: options.baseFolder)
  }

  /// Every cell with its state; computes nothing.
  public mutating func plan(_ experiment: ResolvedExperiment) throws -> ExperimentPlan {
    try planner.plan(experiment)
  }

  /// Computes the cells that are missing, one after the other, and writes the results file.
  ///
  /// A cell that fails or is unavailable does not stop the others.
  /// - Throws: what makes the whole run impossible, such as an unwritable store or results folder.
  public mutating func run(
    _ plan: ExperimentPlan, published: [String: PublishedValues]
  ) throws -> RunSummary {
    try ResultsOutput(path: options.output).checkWritable()
    var summary = RunSummary()
    summary.runs = plan.experiment.runs.map(\.name)
    summary.reused = plan.cells.filter(\.status.isStored).count
    for cell in plan.cells {
      if case .unavailable(let reason) = cell.status {
        summary.unavailable.append((cell.name, reason))
      }
    }
    for index in plan.toCompute {
      if shouldStop() { break }
      let outcome = try compute(index, of: plan)
      report(.finished(cell: index, outcome))
      switch outcome {
      case .done, .diverged: summary.computed += 1
      case .failed(let reason): summary.failed.append((plan.cells[index].name, reason))
      case .unavailable(let reason):
        summary.unavailable.append((plan.cells[index].name, reason))
      case .interrupted: summary.isInterrupted = true
      }
      if summary.isInterrupted { break }
    }
    summary.isInterrupted = summary.isInterrupted || shouldStop()
    try assemble(plan, published: published, into: &summary)
    return summary
  }

  /// Computes one cell under its lock and stores what came of it.
  private mutating func compute(
    _ index: Int, of plan: ExperimentPlan
  ) throws -> RunEvent.Outcome {
    let cell = plan.cells[index]
    guard let identity = cell.identity else {
      return .unavailable(reason: "its identity is unknown")
    }
    let lock: CellLock
    do throws(ResultFileError) {
      lock = try store.lock(identity.hash)
    } catch {
      guard case .locked = error else { throw error }
      return .failed(reason: "another process is computing this cell (\(error))")
    }
    defer { lock.release() }
    if let dead = lock.takenOverFrom {
      report(.notice("took over \(cell.name) from \(dead), which ended before it was done"))
    }
    do {
      let record = try computeRecord(cell, identity: identity, index: index)
      try store.save(record)
      if record.state == .diverged, let divergence = record.divergence {
        return .diverged(step: Int(divergence.step))
      }
      return .done(summary: Self.summary(record, cell))
    } catch let interruption as CellComputation.Interrupted {
      return .interrupted(step: interruption.step)
    } catch let error as ResultFileError {
      // The store itself does not take it: no other cell would fare better.
      throw error
    } catch {
      var failed = CellRecord(
        hash: identity.hash, state: .failed, configuration: identity.configuration)
      failed.message = "\(error)"
      try store.save(failed)
      return .failed(reason: "\(error)")
    }
  }

  private mutating func computeRecord(
    _ cell: PlannedCell, identity: CellIdentity, index: Int
  ) throws -> CellRecord {
    let watch = Stopwatch()
    let cadence = CheckpointCadence()
    let computation = CellComputation(
      cell: cell.resolved, identity: identity,
      task: try planner.tasks.task(cell.resolved.task.value),
      blueprint: try planner.models.model(cell.resolved.model.value), workers: workers,
      report: { [report] happening in
        switch happening {
        case .activity(let text): report(.activity(cell: index, text))
        case .step(let record, let examples):
          report(
            .step(
              cell: index, step: record.step, loss: record.score.loss,
              accuracy: record.score.accuracy, examples: examples))
        case .evaluated(let split, let score, let step):
          report(
            .evaluated(
              cell: index, step: step, split: split.rawValue, loss: score.loss,
              accuracy: score.accuracy))
        }
      }, shouldStop: shouldStop, isCheckpointDue: { cadence.isDue },
      keep: { [store] checkpoint in
        var record = CellRecord(
          hash: identity.hash, state: .running, configuration: identity.configuration)
        record.checkpoint = checkpoint.group
        try store.save(record)
        cadence.restart()
      })
    if case .measures = cell.status {
      report(.started(cell: index, step: cell.steps))
      return try computation.addMeasures(to: store.load(identity.hash))
    }
    let checkpoint = usableCheckpoint(cell, identity)
    report(.started(cell: index, step: checkpoint?.trainer.step ?? 0))
    var record = try computation.run(from: checkpoint)
    record.provenance = Provenance.attributes(
      commandLine: options.commandLine, threads: options.threads, watch: watch)
    return record
  }

  /// The checkpoint a cell can go on from; one that is damaged or of another BLAS kernel family is passed over, with a notice.
  private func usableCheckpoint(_ cell: PlannedCell, _ identity: CellIdentity) -> Checkpoint? {
    guard case .resume = cell.status else { return nil }
    let splits = CurveRequest(cell.resolved.measures).bestSplits
    guard let record = try? store.load(identity.hash),
      let checkpoint = record.checkpoint.flatMap({ Checkpoint($0, bestSplits: splits) })
    else {
      report(.notice("the checkpoint of \(cell.name) is damaged; the cell begins anew"))
      return nil
    }
    guard checkpoint.blasCore == LinearAlgebraLibrary.core else {
      report(
        .notice(
          "the checkpoint of \(cell.name) was made with \(checkpoint.blasCore) kernels and this is "
            + "\(LinearAlgebraLibrary.core); the cell begins anew, so that its bits are of one kind"
        ))
      return nil
    }
    return checkpoint
  }

  /// One line of results: the scalar measures of a cell.
  private static func summary(_ record: CellRecord, _ cell: PlannedCell) -> String {
    cell.resolved.measures.compactMap { measure -> String? in
      let key = CellIdentity.measureKey(measure.value)
      guard let group = record.measures.first(where: { $0.name == key })?.group,
        case .float64(let values)? = group.variable("value")?.values, let value = values.first
      else { return nil }
      if measure.value.constructor == "Accuracy" {
        let tenths = (value * 1000).rounded() / 10
        return "\(measure.name) \(tenths) %"
      }
      let isWhole = value == value.rounded() && value.magnitude < 1e15
      let text = isWhole ? String(Int64(value)) : String((value * 1e4).rounded() / 1e4)
      return "\(measure.name) \(text)"
    }.joined(separator: ", ")
  }

  private func assemble(
    _ plan: ExperimentPlan, published: [String: PublishedValues], into summary: inout RunSummary
  ) throws {
    var records: [String: CellRecord] = [:]
    for cell in plan.cells {
      guard let hash = cell.identity?.hash, records[hash] == nil else { continue }
      if try store.contains(hash) { records[hash] = try store.load(hash) }
    }
    if records.isEmpty { return }
    let assembly = ResultsAssembly(
      plan: plan, records: records, published: published, overrides: options.overrides,
      provenance: Provenance.attributes(
        commandLine: options.commandLine, threads: options.threads, watch: Stopwatch()))
    let output = ResultsOutput(path: options.output)
    let (digest, isNew) = try output.write(assembly.document(), keptIn: store)
    summary.output = options.output
    summary.digest = digest
    summary.isOutputNew = isNew
  }
}
