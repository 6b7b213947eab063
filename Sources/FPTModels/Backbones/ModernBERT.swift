import FPTCheckpoints
import FPTEngine

/// ModernBERT: an encoder with rotary positions, normalization before each sub-layer, gated feed-forward layers, and blocks whose
/// tokens see all or a window around them.
///
/// Warner et al. 2024. The embeddings are normalized, so the first block has no norm before its attention. The rotation of the blocks
/// that see all has a base of its own. There is no table of positions, so the group `positions` is empty.
///
/// Names are those of transformers' `ModernBertModel`.
public struct ModernBERT: TransformerBackbone {
  /// The extents and choices that it shares with other transformers.
  public package(set) var shape: TransformerShape
  /// Rows of the token table, which is never read.
  public let vocabulary: Int
  /// The longest sequence of pretraining, which limits nothing.
  public let longestSequence: Int
  /// Which blocks of the checkpoint see all tokens.
  public let seesAll: [Bool]
  /// Tokens of the window of the other blocks, half of them on either side.
  public let window: Int
  /// Whether norms have biases.
  public let hasNormBias: Bool
  /// Whether the projections of attention have biases.
  public let hasAttentionBias: Bool
  /// Whether the feed-forward layers have biases.
  public let hasFeedForwardBias: Bool
  /// Standard deviations at which the first values of matrices are cut off.
  public let initialCutoff: Double
  let globalRotary: RotaryConfiguration
  let localRotary: RotaryConfiguration

  /// The name of the architecture in experiment files.
  public var architecture: String { "ModernBERT" }
  /// The most tokens that have positions; nil where there is no limit.
  public var maximumTokens: Int? { nil }
  /// What checkpoints put before the names of its parameters.
  public var checkpointPrefixes: [String] { ["", "model.", "0.auto_model."] }

  static let keys = TransformerKeys(
    epsilon: "norm_eps", defaultEpsilon: 1e-5, activation: "hidden_activation")
  /// The names of the two kinds of blocks in `layer_types`.
  static let (globalType, localType) = ("full_attention", "sliding_attention")
  static let globalKeys = RotaryKeys(base: "global_rope_theta", defaultBase: 160_000)
  static let localKeys = RotaryKeys(base: "local_rope_theta")

  /// Reads a transformers configuration of `model_type` modernbert.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    try c.requireKnown(Self.configurationKeys, model: "ModernBERT")
    shape = try TransformerShape(c, Self.keys)
    longestSequence = try c.integer("max_position_embeddings", default: 8_192)
    vocabulary = try c.integer("vocab_size")
    try shape.readChoices(c, Self.keys)
    seesAll = try Self.readKinds(c, layers: shape.layerCount)
    window = try c.integer("local_attention", default: 128)
    hasNormBias = try c.boolean("norm_bias", default: false)
    hasAttentionBias = try c.boolean("attention_bias", default: false)
    hasFeedForwardBias = try c.boolean("mlp_bias", default: false)
    initialCutoff = try c.number("initializer_cutoff_factor", in: 0.5...100, default: 2)
    try c.object("rope_parameters")?.requireOnly(
      [Self.globalType, Self.localType], of: "a model of two kinds of blocks")
    globalRotary = try RotaryConfiguration(
      c, Self.globalKeys, layerType: Self.globalType)
    localRotary = try RotaryConfiguration(c, Self.localKeys, layerType: Self.localType)
    try shape.requireWholeHeads(c, Self.keys)
    try globalRotary.requirePairs(headWidth: width / heads, Self.keys.heads, c)
  }

  /// Which blocks see all: transformers 5 lists their kinds, before it every so many do.
  private static func readKinds(
    _ c: ModelConfiguration, layers: Int
  ) throws(CheckpointError) -> [Bool] {
    let period = try c.integer(Self.periodKey, in: 1...1_024, default: 3)
    guard c.contains("layer_types") else { return (0..<layers).map { $0 % period == 0 } }
    return try c.texts("layer_types", oneOf: [globalType, localType], count: layers).map {
      $0 == globalType
    }
  }

  static let periodKey = "global_attn_every_n_layers"

  /// A fresh model of ModernBERT's proportions; `width` is an even multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    shape = TransformerShape(
      layers: layers, width: width, heads: heads, innerWidth: max(1, 3 * width / 2),
      epsilon: 1e-5)
    vocabulary = 50_368
    longestSequence = 8_192
    seesAll = (0..<layers).map { $0 % 3 == 0 }
    window = 128
    hasNormBias = false
    hasAttentionBias = false
    hasFeedForwardBias = false
    initialCutoff = 2
    globalRotary = RotaryConfiguration(base: 160_000)
    localRotary = RotaryConfiguration()
  }

  /// Every parameter, in the order of the forward pass.
  public var parameters: [ParameterSpecification] {
    // As in the library: cut off, and less for the projections that write to the residual stream.
    func initialization(_ standardDeviation: Double) -> Initialization {
      .truncatedNormal(standardDeviation: standardDeviation, cutoff: initialCutoff)
    }
    let normal = initialization(initialStandardDeviation)
    let residual = initialization(
      initialStandardDeviation / (2 * Double(layerCount)).squareRoot())
    let attentionBias: Initialization? = hasAttentionBias ? .zeros : nil
    let feedForwardBias: Initialization? = hasFeedForwardBias ? .zeros : nil
    func norm(_ name: String, layer: Int? = nil) -> [ParameterSpecification] {
      .norm(name, width, layer: layer, hasBias: hasNormBias)
    }
    var list: [ParameterSpecification] = [
      .init(
        "embeddings.tok_embeddings.weight", [vocabulary, width], .embeddings, normal,
        isRead: false)
    ]
    list += norm("embeddings.norm")
    for i in 0..<layerCount {
      let b = "layers.\(i)."
      if i > 0 { list += norm(b + "attn_norm", layer: i) }
      list += .linear(
        b + "attn.Wqkv", width, 3 * width, .attention, layer: i, normal, bias: attentionBias)
      list += .linear(
        b + "attn.Wo", width, width, .attention, layer: i, residual, bias: attentionBias)
      list += norm(b + "mlp_norm", layer: i)
      list += .linear(
        b + "mlp.Wi", width, 2 * innerWidth, .feedforward, layer: i, normal, bias: feedForwardBias)
      list += .linear(
        b + "mlp.Wo", innerWidth, width, .feedforward, layer: i, residual, bias: feedForwardBias)
    }
    return list + norm("final_norm")
  }

  /// Runs the blocks: from [examples, tokens, width] to the last tokens that are read, [examples,
  /// read tokens, width].
  public func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    func positions(_ rotary: RotaryConfiguration) -> AttentionPositions {
      .rotary(
        tape.rotaryPositions(
          rotary.frequencies(headWidth: shape.attentionHeads.width), tokens: x.shape[1]))
    }
    let (global, local) = (positions(globalRotary), positions(localRotary))
    var h = tape.dropout(
      norm(x, p.within("embeddings.norm"), on: tape), pass.site("embeddings"))
    for i in 0..<layerCount {
      pass.observe?(.hidden(layer: i, h.value))
      let attention = pass.attention(
        ofLayer: i, shape.attentionHeads, seesAll[i] ? .all : .window(half: window / 2),
        positions: seesAll[i] ? global : local)
      h = block(i, h, attention, p.within("layers.\(i)"), on: tape, pass: pass)
    }
    let output = norm(h, p.within("final_norm"), on: tape)
    pass.observe?(.hidden(layer: layerCount, output.value))
    return output
  }

  /// h [B, T, W] → [B, T, W], or [B, readTokens, W] from the last block.
  private func block(
    _ i: Int, _ h: Variable, _ attention: Attention, _ p: ParameterScope, on tape: Tape,
    pass: BackbonePass
  ) -> Variable {
    let read = pass.readTokens(ofLayer: i, of: layerCount, tokens: h.shape[1])
    func projections(_ parts: Range<Int>) -> [LinearWeight] {
      let outputs = parts.lowerBound * width..<parts.upperBound * width
      return [p.linear("attn.Wqkv", .outputInput, outputs: outputs, hasBias: hasAttentionBias)]
    }
    let attended = tape.selfAttention(
      i > 0 ? norm(h, p.within("attn_norm"), on: tape) : h, projections, attention,
      readTokens: read)
    let mixed = tape.linear(
      attended, [p.linear("attn.Wo", .outputInput, hasBias: hasAttentionBias)],
      dropout: pass.site("block.\(i).projection"), residual: tape.lastTokens(h, read))
    let both = tape.linear(
      norm(mixed, p.within("mlp_norm"), on: tape),
      [p.linear("mlp.Wi", .outputInput, hasBias: hasFeedForwardBias)])
    // Here alone does dropout come before the last matrix.
    let gated = tape.dropout(
      tape.gatedActivation(both, activation), pass.site("block.\(i).feedforward"))
    return tape.linear(
      gated, [p.linear("mlp.Wo", .outputInput, hasBias: hasFeedForwardBias)], residual: mixed)
  }

  private func norm(_ x: Variable, _ p: ParameterScope, on tape: Tape) -> Variable {
    tape.layerNorm(
      x, weight: p["weight"], bias: hasNormBias ? p["bias"] : nil, epsilon: Float(epsilon))
  }
}
