/// The record of one cell in the store: its configuration, its state and its results so far.
public struct CellRecord: Sendable, Hashable {
  /// The state of a cell; every one of them survives in the store.
  public enum State: String, Sendable, CaseIterable {
    /// Planned cells have not begun; running ones have a checkpoint or curves, and no result yet.
    ///
    /// A diverged cell has a result: its loss ceased to be finite. A cell fails with an error, and
    /// is unavailable where its data or weights are missing.
    case planned, running, done, diverged, failed, unavailable
  }

  /// SHA-256 of the canonical configuration, 64 lowercase hexadecimal digits.
  public var hash: String
  /// How far the computation of the cell has come.
  public var state: State
  /// Why the cell is in this state, where that needs words: an error, or how to get what is missing.
  public var message: String?
  /// The step at which the loss of a diverged cell ceased to be finite.
  public var divergence: Divergence?
  /// The canonical configuration, as JSON.
  public var configuration: String
  /// The same with every default, as JSON; nil in records of format version 1.
  ///
  /// No digest covers it, since a later version of the language may have more fields to tell of.
  public var resolvedConfiguration: String?
  /// What was recorded while the model was trained, one series for each split.
  public var curves: [CurveSeries]
  /// The records of finished measures, by name.
  public var measures: [ResultGroup.Child]
  /// The trained parameters under their dotted names.
  public var trained: [ResultVariable]
  /// Where the parameters that were not trained are from; nil for a model that began with random
  /// ones.
  public var frozen: FrozenWeights?
  /// The checkpoint of a running cell.
  ///
  /// Its content is opaque here.
  public var checkpoint: ResultGroup?
  /// What may differ between two runs of the same bits.
  ///
  /// Not part of a content digest.
  public var provenance: [ResultAttribute]

  /// The value of a scalar measure, by the measure's name here; nil where it is not done or is no scalar.
  public func scalar(_ measure: String) -> Double? {
    let group = measures.first { $0.name == measure }?.group
    guard case .float64(let values)? = group?.variable("value")?.values else { return nil }
    return values.first
  }

  /// Optimizer steps at the end of its curves; nil where it has none.
  public var lastStep: Int64? { curves.compactMap(\.steps.last).max() }

  /// The provenance's value under a name; nil if there is none.
  public func provenanceValue(_ name: String) -> ResultAttribute.Value? {
    provenance.first { $0.name == name }?.value
  }

  /// Last steps of a cell whose loss ceased to be finite.
  public struct Divergence: Sendable, Hashable {
    /// The first step whose loss is not finite.
    public var step: Int64
    /// The loss of the last step that had a finite one.
    public var lastFiniteLoss: Double
    /// Makes the record of a divergence from its step, counted from 0, and the loss before it.
    public init(step: Int64, lastFiniteLoss: Double) {
      self.step = step
      self.lastFiniteLoss = lastFiniteLoss
    }
  }

  /// Makes a record; parts that are left out are empty.
  public init(
    hash: String, state: State, configuration: String, resolvedConfiguration: String? = nil,
    message: String? = nil,
    divergence: Divergence? = nil, curves: [CurveSeries] = [], measures: [ResultGroup.Child] = [],
    trained: [ResultVariable] = [], frozen: FrozenWeights? = nil, checkpoint: ResultGroup? = nil,
    provenance: [ResultAttribute] = []
  ) {
    self.hash = hash
    self.state = state
    self.message = message
    self.divergence = divergence
    self.configuration = configuration
    self.resolvedConfiguration = resolvedConfiguration
    self.curves = curves
    self.measures = measures
    self.trained = trained
    self.frozen = frozen
    self.checkpoint = checkpoint
    self.provenance = provenance
  }
}

/// The weights that a cell left as they were: a reference to the file they came from, not a copy.
public struct FrozenWeights: Sendable, Hashable {
  /// Name of the asset, such as `minilm-l6`.
  public var asset: String
  /// SHA-256 of the file, 64 lowercase hexadecimal digits.
  public var sha256: String
  /// How many tensors of the file the model uses as they are.
  public var tensorCount: Int
  /// Makes a reference to the tensors of a file.
  public init(asset: String, sha256: String, tensorCount: Int) {
    self.asset = asset
    self.sha256 = sha256
    self.tensorCount = tensorCount
  }
}

/// The curves of one split over the steps of a training.
public struct CurveSeries: Sendable, Hashable {
  /// Name of the split, such as `train` or `test`.
  public var split: String
  /// Optimizer steps done when the values of the same index were recorded.
  public var steps: [Int64]
  /// The quantities that were recorded, such as loss and accuracy.
  public var columns: [Column]

  /// One quantity along the steps; as many values as steps.
  public struct Column: Sendable, Hashable {
    /// The name of the quantity's array in the results file, such as `loss`.
    public var name: String
    /// What the quantity is, in words: the attribute `long_name` of its array.
    public var longName: String
    /// The unit of the values in the notation of UDUNITS; `1` for pure numbers.
    public var units: String
    /// The values, one for each step of the series.
    public var values: [Double]

    /// Makes a column; its values must be as many as the steps of its series.
    public init(name: String, longName: String, units: String = "1", values: [Double]) {
      self.name = name
      self.longName = longName
      self.units = units
      self.values = values
    }

    /// Mean loss, in nats for cross entropy.
    public static func loss(_ values: [Double]) -> Column {
      Column(name: "loss", longName: "mean loss", values: values)
    }
    /// Fraction of predictions that are right.
    public static func accuracy(_ values: [Double]) -> Column {
      Column(name: "accuracy", longName: "fraction of predictions that are right", values: values)
    }
    /// Norm of the gradient of all trained parameters, before clipping.
    public static func gradientNorm(_ values: [Double]) -> Column {
      Column(
        name: "grad_norm", longName: "norm of the gradient before clipping", values: values)
    }
    /// Learning rate of the step.
    public static func learningRate(_ values: [Double]) -> Column {
      Column(name: "learning_rate", longName: "learning rate", values: values)
    }
  }

  /// Makes the curves of one split; each column must have as many values as there are steps.
  public init(split: String, steps: [Int64], columns: [Column]) {
    self.split = split
    self.steps = steps
    self.columns = columns
  }

  /// The values of the column of that name; nil where there is none.
  public subscript(name: String) -> [Double]? { columns.first { $0.name == name }?.values }
}
