import FPTCheckpoints
import FPTEngine

extension TransformerKeys {
  static let timm = TransformerKeys(layers: "depth", width: "embed_dim", heads: "num_heads")
}

extension TransformerShape {
  /// The shape in a configuration of timm's, with what the library knows of the model by its name.
  ///
  /// - Throws: `CheckpointError`.
  init(timm c: ModelConfiguration, _ known: TimmModel?) throws(CheckpointError) {
    let keys = TransformerKeys.timm
    let width = try c.integer(keys.width, default: known?.width)
    let ratio = try c.number("mlp_ratio", in: 0.01...1024, default: known?.ratio ?? 4)
    let expanded = Int(Double(width) * ratio)
    self.init(
      layers: try c.integer(keys.layers, in: 1...1024, default: known?.layers), width: width,
      heads: try c.integer(keys.heads, in: 1...1024, default: known?.heads),
      // A gated layer has both halves in what timm calls hidden features.
      innerWidth: max(1, known?.isGated == true ? expanded / 2 : expanded),
      epsilon: try c.number("norm_eps", in: 0...1, default: known?.epsilon ?? 1e-6),
      activation: try c.timmActivation("act_layer", default: known?.activation ?? .gelu))
  }
}

extension VisionTransformer {
  /// Reads what blocks of timm's have beside their shape.
  ///
  /// `pooling` has the arguments alone, since a file says beside them how the saved model pools, and nothing is built from that.
  ///
  /// - Throws: `CheckpointError`.
  mutating func readTimmChoices(
    _ c: ModelConfiguration, _ known: TimmModel?, pooling: ModelConfiguration?
  ) throws(CheckpointError) {
    hasQueryBias = try c.boolean("qkv_bias", default: known?.hasQueryBias ?? true)
    hasNormBefore = try c.boolean("pre_norm", default: known?.hasNormBefore ?? false)
    let gain = try c.number("init_values", in: 0...1e6, default: known?.layerScale ?? 0)
    // As in Python, zero is none.
    layerScale = gain == 0 ? nil : gain
    isGated = known?.isGated ?? false
    let pool = try pooling?.text("global_pool", default: "") ?? ""
    let averages =
      pool.isEmpty ? known?.averages ?? false : ["avg", "avgmax", "max"].contains(pool)
    // A norm behind the pooling stands for the one before it, and belongs to the head.
    let isBehindPooling = try c.boolean("fc_norm", default: known?.hasHeadNorm ?? averages)
    hasLastNorm =
      try c.boolean("final_norm", default: known?.hasFinalNorm ?? true) && !isBehindPooling
  }
}

extension ModelConfiguration {
  /// The non-linearity that timm calls by a name.
  func timmActivation(
    _ key: String, default known: Activation
  ) throws(CheckpointError) -> Activation {
    guard contains(key) else { return known }
    return switch try text(key, oneOf: ["gelu", "gelu_tanh", "quick_gelu", "relu", "silu"]) {
    case "relu": .relu
    case "gelu_tanh": .geluTanh
    case "quick_gelu": .quickGELU
    case "silu": .silu
    default: .gelu
    }
  }
}
