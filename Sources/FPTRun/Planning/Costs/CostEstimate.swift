/// The expected cost of a cell.
package struct CostEstimate: Sendable, Hashable {
  /// Parameters trained at the end, of those that are read, and as the paper counts them.
  package var trained: Int
  package var trainedAsInPaper: Int
  package var total: Int
  /// Floating-point operations of matrix products in a training step; for a schedule, the mean of its steps.
  package var stepOperations: Double
  /// The same for the whole cell, with its evaluations.
  package var operations: Double
  /// Peak memory of a process that computes the cell.
  package var memory: Memory
  /// Bytes of the cell's file once it is done: its curves, measures and kept weights.
  package var cellBytes: Int
  /// Bytes of its file while it is computed, with a checkpoint.
  package var checkpointBytes: Int
  /// The whole cell, from its first step on.
  package var seconds: Double
  /// Between what it will probably take; nil where this machine says nothing certain.
  package var secondsRange: ClosedRange<Double>?
  package var timeSource: TimeSource

  /// The parts of the memory, in bytes.
  package struct Memory: Sendable, Hashable {
    /// The program and its libraries.
    package var program: Int
    /// The data of the tasks of the plan.
    package var data: Int
    /// Parameters, in memory or in a mapped file.
    package var parameters: Int
    /// Gradients and the optimizer's two moments.
    package var optimizer: Int
    /// Activations, batches and scratch memory; features that are kept of each example.
    package var activations: Int
    /// Copies of trained parameters: of the best step, of a checkpoint and its file.
    package var copies: Int

    /// All of it at once.
    package var peak: Int {
      program + data + parameters + optimizer + activations + copies
    }

    /// Each part under the name it is shown by, largest things of a process first.
    package var parts: [(name: String, bytes: Int)] {
      [
        ("program", program), ("data", data), ("parameters", parameters),
        ("optimizer", optimizer), ("activations", activations), ("copies", copies),
      ]
    }
  }
}

/// The basis of an expected time.
package enum TimeSource: String, Sendable, Hashable {
  /// Similar cells in the store.
  case earlierCells = "earlier cells"
  /// The cell's operations and this machine's rate of multiplication.
  case operations
}
