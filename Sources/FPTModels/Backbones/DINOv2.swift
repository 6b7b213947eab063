import FPTCheckpoints
import FPTEngine

/// DINOv2: ViT's blocks with a gain on the output of each sub-layer (LayerScale).
///
/// Oquab et al. 2023; with register tokens, Darcet et al. 2023. It runs as ViT does: on the new input
/// layer's tokens, with new positions; patch embedding, class and register tokens and old positions
/// are not used. The giant model's feed-forward layers are SwiGLU's.
///
/// Names are those of transformers' `Dinov2Model`, and the two matrices of a SwiGLU layer are one, as
/// in every file that transformers saves. Gains are in the group of the sub-layer that they scale.
public struct DINOv2: VisionBackbone {
  package var tower: VisionTransformer
  /// Width inside the feed-forward layers by width, before a gated layer takes two thirds of it.
  let ratio: Double
  /// What transformers calls the model: dinov2 or dinov2_with_registers.
  let modelType: String

  /// The name of the architecture in experiment files.
  public var architecture: String { "DINOv2" }
  /// What checkpoints put before the names of its parameters.
  public var checkpointPrefixes: [String] { ["", "dinov2.", "dinov2_with_registers."] }
  /// Whether queries, keys and values have biases.
  public var hasQueryBias: Bool { tower.hasQueryBias }
  /// First value of the gains of each sub-layer.
  public var layerScale: Double { tower.layerScale ?? 1 }
  /// Whether the feed-forward layers are SwiGLU's.
  public var isGated: Bool { tower.isGated }

  static let keys = TransformerKeys(innerWidth: nil, defaultEpsilon: 1e-6)

  private static func names(isGated: Bool) -> VisionNames {
    VisionNames(
      block: "encoder.layer.", firstNorm: "norm1", queryKeyValue: ViTNames.queryKeyValue,
      projection: "attention.o_proj", attentionGain: "layer_scale1.lambda1", secondNorm: "norm2",
      expand: isGated ? "mlp.weights_in" : "mlp.fc1",
      contract: isGated ? "mlp.weights_out" : "mlp.fc2",
      feedForwardGain: "layer_scale2.lambda1", lastNorm: "layernorm")
  }

  /// Reads a transformers configuration of `model_type` dinov2 or dinov2_with_registers.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    try c.requireKnown(Self.configurationKeys, model: "DINOv2")
    modelType = try c.text("model_type", oneOf: Self.modelTypes)
    ratio = try c.number("mlp_ratio", in: 0.01...1024, default: 4)
    let isGated = try c.boolean("use_swiglu_ffn", default: false)
    var shape = try TransformerShape(c, Self.keys)
    try shape.readChoices(c, Self.keys)
    shape.innerWidth = Self.innerWidth(shape.width, ratio, isGated: isGated)
    // The gated layer has no other activation.
    if isGated { shape.activation = .silu }
    try shape.requireWholeHeads(c)
    tower = VisionTransformer(shape, Self.names(isGated: isGated))
    tower.isGated = isGated
    tower.hasQueryBias = try c.boolean("qkv_bias", default: true)
    tower.layerScale = try c.number("layerscale_value", in: -1e6...1e6, default: 1)
  }

  /// A fresh model of DINOv2's proportions; `width` is a multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    tower = VisionTransformer(
      TransformerShape(layers: layers, width: width, heads: heads, epsilon: 1e-6),
      Self.names(isGated: false))
    tower.layerScale = 1
    ratio = 4
    modelType = "dinov2"
  }

  /// The width inside: a gated layer has two thirds of it, rounded up to a multiple of eight.
  private static func innerWidth(_ width: Int, _ ratio: Double, isGated: Bool) -> Int {
    let expanded = max(1, Int(Double(width) * ratio))
    return isGated ? (Int(Double(expanded * 2) / 3) + 7) / 8 * 8 : expanded
  }

  /// The names before version 5 of transformers, which most published checkpoints have.
  public func otherNames(of name: String) -> [String] {
    ViTNames.renaming(name, ViTNames.formerAttention).map { [$0] } ?? []
  }
}
