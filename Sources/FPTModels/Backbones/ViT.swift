import FPTCheckpoints
import FPTEngine

/// The blocks and the final norm of a vision transformer, run as in the paper.
///
/// Dosovitskiy et al. 2021. It runs on the new input layer's tokens, with new positions added
/// before the blocks; patch embedding, class token and old positions are not used. DeiT (Touvron et
/// al. 2021) has the same blocks, and its distillation token is not used either.
///
/// Bidirectional attention, normalization before each sub-layer and at the end, exact GELU. Models
/// of timm may have LayerScale, a norm before the blocks, a gated feed-forward layer, or no norm at
/// the end where it stands behind the pooling. Names are timm's or transformers', as the
/// configuration says.
public struct ViT: VisionBackbone {
  /// Whose names the parameters have.
  public enum Library: Sendable, Hashable {
    /// timm's `VisionTransformer`: query, key and value in one matrix.
    case timm
    /// transformers' `ViTModel`; the names it used before version 5 are read as well.
    case transformers
  }

  package var tower: VisionTransformer
  /// Whose names the parameters have.
  public let library: Library
  /// What transformers calls the model: vit or deit.
  let modelType: String
  /// Whether queries, keys and values have biases.
  public var hasQueryBias: Bool { tower.hasQueryBias }

  /// The name of the architecture in experiment files.
  public var architecture: String { "ViT" }
  /// What checkpoints put before the names of its parameters.
  public var checkpointPrefixes: [String] { ["", "vit.", "deit.", "module."] }

  /// Reads a transformers configuration of `model_type` vit or deit, or a timm configuration.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    if c.contains("model_type") {
      try c.requireKnown(Self.transformersKeys, model: "ViT")
      library = .transformers
      modelType = try c.text("model_type", oneOf: Self.modelTypes)
      var shape = try TransformerShape(c)
      try shape.readChoices(c)
      tower = VisionTransformer(shape, ViTNames.transformers)
      tower.hasQueryBias = try c.boolean("qkv_bias", default: true)
      try shape.requireWholeHeads(c)
    } else {
      // timm's own files give a model's name, leave its extents to the library, and change them under model_args.
      let known = try Self.timmModel(c)
      let arguments = try c.lifting("model_args")
      try arguments.requireKnown(Self.timmKeys, model: "ViT")
      library = .timm
      modelType = "vit"
      tower = VisionTransformer(try TransformerShape(timm: arguments, known), ViTNames.timm)
      try tower.readTimmChoices(arguments, known, pooling: c.object("model_args"))
      tower.shape.initialStandardDeviation = try c.number(
        "initializer_range", in: 0...10, default: 0.02)
      try shape.requireWholeHeads(arguments, .timm)
    }
  }

  /// The model that a configuration names; a plain one where the configuration itself gives every extent.
  private static func timmModel(_ c: ModelConfiguration) throws(CheckpointError) -> TimmModel? {
    let name = try c.text("architecture")
    if name == "timm VisionTransformer" { return nil }
    if let model = TimmModel(named: name) { return model }
    throw .wrongValue(
      file: c.path, key: "architecture",
      expected: "\"LNLSTM\" or a vision transformer of timm with ViT's blocks, such as "
        + "\"vit_base_patch16_224\"", found: "\"\(name)\"")
  }

  /// A fresh model of ViT's proportions; `width` is a multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    tower = VisionTransformer(
      TransformerShape(layers: layers, width: width, heads: heads, epsilon: 1e-6), ViTNames.timm)
    library = .timm
    modelType = "vit"
  }

  /// Names that other versions of the library give a parameter.
  public func otherNames(of name: String) -> [String] {
    library == .transformers ? ViTNames.beforeVersion5(name) : []
  }
}
