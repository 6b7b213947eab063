import FPTEngine

extension Tape {
  /// Computes a gated feed-forward layer, y = residual + dropout((f(x W₁) · (x W₂)) W₃).
  ///
  /// - Parameters:
  ///   - x: [..., width]
  ///   - expand: W₁, which is activated, and W₂ with as many outputs: one matrix with both, or two.
  ///   - contract: W₃: inner width → width.
  ///   - activation: f.
  ///   - dropout: applied before the residual is added.
  ///   - residual: [..., width]; nil for none.
  /// - Returns: [..., width]
  func gatedFeedForward(
    _ x: Variable, expand: [LinearWeight], contract: LinearWeight, activation: Activation,
    dropout: Dropout?, residual: Variable?
  ) -> Variable {
    linear(
      gatedActivation(linear(x, expand), activation), [contract], dropout: dropout,
      residual: residual)
  }
}
