import FPTEngine

/// Examples that go through the model together: the unit in which gradients are accumulated.
///
/// Bits of a product can depend on how many rows it has, so the size follows from the configuration alone; a batch is
/// a sequence of groups, one after the other, in whatever portions they are computed.
public enum ExampleGroup {
  /// Rows that keep matrix products efficient and activations small.
  static let rows = 1024

  /// Examples of a group: as many as make up 1,024 tokens, at least one, at most a batch.
  public static func size(tokens: Int, batch: Int) -> Int {
    max(1, min(batch, rows / max(1, tokens)))
  }
}
