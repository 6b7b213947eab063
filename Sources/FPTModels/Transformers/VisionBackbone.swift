import FPTEngine

/// A backbone that is a vision transformer.
package protocol VisionBackbone: TransformerBackbone {
  /// What is computed, with the names and the choices of the model.
  var tower: VisionTransformer { get set }
}

extension VisionBackbone {
  /// The extents and choices that it shares with other transformers.
  public package(set) var shape: TransformerShape {
    get { tower.shape }
    set { tower.shape = newValue }
  }
  /// The most tokens that have positions; nil where there is no limit.
  public var maximumTokens: Int? { tower.rows.maximumTokens }

  /// The model with positions for at least so many tokens.
  public func extendingPositions(to tokens: Int) -> Self {
    // The table is new, and zeros all over, whatever its size.
    var model = self
    model.tower.rows = tower.rows.extended(to: tokens)
    return model
  }

  /// Every parameter, in the order of the forward pass.
  public var parameters: [ParameterSpecification] { tower.parameters }

  /// Runs the blocks: from [examples, tokens, width] to the last tokens that are read, [examples,
  /// read tokens, width].
  public func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    tower.forward(x, p, on: tape, pass: pass)
  }
}
