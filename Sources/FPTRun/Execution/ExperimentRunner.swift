import FPTEngine
import FPTLib
import FPTScript
import Foundation

/// Computes the missing cells of a plan and writes the results file.
package struct ExperimentRunner {
  var options: RunOptions
  let store: CellStore
  let report: (RunEvent) -> Void
  let shouldStop: () -> Bool
  var planner: Planner
  private let workers: WorkerPool
  /// The writer of interim results; nil unless a run is in progress and writes results.
  private(set) var interim: InterimResults?

  /// Makes a runner; nothing is computed yet.
  ///
  /// `report` is told what happens, on the calling thread. `shouldStop` is asked after every step;
  /// once it is true, the run winds up.
  package init(
    options: RunOptions, assets: AssetStore, report: @escaping (RunEvent) -> Void = { _ in },
    shouldStop: @escaping () -> Bool = { false }
  ) {
    self.options = options
    self.report = report
    if let limit = options.timeLimit {
      self.shouldStop = { shouldStop() || limit.isOver }
    } else {
      self.shouldStop = shouldStop
    }
    store = CellStore(folder: options.store)
    workers = WorkerPool(threads: options.jobs > 1 ? 1 : options.threads)
    planner = Planner(store: store, assets: assets, baseFolder: options.baseFolder)
  }

  /// Returns every cell with its state.
  ///
  /// It computes no cell.
  package mutating func plan(_ experiment: ResolvedExperiment) throws -> ExperimentPlan {
    try planner.plan(experiment)
  }

  /// Indices of the cells that are to be computed, or taken from the store: those of the scope.
  ///
  /// - Throws: `CellSelection.Failure` or `CellHashError` where the scope chooses nothing, `OtherPartition` where the parts are others
  ///   here than where they were made.
  package func chosen(of plan: ExperimentPlan) throws -> Set<Int> {
    var chosen = try options.scope.indices(of: plan)
    if let part = options.scope.part {
      chosen.formIntersection(try part.indices(of: plan, partition: partition(of: plan)))
    }
    return chosen
  }

  /// Checks, before anything is computed, that cells and results can be written.
  ///
  /// - Returns: how many cells of the plan are finished in the results file that is there, and not in the store.
  /// - Throws: `ResultFileError` where the store or the results folder cannot be written, `UnreadableResults` or
  ///   `ResultsAtRisk` where the results would replace a file that they must not.
  @discardableResult
  package func checkOutputs(of plan: ExperimentPlan) throws -> Int {
    try store.checkWritable()
    guard options.writesResults else { return 0 }
    try checkNames(of: plan)
    return try ResultsOutput(path: options.output).check(
      replacedBy: Set(plan.cells.compactMap { $0.identity?.hash }), keptIn: store)
  }

  /// How many cells of the plan are finished in the results file that a run would replace, and not in the store.
  ///
  /// - Throws: `UnreadableResults` for a file that the run would refuse to replace.
  package func finishedInResultsAlone(of plan: ExperimentPlan) throws -> Int {
    try ResultsOutput(path: options.output).finished(
      of: Set(plan.cells.compactMap { $0.identity?.hash }), missingIn: store)
  }

  /// Computes the cells of the scope that are missing, and writes the results file of the whole plan.
  ///
  /// A cell that fails or is unavailable does not stop the others. Cells that another process is computing come last, and
  /// are waited for.
  /// - Throws: what makes the whole run impossible, such as an unwritable store or results folder.
  package mutating func run(
    _ plan: ExperimentPlan, published: [String: PublishedValues]
  ) throws -> RunSummary {
    let chosen = try self.chosen(of: plan)
    try checkOutputs(of: plan)
    return try run(plan, chosen, published: published)
  }

  /// Computes as ``run(_:published:)`` does, where the caller has called ``checkOutputs(of:)`` and ``chosen(of:)``.
  package mutating func run(
    _ plan: ExperimentPlan, _ chosen: Set<Int>, published: [String: PublishedValues]
  ) throws -> RunSummary {
    // During the run, nobody removes a cell that is not yet in a results file.
    let use = try store.beginUse()
    defer { use.end() }
    if use.isByFiles, !options.isWorker {
      report(
        .notice(
          "the file system of \(store.folder) has no locks (flock), so that files stand for them"))
    }
    let plan = try settingAsideDamaged(chosen, of: plan)
    var summary = RunSummary()
    summary.runs = plan.experiment.runs.map(\.name)
    summary.leftOut = plan.cells.count - chosen.count
    for index in chosen.sorted() {
      let cell = plan.cells[index]
      if cell.status.isStored { summary.countStored(cell) }
      if case .unavailable(let reason) = cell.status {
        summary.unavailable.append((cell.name, reason))
      }
    }
    interim = options.writesResults ? interimResults(of: plan, published: published) : nil
    defer { interim = nil }
    if options.onlyCollects { summary.noteMissing(chosen, of: plan) }
    let missing = options.onlyCollects ? [] : plan.toCompute(among: chosen)
    let timeNeeds = try timeNeeds(of: missing, in: plan)
    // Cells outside of the scope are computed elsewhere, or not at all.
    planner.tasks.release(
      allBut: options.jobs > 1 ? [] : Set(missing.map { plan.cells[$0].resolved.task.value }))
    if options.jobs > 1, let worker = options.worker, missing.count > 1 {
      try computeInProcesses(
        missing, of: plan, startedBy: worker, timeNeeds, into: &summary)
    } else {
      let busy = try compute(missing, of: plan, waits: false, timeNeeds, into: &summary)
      _ = try compute(busy, of: plan, waits: true, timeNeeds, into: &summary)
    }
    summary.isInterrupted = summary.isInterrupted || shouldStop()
    if options.timeLimit?.isOver == true { summary.isOutOfTime = true }
    if options.writesResults { try writeResults(plan, published: published, into: &summary) }
    if interim?.hasWritten == true { summary.isOutputNew = true }
    return summary
  }

  /// Computes cells in order until the run is to stop; those that other processes are computing are left and returned.
  private mutating func compute(
    _ indices: [Int], of plan: ExperimentPlan, waits: Bool, _ timeNeeds: TimeNeeds,
    into summary: inout RunSummary
  ) throws -> [Int] {
    var busy: [Int] = []
    var busyHashes: Set<String> = []
    for index in indices {
      if shouldStop() || summary.isInterrupted { break }
      interim?.writeIfDue()
      let cell = plan.cells[index]
      if isTooLate(for: index, of: plan, timeNeeds) {
        summary.isOutOfTime = true
        continue
      }
      let isEarly = cell.needs.contains { busyHashes.contains($0.hash) }
      guard !isEarly, let outcome = try compute(cell, index: index, waits: waits) else {
        busy.append(index)
        if let hash = cell.identity?.hash { busyHashes.insert(hash) }
        continue
      }
      report(.finished(cell: index, outcome))
      summary.count(outcome, of: cell)
      interim?.noteCell()
    }
    return busy
  }

  /// Computes one cell under its lock and stores what came of it; nil where another process is computing it.
  private mutating func compute(
    _ planned: PlannedCell, index: Int, waits: Bool
  ) throws -> RunEvent.Outcome? {
    guard let identity = planned.identity else {
      return .unavailable(reason: "its identity is unknown")
    }
    guard let lock = try lock(planned, identity, waits: waits) else { return nil }
    defer { lock.release() }
    // The plan was made without the lock, so the state is read again.
    var cell = planned
    cell.status = try planner.status(of: identity, measures: cell.resolved.measures)
    if cell.status.isStored { return .doneElsewhere(isDiverged: cell.status == .diverged) }
    switch try neededWeights(of: cell, waits: waits) {
    case .present: break
    case .inTheMaking: return nil
    case .missing(let reason): return .unavailable(reason: reason)
    }
    if let dead = lock.takenOverFrom {
      report(.notice("took over \(cell.name) from \(dead), which ended before it was done"))
    }
    if case .failedEarlier(let reason) = cell.status {
      report(.notice("\(cell.name) is computed again after an earlier failure: \(reason)"))
    }
    if case .damaged(let reason) = cell.status {
      let place = try store.setAside(identity.hash)
      report(
        .notice(
          "\(reason); \(cell.name) is computed again, and the damaged file is kept as \(place)"))
    }
    do {
      // Computed again for other measures, without kept weights to take them from.
      let isAgain = if case .again = cell.status { true } else { false }
      let earlier = try isAgain ? stored(identity) : nil
      var record = try computeRecord(cell, identity: identity, index: index, lock)
      if let earlier, record.state == .done {
        if earlier.agrees(with: record) {
          record.keepMeasures(of: earlier)
        } else {
          report(
            .notice(
              "\(cell.name) was computed again, and has other bits than the store had: what was there is replaced"
            ))
        }
      }
      try store.save(record)
      if record.state == .diverged, let divergence = record.divergence {
        return .diverged(step: Int(divergence.step))
      }
      return .done(summary: Self.summary(record, cell))
    } catch let interruption as CellComputation.Interrupted {
      return .interrupted(step: interruption.step)
    } catch let error as ResultFileError {
      // The store cannot be written, so no other cell could be stored either.
      throw error
    } catch {
      // A failed measure leaves the stored cell as it is.
      if case .measures = cell.status { return .failed(reason: "\(error)") }
      try keepFailure("\(error)", of: identity)
      return .failed(reason: "\(error)")
    }
  }

  /// Stores that a cell failed, with the checkpoint it had: what was computed is not lost by what came after.
  ///
  /// The caller holds its lock.
  func keepFailure(
    _ reason: String, of identity: CellIdentity
  ) throws(ResultFileError) {
    var failed = CellRecord(
      hash: identity.hash, state: .failed, configuration: identity.configuration)
    failed.message = reason
    let earlier = try stored(identity)
    // Another process may have finished the cell. It stays as it is.
    if earlier?.isFinal == true { return }
    failed.checkpoint = earlier?.checkpoint
    failed.provenance = earlier?.provenance ?? []
    try store.save(failed)
  }

  /// The stored record of a cell; nil if there is none, or if its content is damaged.
  ///
  /// - Throws: `ResultFileError` where the file cannot be read now, which says nothing of what is in it.
  private func stored(_ identity: CellIdentity) throws(ResultFileError) -> CellRecord? {
    guard try store.contains(identity.hash) else { return nil }
    do throws(ResultFileError) {
      return try store.load(identity.hash)
    } catch {
      guard error.isAboutContent else { throw error }
      return nil
    }
  }

  /// The lock of a cell; nil where another process has it and the run does not wait, or is to stop.
  private func lock(
    _ cell: PlannedCell, _ identity: CellIdentity, waits: Bool
  ) throws -> CellLock? {
    var isAnnounced = false
    let watch = LeaseWatch(patience: options.leasePatience)
    while true {
      do throws(ResultFileError) {
        return try store.lock(identity.hash, watch: watch)
      } catch {
        guard case .locked(_, let owner) = error else { throw error }
        guard waits, !shouldStop() else { return nil }
        if !isAnnounced { report(.notice("waiting for \(owner), which computes \(cell.name)")) }
        isAnnounced = true
        Thread.sleep(forTimeInterval: 0.2)
      }
    }
  }

  /// Whether the weights that a cell begins with are there; those that another process is computing are waited for, unless
  /// the run is to stop.
  private func neededWeights(of cell: PlannedCell, waits: Bool) throws -> NeededWeights {
    var isAnnounced = false
    let watch = LeaseWatch(patience: options.leasePatience)
    while true {
      let weights = try NeededWeights(cell, in: store, watch: watch, command: options.command)
      guard case .inTheMaking(let needed) = weights, waits, !shouldStop() else { return weights }
      if !isAnnounced {
        report(.notice("\(cell.name) waits for \(needed.reference), which is being computed"))
      }
      isAnnounced = true
      Thread.sleep(forTimeInterval: 0.2)
    }
  }

  private mutating func computeRecord(
    _ cell: PlannedCell, identity: CellIdentity, index: Int, _ lock: CellLock
  ) throws -> CellRecord {
    let watch = Stopwatch()
    let checkpoints = CheckpointPolicy(
      interval: options.checkpointInterval, share: options.checkpointShare,
      steps: options.checkpointSteps)
    let isOfMeasures = if case .measures = cell.status { true } else { false }
    let checkpoint = isOfMeasures ? nil : try usableCheckpoint(cell, identity)
    let earlierSeconds = checkpoint == nil ? 0 : try store.summary(identity.hash)?.seconds ?? 0
    let pulse = CellPulse(
      lock, steps: cell.steps, step: isOfMeasures ? cell.steps : checkpoint?.trainer.step ?? 0,
      job: options.job)
    defer { pulse.end() }
    let task = try planner.tasks.task(cell.resolved.task.value)
    let modelSpecification = try planner.modelSpecification(of: cell.resolved)
    let computation = CellComputation(
      cell: cell.resolved, identity: identity, task: task, modelSpecification: modelSpecification,
      source: try modelSpecification.source(from: store), workers: workers,
      table: options.table,
      report: { [report] event in
        switch event {
        case .activity(let text): report(.activity(cell: index, text))
        case .step(let record, let examples):
          pulse.note(record.step)
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
      }, shouldStop: shouldStop, isCheckpointDue: { checkpoints.isDue(after: $0) },
      keep: { [store, interim, shouldStop] checkpoint in
        try modelSpecification.requireUnchangedFiles()
        var record = CellRecord(
          hash: identity.hash, state: .running, configuration: identity.configuration)
        record.checkpoint = checkpoint.group
        record.provenance = Provenance.soFar(seconds: earlierSeconds + watch.seconds)
        let saving = Stopwatch()
        try store.save(record)
        let cost = saving.seconds
        if !shouldStop() { interim?.writeIfDue() }
        checkpoints.restart(after: cost)
      })
    if isOfMeasures {
      report(.started(cell: index, step: cell.steps))
      let record = try computation.addMeasures(to: store.load(identity.hash))
      try modelSpecification.requireUnchangedFiles()
      return record
    }
    report(.started(cell: index, step: checkpoint?.trainer.step ?? 0))
    var record = try computation.run(from: checkpoint)
    try modelSpecification.requireUnchangedFiles()
    // Attributes of measures follow.
    record.provenance.insert(
      contentsOf: Provenance.attributes(
        commandLine: options.commandLine, threads: options.threads, table: options.table,
        watch: watch, earlierSeconds: earlierSeconds), at: 0)
    return record
  }

  /// The checkpoint a cell can go on from; one that is damaged or of another family of products is passed over, with a notice.
  ///
  /// - Throws: `ResultFileError` where it cannot be read now: the cell must not begin anew over it.
  private func usableCheckpoint(
    _ cell: PlannedCell, _ identity: CellIdentity
  ) throws(ResultFileError) -> Checkpoint? {
    switch cell.status {
    case .resume, .failedEarlier: break
    default: return nil
    }
    guard try store.summary(identity.hash)?.hasCheckpoint == true else { return nil }
    let record = try stored(identity)
    let splits = CurveRequest(cell.resolved.measures).bestSplits
    guard let checkpoint = record?.checkpoint.flatMap({ Checkpoint($0, bestSplits: splits) })
    else {
      report(.notice("the checkpoint of \(cell.name) is damaged; the cell begins anew"))
      return nil
    }
    guard checkpoint.products == productFamily else {
      report(
        .notice(
          "the checkpoint of \(cell.name) was made with products of the family \(checkpoint.products) and "
            + "these are \(productFamily); the cell begins anew, so that its bits are of one kind"
        ))
      return nil
    }
    return checkpoint
  }

  /// One line of results: the scalar measures of a cell.
  private static func summary(_ record: CellRecord, _ cell: PlannedCell) -> String {
    cell.resolved.measures.compactMap { measure -> String? in
      guard let value = record.scalar(CellIdentity.measureKey(measure.value)) else { return nil }
      if measure.value.quantity?.isShare == true {
        let tenths = (value * 1000).rounded() / 10
        return "\(measure.name) \(tenths) %"
      }
      let isWhole = value == value.rounded() && value.magnitude < 1e15
      let text = isWhole ? String(Int64(value)) : String((value * 1e4).rounded() / 1e4)
      return "\(measure.name) \(text)"
    }.joined(separator: ", ")
  }
}
