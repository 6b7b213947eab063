import FPTEngine

/// A backbone of attention blocks, which is described by a shape and what is its own.
public protocol TransformerBackbone: Backbone {
  /// The extents and choices that it shares with other transformers.
  var shape: TransformerShape { get }
}

extension TransformerBackbone {
  /// Blocks.
  public var layerCount: Int { shape.layerCount }
  /// Blocks of the checkpoint, of which `layerCount` are kept.
  public var sourceLayerCount: Int { shape.sourceLayerCount }
  /// Width of the hidden states.
  public var width: Int { shape.width }
  /// Attention heads.
  public var heads: Int { shape.heads }
  /// Width inside the feed-forward layers.
  public var innerWidth: Int { shape.innerWidth }
  /// ε of every norm.
  public var epsilon: Double { shape.epsilon }
  /// The non-linearity of the feed-forward layers.
  public var activation: Activation { shape.activation }
  /// Standard deviation of randomly initialized matrices and tables.
  public var initialStandardDeviation: Double { shape.initialStandardDeviation }

  /// A layer norm with the parameters of a scope, `weight` and `bias`.
  func layerNorm(_ x: Variable, _ p: ParameterScope, on tape: Tape) -> Variable {
    tape.layerNorm(x, weight: p["weight"], bias: p["bias"], epsilon: Float(epsilon))
  }
}
