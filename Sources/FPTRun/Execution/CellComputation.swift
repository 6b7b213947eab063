import FPTEngine
import FPTLib
import FPTScript

/// Computes one cell: trains the model, records curves and takes the measures.
struct CellComputation {
  let cell: ResolvedCell
  let identity: CellIdentity
  let task: any SequenceTask
  let modelSpecification: ModelSpecification
  /// Where the values of the backbone come from.
  let source: SequenceClassifier.Source
  let workers: WorkerPool
  let table: KernelTable
  let report: (Event) -> Void
  let shouldStop: () -> Bool
  /// Called with the number of each step; true means that a checkpoint is due.
  let isCheckpointDue: (Int) -> Bool
  /// Keeps a checkpoint.
  let keep: (Checkpoint) throws -> Void

  enum Event {
    case activity(String)
    case step(Trainer.StepRecord, examples: Int)
    case evaluated(TaskSplit, ClassificationScore, step: Int)
  }

  /// The computation was stopped before its end.
  ///
  /// A checkpoint has its state.
  struct Interrupted: Error {
    var step: Int
  }

  /// Trains from the start or from a checkpoint, and takes every measure.
  func run(from checkpoint: Checkpoint?) throws -> CellRecord {
    let trainer = try makeTrainer()
    var progress = TrainingProgress(best: BestSteps(splits: CurveRequest(cell.measures).bestSplits))
    if let checkpoint {
      try trainer.restore(checkpoint.trainer)
      progress = TrainingProgress(curves: checkpoint.curves, best: checkpoint.best)
    }
    let first = trainer.step
    var divergence: CellRecord.Divergence?
    while divergence == nil {
      try closePointIfDue(trainer, &progress)
      if trainer.step >= trainer.settings.steps { break }
      try stopIfAsked(trainer, progress)
      let result = trainer.advance()
      guard result.isFinite else {
        divergence = .init(
          step: Int64(result.step), lastFiniteLoss: progress.curves.lastFiniteLoss)
        break
      }
      progress.curves.add(result)
      report(.step(result, examples: (result.step - first) * trainer.settings.batch))
      if trainer.step < trainer.settings.steps && isCheckpointDue(trainer.step) {
        try keep(self.checkpoint(trainer, progress))
      }
    }

    var record = CellRecord(
      hash: identity.hash, state: divergence == nil ? .done : .diverged,
      configuration: identity.configuration,
      resolvedConfiguration: cell.resolvedConfiguration, divergence: divergence)
    record.curves = progress.curves.curves
    record.frozen = frozenWeights(trainer.model)
    if divergence == nil {
      do {
        let taken = try measures(cell.measures, trainer, progress.best, record.curves)
        record.measures = taken.groups
        record.provenance = taken.provenance
      } catch is Interrupted {
        try stopIfAsked(trainer, progress)
      }
      if cell.keep.contains("weights") { record.trained = keptWeights(trainer.model) }
    }
    return record
  }

  /// What accumulates beside the model while it trains.
  private struct TrainingProgress {
    var curves = CurveRecorder()
    var best: BestSteps
  }

  /// Evaluates if a point of the curves is due.
  ///
  /// An interrupted evaluation leaves no trace and is repeated.
  private func closePointIfDue(_ trainer: Trainer, _ progress: inout TrainingProgress) throws {
    let settings = trainer.settings
    let step = trainer.step
    guard progress.curves.pendingSteps > 0,
      step % settings.evaluateEvery == 0 || step == settings.steps
    else { return }
    var next = progress
    next.curves.closePoint(
      step: step, learningRate: settings.learningRate(atStep: max(0, step - 1)))
    for split in CurveRequest(cell.measures).splits {
      let examples = trainer.task.evaluationExamples(
        of: split, batches: settings.evaluateBatches, batchSize: settings.batch)
      let score: ClassificationScore
      do {
        score = try evaluate(trainer, split, examples)
      } catch {
        try stopIfAsked(trainer, progress)
        throw error
      }
      next.curves.add(score, of: split, step: step)
      next.best.offer(score, of: split, step: step, everTrained: everTrained(trainer.model))
      report(.evaluated(split, score, step: step))
    }
    progress = next
  }

  /// Writes a checkpoint and ends the computation if a stop was asked for.
  private func stopIfAsked(_ trainer: Trainer, _ progress: TrainingProgress) throws {
    guard shouldStop() else { return }
    if trainer.step > 0 { try keep(checkpoint(trainer, progress)) }
    throw Interrupted(step: trainer.step)
  }

  private func checkpoint(_ trainer: Trainer, _ progress: TrainingProgress) -> Checkpoint {
    Checkpoint(trainer: trainer.state, curves: progress.curves, best: progress.best)
  }

  /// Takes measures that a stored cell lacks, from its kept weights.
  ///
  /// - Throws: `UnfitCell` where they are not those that the cell has to have.
  func addMeasures(to record: CellRecord) throws -> CellRecord {
    let trainer = try makeTrainer()
    let shapes = Dictionary(
      trainer.model.parameters.all.map { ($0.name, $0.specification.shape) },
      uniquingKeysWith: { first, _ in first })
    try record.checkWeights(shapes: shapes)
    // Evaluation draws its random numbers as of the last step.
    try trainer.restore(TrainerState(step: trainer.settings.steps, entries: []))
    for variable in record.trained {
      guard let parameter = trainer.model.parameters[variable.name],
        case .float32(let values) = variable.values, values.count == parameter.value.count
      else { throw UnusableWeights(name: variable.name) }
      parameter.setTrained(true, in: trainer.context)
      _ = parameter.value.elements.update(from: values)
    }
    var record = record
    let known = Set(record.measures.map(\.name))
    let missing = cell.measures.filter { !known.contains(CellIdentity.measureKey($0.value)) }
    let taken = try measures(missing, trainer, BestSteps(splits: []), record.curves)
    record.measures += taken.groups
    record.provenance += taken.provenance
    return record
  }

  private func makeTrainer() throws -> Trainer {
    report(.activity("loading"))
    let settings = try cell.train.value.trainingSettings()
    let context = ComputeContext(
      workers: workers, precision: settings.precision, table: table)
    let policy = FreezingPolicy(cell.freezing)
    let layerCount = modelSpecification.backbone.layerCount
    let model = try SequenceClassifier(
      backbone: modelSpecification.backbone, input: task.input, output: task.output,
      source: source, seed: cell.seed, context: context,
      staysFrozen: { !policy.everTrains($0, layerCount: layerCount) })
    return Trainer(
      model: model, task: task, settings: settings, policy: policy, seed: cell.seed,
      isShuffled: try cell.task.value.values[TaskFields.shuffle], context: context)
  }

  private func evaluate(
    _ trainer: Trainer, _ split: TaskSplit, _ examples: Range<Int>
  ) throws -> ClassificationScore {
    let score = trainer.evaluate(split, examples: examples, shouldStop: shouldStop)
    if shouldStop() { throw Interrupted(step: trainer.step) }
    return score
  }

  private func measures(
    _ wanted: [NamedValue], _ trainer: Trainer, _ best: BestSteps, _ curves: [CurveSeries]
  ) throws -> MeasureTaker.Record {
    let subject = MeasureSubject(trainer: trainer, curves: curves) {
      if shouldStop() { throw Interrupted(step: trainer.step) }
    }
    let taker = MeasureTaker(
      subject: subject, best: best, everTrained: everTrained(trainer.model))
    return try taker.take(wanted) {
      report(.activity("measuring \($0.name)"))
    }
  }

  private func keptWeights(_ model: SequenceClassifier) -> [ResultVariable] {
    everTrained(model).map {
      ResultVariable(
        parameter: $0.name, shape: $0.specification.shape, values: $0.value.array)
    }
  }

  /// The parameters that some stage trains, in the model's order.
  private func everTrained(_ model: SequenceClassifier) -> [Parameter] {
    model.parameters.all.filter(isEverTrained)
  }

  /// Parameters that an earlier stage trained and a later one froze differ from their first values.
  private func isEverTrained(_ parameter: Parameter) -> Bool {
    FreezingPolicy(cell.freezing).everTrains(
      parameter.specification, layerCount: modelSpecification.backbone.layerCount)
  }

  private func frozenWeights(_ model: SequenceClassifier) -> FrozenWeights? {
    guard let origin = modelSpecification.frozenOrigin else { return nil }
    let frozen = model.parameters.all.filter {
      !isEverTrained($0) && $0.name.hasPrefix(SequenceClassifier.backbonePrefix)
    }
    return FrozenWeights(
      asset: origin.asset, sha256: origin.sha256, tensorCount: frozen.count)
  }
}

/// Stored weights that do not fit the model they are said to be of.
struct UnusableWeights: Error, CustomStringConvertible {
  var name: String
  var description: String { "the stored weights \(name) do not fit the model" }
}
