/// What a cell is expected to take, before anything is computed.
public struct CostEstimate: Sendable, Hashable {
  /// Parameters trained at the end, of those that are read, and as the paper counts them.
  public var trained: Int
  public var trainedAsInPaper: Int
  public var total: Int
  /// Floating-point operations of matrix products in a training step; for a schedule, the mean of its steps.
  public var stepOperations: Double
  /// The same of the whole cell, its evaluations included.
  public var operations: Double
  /// Peak memory of a process that computes the cell.
  public var memory: Memory
  /// Bytes of the cell's file once it is done: its curves, measures and kept weights.
  public var cellBytes: Int
  /// Bytes of its file while it is computed, with a checkpoint.
  public var checkpointBytes: Int
  /// The whole cell, from its first step on.
  public var seconds: Double
  public var timeSource: TimeSource

  /// What memory is taken for, in bytes.
  public struct Memory: Sendable, Hashable {
    /// The program and its libraries.
    public var program: Int
    /// The data of the tasks of the plan.
    public var data: Int
    /// Parameters, in memory or in a mapped file.
    public var parameters: Int
    /// Gradients and the optimiser's two moments.
    public var optimizer: Int
    /// Activations, batches and scratch memory; features that are kept of each example.
    public var activations: Int
    /// Copies of trained parameters: of the best step, of a checkpoint and its file.
    public var copies: Int

    /// All of it at once.
    public var peak: Int {
      program + data + parameters + optimizer + activations + copies
    }

    /// Each part under the name it is shown by, largest things of a process first.
    public var parts: [(name: String, bytes: Int)] {
      [
        ("program", program), ("data", data), ("parameters", parameters),
        ("optimizer", optimizer), ("activations", activations), ("copies", copies),
      ]
    }
  }
}

/// Where an expected time comes from.
public enum TimeSource: String, Sendable, Hashable {
  /// Cells like it that the store has.
  case earlierCells = "earlier cells"
  /// The operations it needs, at the rate that this machine multiplies matrices at.
  case operations
}
