import FPTCheckpoints
import FPTEngine

/// GPT-NeoX: causal attention whose queries and keys turn by their positions in part of their columns, and a feed-forward layer beside
/// the attention or behind it.
///
/// Black et al. 2022; Pythia (Biderman et al. 2023) is this architecture. Attention and feed-forward layer read the same hidden states
/// where the residual is parallel. There is no table of positions, so the group `positions` is empty.
///
/// Names are those of transformers' `GPTNeoXModel`. Its matrix of queries, keys and values has the three of a head side by side.
public struct GPTNeoX: TransformerBackbone {
  /// The extents and choices that it shares with other transformers.
  public package(set) var shape: TransformerShape
  /// Rows of the token table, which is never read.
  public let vocabulary: Int
  /// The longest sequence of pretraining, which limits nothing.
  public let longestSequence: Int
  /// The feed-forward layer reads what the attention reads; else what the attention made of it.
  public let isParallel: Bool
  /// Whether the projections of attention have biases.
  public let hasAttentionBias: Bool
  /// A token sees those before it alone.
  public let isCausal: Bool
  /// Whether the head of the language model is the token table.
  package let hasTiedHead: Bool
  let rotary: RotaryConfiguration

  /// The name of the architecture in experiment files.
  public var architecture: String { "GPTNeoX" }
  /// The most tokens that have positions; nil where there is no limit.
  public var maximumTokens: Int? { nil }
  /// What checkpoints put before the names of its parameters.
  public var checkpointPrefixes: [String] { ["", "gpt_neox."] }

  static let keys = TransformerKeys(defaultEpsilon: 1e-5)
  static let rotaryKeys = RotaryKeys(
    base: "rotary_emb_base", share: "rotary_pct", defaultShare: 0.25)

  /// Reads a transformers configuration of `model_type` gpt_neox.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    try c.requireKnown(Self.configurationKeys, model: "GPTNeoX")
    shape = try TransformerShape(c, Self.keys)
    longestSequence = try c.integer("max_position_embeddings", default: 2_048)
    vocabulary = try c.integer("vocab_size")
    try shape.readChoices(c, Self.keys)
    isParallel = try c.boolean("use_parallel_residual", default: true)
    hasAttentionBias = try c.boolean("attention_bias", default: true)
    isCausal = try c.boolean("is_causal", default: true)
    hasTiedHead = try c.boolean("tie_word_embeddings", default: false)
    rotary = try RotaryConfiguration(c, Self.rotaryKeys)
    // transformers 4 writes what it worked out of the keys of GPT-NeoX under the names of other models, and does not read it.
    for (key, value) in [("rope_theta", rotary.base), ("partial_rotary_factor", rotary.share)] {
      guard try c.number(key, default: value) == value else {
        throw c.wrongValue(key, expected: "\(value), as the other keys of the rotation have it")
      }
    }
    try shape.requireWholeHeads(c, Self.keys)
    try rotary.requirePairs(headWidth: shape.width / shape.heads, "rotary_pct", c)
  }

  /// A fresh model of Pythia's proportions; `width` is an even multiple of `heads`.
  ///
  /// A quarter of a head turns, or all of it where a quarter is no even number of columns.
  public init(layers: Int, width: Int, heads: Int) {
    shape = TransformerShape(layers: layers, width: width, heads: heads, epsilon: 1e-5)
    vocabulary = 50_304
    longestSequence = 2_048
    isParallel = true
    hasAttentionBias = true
    isCausal = true
    hasTiedHead = false
    rotary = RotaryConfiguration(share: (width / max(1, heads)) % 8 == 0 ? 0.25 : 1)
  }

  /// Every parameter, in the order of the forward pass.
  public var parameters: [ParameterSpecification] {
    let normal = Initialization.normal(standardDeviation: initialStandardDeviation)
    let bias: Initialization? = hasAttentionBias ? .zeros : nil
    var list: [ParameterSpecification] = [
      .init("embed_in.weight", [vocabulary, width], .embeddings, normal, isRead: false)
    ]
    for i in 0..<layerCount {
      let b = "layers.\(i)."
      let (a, m) = (b + "attention.", b + "mlp.")
      list += .norm(b + "input_layernorm", width, layer: i)
      list += .norm(b + "post_attention_layernorm", width, layer: i)
      list += .linear(
        a + "query_key_value", width, 3 * width, .attention, layer: i, normal, bias: bias)
      list += .linear(a + "dense", width, width, .attention, layer: i, normal, bias: bias)
      list += .linear(m + "dense_h_to_4h", width, innerWidth, .feedforward, layer: i, normal)
      list += .linear(m + "dense_4h_to_h", innerWidth, width, .feedforward, layer: i, normal)
    }
    return list + .norm("final_layer_norm", width)
  }

  /// Runs the blocks: from [examples, tokens, width] to the last tokens that are read, [examples,
  /// read tokens, width].
  public func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    let positions = tape.rotaryPositions(
      rotary.frequencies(headWidth: shape.attentionHeads.width), tokens: x.shape[1])
    var h = tape.dropout(x, pass.site("embeddings"))
    for i in 0..<layerCount {
      pass.observe?(.hidden(layer: i, h.value))
      h = block(i, h, positions, p.within("layers.\(i)"), on: tape, pass: pass)
    }
    let output = layerNorm(h, p.within("final_layer_norm"), on: tape)
    pass.observe?(.hidden(layer: layerCount, output.value))
    return output
  }

  /// h [B, T, W] → [B, T, W], or [B, readTokens, W] from the last block.
  private func block(
    _ i: Int, _ h: Variable, _ positions: RotaryPositions, _ p: ParameterScope, on tape: Tape,
    pass: BackbonePass
  ) -> Variable {
    let read = pass.readTokens(ofLayer: i, of: layerCount, tokens: h.shape[1])
    let kept = tape.lastTokens(h, read)
    let attention = pass.attention(
      ofLayer: i, shape.attentionHeads, isCausal ? .causal : .all, positions: .rotary(positions))
    let attended = tape.selfAttention(
      layerNorm(h, p.within("input_layernorm"), on: tape), { projections($0, p) }, attention,
      readTokens: read)
    let mixed = tape.linear(
      attended, [p.linear("attention.dense", .outputInput, hasBias: hasAttentionBias)],
      dropout: pass.site("block.\(i).projection"), residual: kept)
    return tape.feedForward(
      layerNorm(isParallel ? kept : mixed, p.within("post_attention_layernorm"), on: tape),
      expand: p.linear("mlp.dense_h_to_4h", .outputInput),
      contract: p.linear("mlp.dense_4h_to_h", .outputInput), activation: activation,
      dropout: pass.site("block.\(i).feedforward"), residual: mixed)
  }

  /// The rows of the matrix for all queries, keys or values, head by head: it has those of a head side by side.
  ///
  /// They are several weights, which an attention without rotation of keys could not read for its last token alone.
  private func projections(_ parts: Range<Int>, _ p: ParameterScope) -> [LinearWeight] {
    let head = shape.attentionHeads.width
    return parts.flatMap { part in
      (0..<heads).map {
        let first = (3 * $0 + part) * head
        return p.linear(
          "attention.query_key_value", .outputInput, outputs: first..<first + head,
          hasBias: hasAttentionBias)
      }
    }
  }
}
