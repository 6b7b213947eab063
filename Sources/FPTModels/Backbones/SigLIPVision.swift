import FPTCheckpoints
import FPTEngine

/// SigLIP's vision tower: ViT's blocks and last norm, with the tanh approximation of GELU.
///
/// Zhai et al. 2023; SigLIP 2, Tschannen et al. 2025. It runs as ViT does: on the new input layer's
/// tokens, with new positions; patch embedding, old positions and the head, which pools by attention,
/// are not used.
///
/// Names are those of transformers' `SiglipVisionModel`. Of a whole SigLIP, the tower is read and the
/// text's is not.
public struct SigLIPVision: VisionBackbone {
  package var tower: VisionTransformer
  /// What transformers calls the tower: siglip_vision_model or siglip2_vision_model.
  let modelType: String

  /// The name of the architecture in experiment files.
  public var architecture: String { "SigLIPVision" }
  /// What checkpoints put before the names of its parameters.
  public var checkpointPrefixes: [String] { ["", "vision_model."] }

  private static let names = VisionNames(
    block: "encoder.layers.", firstNorm: "layer_norm1", queryKeyValue: CLIPVision.projections,
    projection: "self_attn.out_proj", secondNorm: "layer_norm2", lastNorm: "post_layernorm")

  private static let base = TransformerShape(
    layers: 12, width: 768, heads: 12, epsilon: 1e-6, activation: .geluTanh)

  static let keys = TransformerKeys(
    defaultEpsilon: 1e-6, standardDeviation: nil, defaultActivation: "gelu_pytorch_tanh")

  /// Reads a transformers configuration of `model_type` siglip_vision_model or siglip2_vision_model,
  /// or the tower of a siglip or siglip2.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    modelType =
      try c.text("model_type").hasPrefix("siglip2") ? "siglip2_vision_model" : "siglip_vision_model"
    let c = try Self.towerConfiguration(c, model: "SigLIPVision")
    tower = VisionTransformer(
      try TransformerShape(tower: c, Self.keys, base: Self.base), Self.names)
    tower.initialization = .glorot
  }

  /// A fresh model of SigLIP's proportions; `width` is a multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    modelType = "siglip_vision_model"
    tower = VisionTransformer(
      TransformerShape(
        layers: layers, width: width, heads: heads, epsilon: 1e-6, activation: .geluTanh),
      Self.names)
    tower.initialization = .glorot
  }
}
