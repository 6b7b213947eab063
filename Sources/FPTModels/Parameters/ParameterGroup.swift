/// The paper's parameter groups; every parameter of every model belongs to exactly one.
public enum ParameterGroup: String, Sendable, Hashable, CaseIterable {
  /// The new input layer.
  case input
  /// The new output layer.
  case output
  /// Position embeddings.
  case positions
  /// Gains and biases of every layer norm, the final one included.
  case layernorm
  /// Query, key, value and output projections; relative position biases.
  case attention
  /// Both feed-forward matrices of a block and their biases.
  case feedforward
  /// Token and token-type tables.
  case embeddings
  /// Matrices and biases of a recurrent network.
  case recurrent
}
