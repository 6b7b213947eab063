/// How a model is trained (Lu et al. 2021, appendix; official code's defaults).
public struct TrainingSettings: Sendable, Hashable {
  /// The optimizer.
  public var optimizer: Adam
  /// Examples a step.
  public var batch: Int
  /// Steps of the whole run.
  public var steps: Int
  /// Global gradient norm above which gradients are scaled down; nil for no limit.
  public var clip: Double?
  /// Rate of every dropout site.
  public var dropout: Double
  /// Steps from one evaluation to the next.
  public var evaluateEvery: Int
  /// Batches of the test split that an evaluation on the way reads.
  public var evaluateBatches: Int

  /// The paper's settings where nothing else is said.
  public init(
    optimizer: Adam = Adam(), batch: Int = 16, steps: Int, clip: Double? = 1, dropout: Double = 0.1,
    evaluateEvery: Int = 100, evaluateBatches: Int = 25
  ) {
    self.optimizer = optimizer
    self.batch = batch
    self.steps = steps
    self.clip = clip
    self.dropout = dropout
    self.evaluateEvery = evaluateEvery
    self.evaluateBatches = evaluateBatches
  }
}
