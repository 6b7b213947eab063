import FPTEngine

/// The extents and the choices that all transformers have.
public struct TransformerShape: Sendable, Hashable {
  /// Blocks.
  public private(set) var layerCount: Int
  /// Blocks of the checkpoint, of which `layerCount` are kept.
  public let sourceLayerCount: Int
  /// Width of the hidden states.
  public let width: Int
  /// Attention heads.
  public let heads: Int
  /// Width inside the feed-forward layers.
  public internal(set) var innerWidth: Int
  /// ε of every norm.
  public internal(set) var epsilon: Double
  /// The non-linearity of the feed-forward layers.
  public internal(set) var activation: Activation
  /// Standard deviation of randomly initialized matrices and tables.
  public internal(set) var initialStandardDeviation: Double

  /// Makes a shape; without `innerWidth`, feed-forward layers have four times the width inside.
  init(
    layers: Int, width: Int, heads: Int, innerWidth: Int? = nil, epsilon: Double,
    activation: Activation = .gelu, initialStandardDeviation: Double = 0.02
  ) {
    layerCount = layers
    sourceLayerCount = layers
    self.width = width
    self.heads = heads
    self.innerWidth = innerWidth ?? 4 * width
    self.epsilon = epsilon
    self.activation = activation
    self.initialStandardDeviation = initialStandardDeviation
  }

  /// The heads of a model whose width they share.
  var attentionHeads: AttentionHeads { AttentionHeads(heads, width: width / heads) }

  /// The shape of the first `layers` blocks.
  func keepingFirst(_ layers: Int) -> TransformerShape {
    var shape = self
    shape.layerCount = min(layers, layerCount)
    return shape
  }
}
