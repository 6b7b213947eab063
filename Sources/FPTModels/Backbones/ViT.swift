import FPTCheckpoints
import FPTEngine

/// The blocks and the final norm of a vision transformer (Dosovitskiy et al. 2021), run as Lu et al. run it: on the new input
/// layer's tokens, with new positions added before the blocks; patch embedding, class token and old positions are not used.
///
/// Bidirectional attention, normalization before each sub-layer and at the end, exact GELU. Names are timm's or transformers',
/// as the configuration says.
public struct ViT: Backbone {
  /// Whose names the parameters have.
  public enum Library: Sendable, Hashable {
    /// timm's `VisionTransformer`: query, key and value in one matrix.
    case timm
    /// transformers' `ViTModel`; the names it used before version 5 are read as well.
    case transformers
  }

  /// Blocks.
  public private(set) var layerCount: Int
  public let sourceLayerCount: Int
  /// Width of the hidden states.
  public let width: Int
  /// Attention heads; the width is a multiple of them.
  public let heads: Int
  /// Width inside the feed-forward layers.
  public let innerWidth: Int
  /// ε of every norm.
  public let epsilon: Double
  /// The non-linearity of the feed-forward layers.
  public let activation: Activation
  /// Standard deviation of freshly drawn matrices and tables.
  public let initialDeviation: Double
  /// Whether queries, keys and values have biases.
  public let hasQueryBias: Bool
  /// Whose names the parameters have.
  public let library: Library

  public var architecture: String { "ViT" }
  public var maximumTokens: Int? { positions }
  public var checkpointPrefixes: [String] { ["", "vit.", "module."] }
  /// Rows of the new position table: as in the official code, or more.
  private var positions = 1024

  /// Reads a transformers configuration of `model_type` vit, or a timm configuration.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    initialDeviation = try c.number("initializer_range", in: 0...10, default: 0.02)
    if c.contains("model_type") {
      try c.requireKnown(Self.transformersKeys, model: "ViT")
      library = .transformers
      layerCount = try c.integer("num_hidden_layers", in: 1...1024)
      width = try c.integer("hidden_size")
      heads = try c.integer("num_attention_heads", in: 1...1024)
      innerWidth = try c.integer("intermediate_size")
      epsilon = try c.number("layer_norm_eps", in: 0...1, default: 1e-12)
      activation = try c.activation("hidden_act", default: "gelu")
      hasQueryBias = try c.boolean("qkv_bias", default: true)
      try c.requireDivisible("hidden_size", width, by: "num_attention_heads", heads)
    } else {
      // timm's own files give a model's name, leave its extents to the library, and change them under model_args.
      let known = try Self.timmSize(c)
      let c = try c.lifting("model_args")
      try c.requireKnown(Self.timmKeys, model: "ViT")
      library = .timm
      layerCount = try c.integer("depth", in: 1...1024, default: known?.layers)
      width = try c.integer("embed_dim", default: known?.width)
      heads = try c.integer("num_heads", in: 1...1024, default: known?.heads)
      if let known, width == known.width, !c.contains("mlp_ratio") {
        innerWidth = known.innerWidth
      } else {
        let ratio = try c.number(
          "mlp_ratio", in: 0.01...1024,
          default: known.map { Double($0.innerWidth) / Double($0.width) } ?? 4)
        innerWidth = max(1, Int(Double(width) * ratio))
      }
      epsilon = try c.number("norm_eps", in: 0...1, default: 1e-6)
      activation = try c.timmActivation("act_layer")
      hasQueryBias = try c.boolean("qkv_bias", default: true)
      try c.requireDivisible("embed_dim", width, by: "num_heads", heads)
    }
    sourceLayerCount = layerCount
  }

  /// The size of a configuration's model; nil where the configuration itself gives every extent.
  private static func timmSize(_ c: ModelConfiguration) throws(CheckpointError) -> TimmSize? {
    let name = try c.text("architecture")
    if name == "timm VisionTransformer" { return nil }
    if let size = TimmSize(ofModel: name) { return size }
    throw .wrongValue(
      file: c.path, key: "architecture",
      expected: "\"LNLSTM\" or a plain vision transformer of timm, such as "
        + "\"vit_base_patch16_224\"", found: "\"\(name)\"")
  }

  /// A fresh model of ViT's proportions; `width` is a multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    layerCount = layers
    sourceLayerCount = layers
    self.width = width
    self.heads = heads
    innerWidth = 4 * width
    epsilon = 1e-6
    activation = .gelu
    initialDeviation = 0.02
    hasQueryBias = true
    library = .timm
  }

  public func keepingFirst(_ layers: Int) -> ViT {
    var model = self
    model.layerCount = min(layers, layerCount)
    return model
  }

  public func extendingPositions(to tokens: Int) -> ViT {
    // The table is new, and zeros all over, whatever its size.
    var model = self
    model.positions = max(positions, tokens)
    return model
  }

  public var parameters: [ParameterSpecification] {
    let normal = Initialization.normal(deviation: initialDeviation)
    func linear(
      _ name: String, _ inputs: Int, _ outputs: Int, _ group: ParameterGroup, _ layer: Int,
      hasBias: Bool = true
    ) -> [ParameterSpecification] {
      let weight = ParameterSpecification(
        name + ".weight", [outputs, inputs], group, layer: layer, normal)
      if !hasBias { return [weight] }
      return [weight, .init(name + ".bias", [outputs], group, layer: layer, .zeros)]
    }
    func norm(_ name: String, _ layer: Int?) -> [ParameterSpecification] {
      [
        .init(name + ".weight", [width], .layernorm, layer: layer, .ones),
        .init(name + ".bias", [width], .layernorm, layer: layer, .zeros),
      ]
    }
    var list: [ParameterSpecification] = [
      .init("vit_pos_embed", [positions, width], .positions, .zeros, isNew: true)
    ]
    for i in 0..<layerCount {
      let b = "\(names.block)\(i)."
      list += norm(b + names.firstNorm, i)
      for (name, parts) in names.queryKeyValue {
        list += linear(b + name, width, parts * width, .attention, i, hasBias: hasQueryBias)
      }
      list += linear(b + names.projection, width, width, .attention, i)
      list += norm(b + names.secondNorm, i)
      list += linear(b + "mlp.fc1", width, innerWidth, .feedforward, i)
      list += linear(b + "mlp.fc2", innerWidth, width, .feedforward, i)
    }
    return list + norm(names.lastNorm, nil)
  }

  public func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    var h = tape.dropout(
      tape.addingPositions(x, positions: p["vit_pos_embed"]), pass.site("embeddings"))
    for i in 0..<layerCount {
      pass.observe?(.hidden(layer: i, h.value))
      h = block(i, h, p.within("\(names.block)\(i)"), on: tape, pass: pass)
    }
    pass.observe?(.hidden(layer: layerCount, h.value))
    return norm(h, p.within(names.lastNorm), on: tape)
  }

  /// h [B, T, W] → [B, T, W], or [B, readTokens, W] from the last block.
  private func block(
    _ i: Int, _ h: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    let read = i == layerCount - 1 ? min(pass.readTokens, h.shape[1]) : h.shape[1]
    let n = norm(h, p.within(names.firstNorm), on: tape)
    let attended = tape.selfAttention(
      n, { projections(p, $0) }, readTokens: read, heads: heads, isCausal: false,
      dropout: pass.site("block.\(i).attention"), observe: pass.attentionObserver(layer: i))
    let mixed = tape.linear(
      attended, [p.linear(names.projection, .outputInput)],
      dropout: pass.site("block.\(i).projection"), residual: tape.lastTokens(h, read))
    return tape.feedForward(
      norm(mixed, p.within(names.secondNorm), on: tape),
      expand: p.linear("mlp.fc1", .outputInput), contract: p.linear("mlp.fc2", .outputInput),
      activation: activation, dropout: pass.site("block.\(i).feedforward"), residual: mixed)
  }

  /// Some of query, key and value, in this order, from one matrix or from three.
  private func projections(_ p: ParameterScope, _ parts: Range<Int>) -> [LinearWeight] {
    switch library {
    case .timm:
      let outputs = parts.lowerBound * width..<parts.upperBound * width
      return [p.linear("attn.qkv", .outputInput, outputs: outputs, hasBias: hasQueryBias)]
    case .transformers:
      return names.queryKeyValue[parts].map {
        p.linear($0.name, .outputInput, hasBias: hasQueryBias)
      }
    }
  }

  private func norm(_ x: Variable, _ p: ParameterScope, on tape: Tape) -> Variable {
    tape.layerNorm(x, weight: p["weight"], bias: p["bias"], epsilon: Float(epsilon))
  }

  private var names: ViTNames { library == .timm ? .timm : .transformers }

  public func otherNames(of name: String) -> [String] {
    library == .transformers ? ViTNames.beforeVersion5(name) : []
  }
}
