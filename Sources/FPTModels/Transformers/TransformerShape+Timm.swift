import FPTCheckpoints

extension TransformerKeys {
  static let timm = TransformerKeys(layers: "depth", width: "embed_dim", heads: "num_heads")
}

extension TransformerShape {
  /// The shape in a configuration of timm's, with what the library knows of the model by its name.
  ///
  /// - Throws: `CheckpointError`.
  init(timm c: ModelConfiguration, _ known: TimmSize?) throws(CheckpointError) {
    let keys = TransformerKeys.timm
    let layers = try c.integer(keys.layers, in: 1...1024, default: known?.layers)
    let width = try c.integer(keys.width, default: known?.width)
    let heads = try c.integer(keys.heads, in: 1...1024, default: known?.heads)
    let innerWidth: Int
    if let known, width == known.width, !c.contains("mlp_ratio") {
      innerWidth = known.innerWidth
    } else {
      let ratio = try c.number(
        "mlp_ratio", in: 0.01...1024,
        default: known.map { Double($0.innerWidth) / Double($0.width) } ?? 4)
      innerWidth = max(1, Int(Double(width) * ratio))
    }
    self.init(
      layers: layers, width: width, heads: heads, innerWidth: innerWidth,
      epsilon: try c.number("norm_eps", in: 0...1, default: 1e-6),
      activation: try c.timmActivation("act_layer"))
  }
}
