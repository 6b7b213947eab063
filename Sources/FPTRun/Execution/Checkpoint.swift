import FPTEngine
import FPTLib

/// The state of a cell's training.
///
/// Training that continues from it gives the same bits as training without a stop.
struct Checkpoint: Sendable, Hashable {
  var trainer: TrainerState
  var curves: CurveRecorder
  var best: BestSteps
  /// The family of GEMM kernels.
  ///
  /// A continuation with another family would mix the bits of two.
  var products = productFamily
}

extension Checkpoint {
  /// The checkpoint as a cell's file keeps it.
  var group: ResultGroup {
    var root = ResultGroup()
    root.setAttribute("step", .integer(Int64(trainer.step)))
    root.setAttribute("products", .text(products))
    root.setAttribute("last_finite_loss", .number(curves.lastFiniteLoss))
    root.setAttribute("pending_loss_sum", .number(curves.pending.lossSum))
    root.setAttribute("pending_correct", .integer(Int64(curves.pending.correct)))
    root.setAttribute("pending_predictions", .integer(Int64(curves.pending.predictions)))
    root.setAttribute("pending_norms", .number(curves.pendingNorms))
    root.setAttribute("pending_steps", .integer(Int64(curves.pendingSteps)))
    var parameters = ResultGroup()
    for entry in trainer.entries {
      var group = ResultGroup()
      group.setAttribute("updates", .integer(Int64(entry.updates)))
      group.variables =
        [Self.floats(Self.values, entry.values)]
        + entry.state.sorted { $0.key < $1.key }.map { Self.floats($0.key, $0.value) }
      parameters.append(entry.name, group)
    }
    root.append("parameters", parameters)
    var curvesGroup = ResultGroup()
    curvesGroup.append("train", curves.train.group)
    for (split, series) in curves.evaluated.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      curvesGroup.append(split == .train ? "train_evaluated" : split.rawValue, series.group)
    }
    root.append("curves", curvesGroup)
    var bestGroup = ResultGroup()
    for (split, snapshot) in best.snapshots.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      var group = ResultGroup()
      group.setAttribute("step", .integer(Int64(snapshot.step)))
      group.setAttribute("accuracy", .number(snapshot.accuracy))
      group.variables = snapshot.parameters.map { Self.floats($0.name, $0.values) }
      bestGroup.append(split.rawValue, group)
    }
    root.append("best", bestGroup)
    return root
  }

  /// Reads a checkpoint; nil if it is incomplete.
  ///
  /// The cell then starts again.
  ///
  /// `splits` are those whose best step the cell keeps.
  init?(_ root: ResultGroup, bestSplits splits: [TaskSplit]) {
    guard let step = root.integer("step"), let products = root.attribute("products")?.text,
      let parameters = root.group("parameters"), let stored = root.group("curves"),
      let best = root.group("best"), let train = stored.group("train"),
      let trainSeries = CurveRecorder.Series(train), let correct = root.integer("pending_correct"),
      let predictions = root.integer("pending_predictions"),
      let pendingSteps = root.integer("pending_steps")
    else { return nil }
    var entries: [TrainerState.Entry] = []
    for child in parameters.groups {
      guard let updates = child.group.integer("updates"),
        let values = child.group.floats(Self.values)
      else { return nil }
      var state: [String: [Float]] = [:]
      for variable in child.group.variables where variable.name != Self.values {
        guard case .float32(let floats) = variable.values else { return nil }
        state[variable.name] = floats
      }
      entries.append(
        TrainerState.Entry(name: child.name, values: values, state: state, updates: updates))
    }
    trainer = TrainerState(step: step, entries: entries)
    self.products = products
    curves = CurveRecorder()
    curves.train = trainSeries
    curves.lastFiniteLoss = root.attribute("last_finite_loss")?.number ?? .nan
    curves.pending.lossSum = root.attribute("pending_loss_sum")?.number ?? 0
    curves.pending.correct = correct
    curves.pending.predictions = predictions
    curves.pendingNorms = root.attribute("pending_norms")?.number ?? 0
    curves.pendingSteps = pendingSteps
    for split in TaskSplit.allCases {
      let name = split == .train ? "train_evaluated" : split.rawValue
      guard let group = stored.group(name) else { continue }
      guard let series = CurveRecorder.Series(group) else { return nil }
      curves.evaluated[split] = series
    }
    self.best = BestSteps(splits: splits)
    for child in best.groups {
      guard let split = TaskSplit(rawValue: child.name), let step = child.group.integer("step"),
        let accuracy = child.group.attribute("accuracy")?.number
      else { return nil }
      var parameters: [BestSteps.Parameter] = []
      for variable in child.group.variables {
        guard case .float32(let values) = variable.values else { return nil }
        parameters.append(BestSteps.Parameter(name: variable.name, values: values))
      }
      self.best.snapshots[split] = BestSteps.Snapshot(
        step: step, accuracy: accuracy, parameters: parameters)
    }
  }

  /// Name of a parameter's own values, beside the optimizer's tensors.
  private static let values = "values"

  private static func floats(_ name: String, _ values: [Float]) -> ResultVariable {
    ResultVariable(parameter: name, shape: [values.count], values: values)
  }
}

extension ResultGroup {
  fileprivate func integer(_ name: String) -> Int? {
    attribute(name)?.integer.flatMap { Int(exactly: $0) }
  }

  fileprivate func floats(_ name: String) -> [Float]? {
    guard case .float32(let values)? = variable(name)?.values else { return nil }
    return values
  }

  fileprivate func doubles(_ name: String) -> [Double]? {
    guard case .float64(let values)? = variable(name)?.values else { return nil }
    return values
  }
}

extension CurveRecorder.Series {
  fileprivate var columns: [(name: String, values: [Double])] {
    [
      ("loss", loss), ("accuracy", accuracy), ("grad_norm", gradientNorm),
      ("learning_rate", learningRate),
    ]
  }

  fileprivate var group: ResultGroup {
    var group = ResultGroup()
    group.variables = [ResultVariable(coordinate: "step", values: .int64(steps))]
    group.variables += columns.filter { $0.values.count == steps.count }.map {
      ResultVariable(
        name: $0.name, dimensions: ["step"], shape: [steps.count], values: .float64($0.values))
    }
    return group
  }

  fileprivate init?(_ group: ResultGroup) {
    guard case .int64(let steps)? = group.variable("step")?.values,
      let loss = group.doubles("loss"), let accuracy = group.doubles("accuracy")
    else { return nil }
    self.init(
      steps: steps, loss: loss, accuracy: accuracy, gradientNorm: group.doubles("grad_norm") ?? [],
      learningRate: group.doubles("learning_rate") ?? [])
  }
}
