import FPTEngine
import FPTLib
import FPTScript

/// Computes one cell: trains the model, records curves, takes the measures.
struct CellComputation {
  let cell: ResolvedCell
  let identity: CellIdentity
  let task: any SequenceTask
  let blueprint: ModelBlueprint
  let workers: WorkerPool
  let report: (Happening) -> Void
  let shouldStop: () -> Bool

  enum Happening {
    case activity(String)
    case step(Trainer.StepRecord, examples: Int)
    case evaluated(TaskSplit, ClassificationScore, step: Int)
  }

  /// Asked to stop before the end: nothing of the cell is kept.
  struct Interrupted: Error {}

  /// Trains from the beginning and takes every measure.
  func run() throws -> CellRecord {
    let trainer = try makeTrainer()
    let settings = trainer.settings
    let request = CurveRequest(cell.measures)
    var recorder = CurveRecorder()
    var best = BestSteps(splits: request.bestSplits)
    var record = CellRecord(
      hash: identity.hash, state: .done, configuration: identity.configuration)

    while trainer.step < settings.steps {
      if shouldStop() { throw Interrupted() }
      let result = trainer.advance()
      guard result.isFinite else {
        record.state = .diverged
        record.divergence = .init(
          step: Int64(result.step), lastFiniteLoss: recorder.lastFiniteLoss)
        break
      }
      recorder.add(result)
      report(.step(result, examples: result.step * settings.batch))
      if result.step % settings.evaluateEvery == 0 || result.step == settings.steps {
        recorder.closePoint(step: result.step, learningRate: settings.optimizer.learningRate)
        for split in request.splits {
          let score = try evaluate(
            trainer, split,
            trainer.task.evaluationExamples(
              of: split, batches: settings.evaluateBatches, batchSize: settings.batch))
          recorder.add(score, of: split, step: result.step)
          best.offer(score, of: split, step: result.step, model: trainer.model)
          report(.evaluated(split, score, step: result.step))
        }
      }
    }

    record.curves = recorder.curves
    record.frozen = frozenWeights(trainer.model)
    if record.state == .done {
      record.measures = try measures(cell.measures, trainer, best)
      if cell.keep.contains("weights") { record.trained = keptWeights(trainer.model) }
    }
    return record
  }

  /// Takes measures that a stored cell lacks, from its kept weights.
  func addMeasures(to record: CellRecord) throws -> CellRecord {
    let trainer = try makeTrainer()
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
    record.measures += try measures(missing, trainer, BestSteps(splits: []))
    return record
  }

  private func makeTrainer() throws -> Trainer {
    report(.activity("loading"))
    let context = ComputeContext(workers: workers)
    let model = try SequenceClassifier(
      backbone: blueprint.backbone, input: task.input, output: task.output,
      source: blueprint.source, seed: cell.seed, context: context)
    return Trainer(
      model: model, task: task, settings: try TrainingSettings(cell.train.value),
      policy: FreezingPolicy(cell.freezing), seed: cell.seed,
      isShuffled: try cell.task.value.boolean("shuffle", default: true), context: context)
  }

  private func evaluate(
    _ trainer: Trainer, _ split: TaskSplit, _ examples: Range<Int>
  ) throws -> ClassificationScore {
    let score = trainer.evaluate(split, examples: examples, shouldStop: shouldStop)
    if shouldStop() { throw Interrupted() }
    return score
  }

  private func measures(
    _ wanted: [NamedValue], _ trainer: Trainer, _ best: BestSteps
  ) throws -> [ResultGroup.Child] {
    var done: [ResultGroup.Child] = []
    for measure in wanted {
      let key = CellIdentity.measureKey(measure.value)
      guard !done.contains(where: { $0.name == key }) else { continue }
      report(.activity("measuring \(measure.name)"))
      let taker = MeasureTaker(trainer: trainer, best: best) { split, examples in
        try evaluate(trainer, split, examples)
      }
      done.append(.init(name: key, group: try taker.take(measure.value)))
    }
    return done
  }

  private func keptWeights(_ model: SequenceClassifier) -> [ResultVariable] {
    model.trained.map {
      ResultVariable(
        parameter: $0.name, shape: $0.specification.shape, values: $0.value.array)
    }
  }

  private func frozenWeights(_ model: SequenceClassifier) -> FrozenWeights? {
    guard let checkpoint = blueprint.checkpoint, blueprint.initialisation == .pretrained else {
      return nil
    }
    let frozen = model.parameters.all.filter {
      !$0.isTrained && $0.name.hasPrefix(SequenceClassifier.backbonePrefix)
    }
    return FrozenWeights(
      asset: checkpoint.name, sha256: checkpoint.weightsDigest, tensorCount: frozen.count)
  }
}

/// Stored weights that do not fit the model they are said to be of.
struct UnusableWeights: Error, CustomStringConvertible {
  var name: String
  var description: String { "the stored weights \(name) do not fit the model" }
}
