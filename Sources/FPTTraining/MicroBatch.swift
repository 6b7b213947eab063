import FPTEngine

/// The micro-batch: examples that pass through the model together, between which gradients are accumulated.
///
/// The bits of a matrix product can depend on its number of rows, so the size follows from the configuration alone. A batch is a
/// sequence of micro-batches, one after the other.
package enum MicroBatch {
  /// Rows that keep matrix products efficient and activations small.
  static let rows = 1024

  /// Examples of a micro-batch: as many as make 1,024 tokens, at least one, at most a batch.
  package static func size(tokens: Int, batch: Int) -> Int {
    max(1, min(batch, rows / max(1, tokens)))
  }
}
