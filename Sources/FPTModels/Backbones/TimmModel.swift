import FPTEngine

/// What timm builds behind a name of a vision transformer, such as `vit_base_patch16_224`.
///
/// Only models whose blocks are this ViT to the last operation are here. timm 1.0.31 has some hundred other names that look alike,
/// with rotary positions, norms of queries and keys, or parallel sub-layers.
struct TimmModel: Sendable, Hashable {
  let layers: Int
  let width: Int
  let heads: Int
  /// Width inside the feed-forward layers by width, both halves of a gated one together.
  let ratio: Double
  let activation: Activation
  let epsilon: Double
  let hasQueryBias: Bool
  /// First value of LayerScale's gains; nil without them.
  let layerScale: Double?
  let hasNormBefore: Bool
  let isGated: Bool
  /// Whether tokens are averaged behind the blocks.
  let averages: Bool
  /// Whether the last norm stands behind the pooling; nil where it does so if tokens are averaged.
  let hasHeadNorm: Bool?
  /// Whether there is a last norm at all.
  let hasFinalNorm: Bool

  init(
    _ layers: Int, _ width: Int, _ heads: Int, ratio: Double = 4, _ activation: Activation = .gelu,
    epsilon: Double = 1e-6, hasQueryBias: Bool = true, layerScale: Double? = nil,
    hasNormBefore: Bool = false, isGated: Bool = false, averages: Bool = false,
    hasHeadNorm: Bool? = nil, hasFinalNorm: Bool = true
  ) {
    self.layers = layers
    self.width = width
    self.heads = heads
    self.ratio = ratio
    self.activation = activation
    self.epsilon = epsilon
    self.hasQueryBias = hasQueryBias
    self.layerScale = layerScale
    self.hasNormBefore = hasNormBefore
    self.isGated = isGated
    self.averages = averages
    self.hasHeadNorm = hasHeadNorm
    self.hasFinalNorm = hasFinalNorm
  }

  /// The model of a name, with or without a tag of pretrained weights: `vit_base_patch16_224.augreg_in21k`.
  init?(named name: String) {
    let model = String(name.prefix { $0 != "." })
    guard let known = Self.table.first(where: { $0.names.contains(model) })?.model else {
      return nil
    }
    self = known
  }

  /// Every name that is known.
  static var names: [String] { table.flatMap(\.names) }
}
