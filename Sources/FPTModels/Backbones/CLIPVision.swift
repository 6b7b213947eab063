import FPTCheckpoints
import FPTEngine

/// CLIP's vision tower: ViT's blocks behind a norm, with QuickGELU.
///
/// Radford et al. 2021. It runs as ViT does: on the new input layer's tokens, with new positions,
/// then a norm, the blocks and the last norm, which CLIP itself applies to the class token alone.
/// Patch embedding, class token, old positions and projection are not used.
///
/// Names are those of transformers' `CLIPVisionModel`. Of a whole CLIP, the tower is read and the
/// text's is not.
public struct CLIPVision: VisionBackbone {
  package var tower: VisionTransformer
  /// What every standard deviation of randomly initialized matrices is multiplied by.
  let initialFactor: Double

  /// The name of the architecture in experiment files.
  public var architecture: String { "CLIPVision" }
  /// What checkpoints put before the names of its parameters.
  public var checkpointPrefixes: [String] { ["", "vision_model."] }

  private static let names = VisionNames(
    block: "encoder.layers.", normBefore: "pre_layrnorm", firstNorm: "layer_norm1",
    queryKeyValue: projections, projection: "self_attn.out_proj", secondNorm: "layer_norm2",
    lastNorm: "post_layernorm")

  /// What transformers calls the projections of CLIP and SigLIP.
  static let projections = ["q_proj", "k_proj", "v_proj"].map {
    VisionNames.Projection(name: "self_attn.\($0)", parts: 1)
  }

  /// What transformers takes for extents that a configuration leaves out.
  static let base = TransformerShape(
    layers: 12, width: 768, heads: 12, epsilon: 1e-5, activation: .quickGELU)

  static let keys = TransformerKeys(
    defaultEpsilon: 1e-5, standardDeviation: nil, defaultActivation: "quick_gelu")

  /// Reads a transformers configuration of `model_type` clip_vision_model, or the tower of a clip.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    let c = try Self.towerConfiguration(c, model: "CLIPVision")
    initialFactor = try c.number("initializer_factor", in: 0...1e6, default: 1)
    tower = VisionTransformer(
      try TransformerShape(tower: c, Self.keys, base: Self.base), Self.names)
    tower.hasNormBefore = true
    tower.initialization = .scaled(factor: initialFactor)
  }

  /// A fresh model of CLIP's proportions; `width` is a multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    initialFactor = 1
    tower = VisionTransformer(
      TransformerShape(
        layers: layers, width: width, heads: heads, epsilon: 1e-5, activation: .quickGELU),
      Self.names)
    tower.hasNormBefore = true
    tower.initialization = .scaled(factor: initialFactor)
  }
}
