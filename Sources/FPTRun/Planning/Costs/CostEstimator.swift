import FPTEngine
import FPTLib
import FPTScript

/// Estimates the cost of cells.
///
/// It computes no cell and reads neither weights nor data of known size.
package struct CostEstimator {
  private let experiment: ResolvedExperiment
  private let threads: Int
  private let checkpointInterval: Double
  var tasks: LoadedTasks
  private(set) var models: LoadedModels
  private var modelShapes: [ShapeKey: ModelShape] = [:]
  private var describedTasks: [Constructed: DescribedTask] = [:]
  private var workloads: [WorkloadKey: Workload] = [:]
  private var estimates: [EstimateKey: CostEstimate] = [:]
  private var texts = ValueTexts()
  private var workers: WorkerPool?
  private var dataBytes: [Constructed?: Int] = [:]
  /// Whether cells are computed in processes of their own, each of which loads its own cell's data alone.
  private let isOneCellAProcess: Bool
  private let givenRate: ProductRate?
  /// The rates that were used so far.
  private(set) var rates: ProductRates = [:]

  /// Makes an estimator for cells of an experiment, each with so many threads.
  ///
  /// A cell keeps its first checkpoint after `checkpointInterval` seconds. `rate` says how fast the
  /// machine is; it is measured when it is first needed, where nil.
  package init(
    of experiment: ResolvedExperiment, assets: AssetStore, baseFolder: String, threads: Int,
    checkpointInterval: Double = 10, rate: ProductRate? = nil
  ) {
    self.init(
      of: experiment, tasks: LoadedTasks(assets: assets, baseFolder: baseFolder),
      models: LoadedModels(assets: assets, baseFolder: baseFolder), threads: threads,
      checkpointInterval: checkpointInterval, rate: rate)
  }

  init(
    of experiment: ResolvedExperiment, tasks: LoadedTasks, models: LoadedModels, threads: Int,
    checkpointInterval: Double, rate: ProductRate? = nil, isOneCellAProcess: Bool = false
  ) {
    self.experiment = experiment
    self.isOneCellAProcess = isOneCellAProcess
    self.tasks = tasks
    self.models = models
    self.threads = max(1, threads)
    self.checkpointInterval = checkpointInterval
    givenRate = rate
  }

  /// Models with equal keys have the same shape.
  ///
  /// The key has a task only if the model depends on it.
  private struct ShapeKey: Hashable {
    var model: Constructed
    var task: Constructed?
  }

  /// Cells that agree in all of this do the same work.
  private struct WorkloadKey: Hashable {
    var model: String
    var task: DescribedTask
    var batch: Int
    var dropout: Double
    var precision: Precision
    var stage: FreezingPolicy.Stage
    var evaluations: Set<Int>
  }

  /// Cells that differ in their seed alone take the same.
  private struct EstimateKey: Hashable {
    var task: String
    var model: String
    var freezing: [FreezingStage]
    var train: String
    var measures: [String]
    var keep: [String]
    var pace: Pace?
  }

  /// The expected cost of one cell, in a process that computes all cells or only this one.
  ///
  /// `pace` is that of cells like it; nil goes by the machine's rate.
  ///
  /// - Throws: `AssetError` where weights or data whose shape is not known without them are
  ///   missing, and what else keeps a model or a task from being described.
  package mutating func estimate(_ cell: ResolvedCell) throws -> CostEstimate {
    try estimate(cell, pace: nil)
  }

  mutating func estimate(
    _ cell: ResolvedCell, pace: Pace?
  ) throws -> CostEstimate {
    let key = EstimateKey(
      task: texts.text(cell.task.value), model: modelText(cell), freezing: cell.freezing,
      train: texts.text(cell.train.value), measures: cell.measures.map { texts.text($0.value) },
      keep: cell.keep, pace: pace)
    if let known = estimates[key] { return known }
    let estimate = try newEstimate(cell, pace: pace)
    estimates[key] = estimate
    return estimate
  }

  private mutating func newEstimate(
    _ cell: ResolvedCell, pace: Pace?
  ) throws -> CostEstimate {
    let task = try description(ofTask: cell.task.value)
    let model = try shape(ofModelOf: cell)
    if let limit = model.backbone.maximumTokens, task.tokens > limit {
      throw TooManyTokens(tokens: task.tokens, limit: limit)
    }
    try Self.requireCountable(model.backbone, task)
    let settings = try cell.train.value.trainingSettings()
    let parameters = ParameterBytes(
      cell, task: task, model: model, precision: settings.precision)
    let evaluations = EvaluationSchedule(cell, task: task, settings: settings)

    var stepOperations = 0.0
    var evaluationOperations = 0.0
    var featureOperations = 0.0
    var begin = 0.0
    var peak: CostEstimate.Memory?
    for (index, stage) in parameters.stages.enumerated() {
      let work = try workload(
        cell, task, model, settings, stage, Set(evaluations.examples.map(\.count)))
      let end = min(1, stage.until ?? 1)
      let share = max(0, end - begin)
      stepOperations += work.stepOperations * share
      begin = max(begin, end)
      evaluationOperations = work.evaluationOperations
      var memory = self.memory(
        parameters, stage: index, work, task, settings, data: cell.task.value)
      if let features = work.features {
        memory.activations += features.bytes(evaluated: evaluations)
        featureOperations += features.operations(
          drawn: share * Double(settings.steps) * Double(settings.batch), evaluated: evaluations,
          of: task)
      }
      if memory.peak > peak?.peak ?? 0 { peak = memory }
    }
    let operations =
      stepOperations * Double(settings.steps) + featureOperations
      + evaluationOperations * evaluations.examples.reduce(0) { $0 + Double($1.count) * $1.times }

    let seconds: Double
    let range: ClosedRange<Double>?
    if let pace {
      let steps = Double(settings.steps)
      seconds = pace.secondsPerStep * steps
      range = (pace.range.lowerBound * steps)...(pace.range.upperBound * steps)
    } else {
      let rate = rate(of: settings.precision)
      seconds = rate.seconds(operations)
      range = rate.range(operations)
    }
    var memory = peak ?? programAndData(of: cell.task.value)
    let files = CellFile(cell, settings: settings, evaluations: evaluations, parameters: parameters)
    memory.copies = parameters.copies(
      bestSplits: CurveRequest(cell.measures).bestSplits.count,
      keepsWeights: cell.keep.contains("weights"), hasCheckpoint: seconds >= checkpointInterval)
    let count = parameters.count(tokens: task.tokens)
    return CostEstimate(
      trained: count.trained, trainedAsInPaper: count.trainedAsInPaper, total: count.total,
      stepOperations: stepOperations, operations: operations, memory: memory,
      cellBytes: files.doneBytes, checkpointBytes: files.checkpointBytes, seconds: seconds,
      secondsRange: range, timeSource: pace == nil ? .operations : .earlierCells)
  }

  /// Operations are counted in 64 bits.
  ///
  /// No machine could compute more.
  static func requireCountable(_ backbone: any Backbone, _ task: DescribedTask) throws {
    let parameters = backbone.parameters.reduce(0.0) { $0 + Double($1.count) }
    let tokens = Double(max(1_024, task.tokens))
    let attention = tokens * tokens * Double(backbone.width * backbone.layerCount)
    guard parameters * tokens + attention < 1e16 else { throw UncountableWork() }
  }

  // MARK: Cached values

  mutating func description(ofTask d: Constructed) throws -> DescribedTask {
    if let known = describedTasks[d] { return known }
    let task = DescribedTask(try tasks.shape(of: d))
    describedTasks[d] = task
    return task
  }

  mutating func shape(ofModelOf cell: ResolvedCell) throws -> ModelShape {
    let d = cell.model.value
    let isFitted = d["adapter"] != nil || d.extendsPositions
    let key = ShapeKey(model: d, task: isFitted ? cell.task.value : nil)
    if let known = modelShapes[key] { return known }
    let shape = try models.shape(of: cell) { try self.description(ofTask: $0) }
    modelShapes[key] = shape
    return shape
  }

  /// Checks that an adapter fits its model.
  ///
  /// The check needs the digests of both.
  ///
  /// - Throws: what making the model throws.
  mutating func checkBase(ofAdapterOf cell: ResolvedCell) throws {
    guard cell.model.value["adapter"] != nil else { return }
    _ = try models.model(of: cell, tasks: &tasks)
  }

  /// The machine's rate: the given one, or the one measured at the first call for a precision.
  private mutating func rate(of precision: Precision) -> ProductRate {
    if let known = rates[precision] { return known }
    let rate =
      givenRate
      ?? ProductRate.ofThisMachine(on: sharedWorkers(), threads: threads, precision: precision)
    rates[precision] = rate
    return rate
  }

  /// A cell whose weights the model takes is identified by its content, not by its name.
  private mutating func modelText(_ cell: ResolvedCell) -> String {
    var text = texts.text(cell.model.value)
    for field in cell.model.value.fields {
      guard case .cell(let reference) = field.value, let inner = reference.cell else { continue }
      text += "\n\(field.name) " + modelText(inner)
    }
    return text
  }

  /// Starting threads takes longer than counting.
  private mutating func sharedWorkers() -> WorkerPool {
    if let workers { return workers }
    let new = WorkerPool(threads: threads)
    workers = new
    return new
  }

  private mutating func workload(
    _ cell: ResolvedCell, _ task: DescribedTask, _ model: ModelShape,
    _ settings: TrainingSettings,
    _ stage: FreezingPolicy.Stage, _ evaluations: Set<Int>
  ) throws -> Workload {
    let key = WorkloadKey(
      model: modelText(cell), task: task, batch: settings.batch, dropout: settings.dropout,
      precision: settings.precision, stage: stage, evaluations: evaluations)
    if let known = workloads[key] { return known }
    let workload = try Workload(
      Workload.Request(
        backbone: model.backbone, task: task, settings: settings, stage: stage,
        evaluations: evaluations, workers: sharedWorkers()))
    workloads[key] = workload
    return workload
  }

  // MARK: Memory

  private mutating func memory(
    _ parameters: ParameterBytes, stage: Int, _ work: Workload, _ task: DescribedTask,
    _ settings: TrainingSettings, data: Constructed
  ) -> CostEstimate.Memory {
    var memory = programAndData(of: data)
    let optimizer = parameters.optimizer(stage: stage)
    memory.parameters = parameters.owned + parameters.mapped
    memory.optimizer = optimizer.now + optimizer.earlier
    let examples =
      MicroBatch.size(tokens: task.tokens, batch: settings.batch)
      + MicroBatch.size(tokens: task.tokens, batch: .max)
    memory.activations =
      max(0, work.tensorBytes - parameters.ifAllOwned - optimizer.now)
      + 4 * examples * (task.vectorElements + task.symbolElements)
      + 8 * (task.count(of: .train) ?? 0)
    return memory
  }

  /// The memory of a process before it makes a model.
  ///
  /// A process that computes all cells has the data of all tasks.
  private mutating func programAndData(of task: Constructed) -> CostEstimate.Memory {
    let data: Int
    let key = isOneCellAProcess ? task : nil
    if let known = dataBytes[key] {
      data = known
    } else {
      let declared = key.map { [$0] } ?? Set(experiment.runs.flatMap { $0.cells.map(\.task.value) })
      data = declared.reduce(0) { $0 + ((try? description(ofTask: $1))?.residentBytes ?? 0) }
      dataBytes[key] = data
    }
    return CostEstimate.Memory(
      program: Self.programBytes, data: data, parameters: 0, optimizer: 0, activations: 0,
      copies: 0)
  }

  /// What a process of this program takes that computes next to nothing: code and data of the program and of Foundation and HDF5,
  /// as measured with a cell of one layer of width 16 (`docs/notes/memory.md`).
  static let programBytes = 50_000_000
}

/// A task that is longer than its model's table of positions, so that the cell can never run.
struct TooManyTokens: Error {
  var tokens: Int
  var limit: Int
}

/// More operations than can be counted.
struct UncountableWork: Error {}
