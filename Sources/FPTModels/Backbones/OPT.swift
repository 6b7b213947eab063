import FPTCheckpoints
import FPTEngine

/// OPT: causal attention, with normalization before each sub-layer and at the end, or after each residual sum.
///
/// Zhang et al. 2022. Of its published models, that of 350 million parameters alone normalizes after the sums; its tokens are narrower
/// than its blocks, and are projected before them and after them. The first two rows of the table of positions belong to no token.
/// No group is empty, but for `layernorm` where a configuration leaves out the norms' gains.
///
/// Names are those of transformers' `OPTModel`.
public struct OPT: TransformerBackbone {
  /// The extents and choices that it shares with other transformers; the width is that of the blocks.
  public package(set) var shape: TransformerShape
  private var rows: PositionRows
  /// Rows of the token table, which is never read.
  public let vocabulary: Int
  /// Width of tokens and of the output: that of the blocks, or another one.
  public let width: Int
  /// Normalization before each sub-layer; else after each residual sum.
  public let normalizesFirst: Bool
  /// Whether a norm follows the last block.
  public let hasFinalNorm: Bool
  /// Whether dense layers have biases.
  public let hasBias: Bool
  /// Whether norms have gains and biases.
  public let hasGains: Bool
  /// A token sees those before it alone.
  public let isCausal: Bool
  /// Whether the head of the language model is the token table.
  package let hasTiedHead: Bool

  /// Rows of the position table.
  public var positions: Int { rows.count }
  /// Row of the position table that the first token has.
  static let firstPosition = 2

  /// The name of the architecture in experiment files.
  public var architecture: String { "OPT" }
  /// The most tokens that have positions; nil where there is no limit.
  public var maximumTokens: Int? { rows.maximumTokens }
  /// What checkpoints put before the names of its parameters.
  public var checkpointPrefixes: [String] { ["", "model."] }

  static let keys = TransformerKeys(
    innerWidth: "ffn_dim", epsilon: nil, defaultEpsilon: 1e-5, standardDeviation: "init_std",
    activation: "activation_function", defaultActivation: "relu")

  /// Reads a transformers configuration of `model_type` opt.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    try c.requireKnown(Self.configurationKeys, model: "OPT")
    shape = try TransformerShape(c, Self.keys)
    rows = PositionRows(
      try c.integer("max_position_embeddings", default: 2_048) + Self.firstPosition,
      first: Self.firstPosition)
    vocabulary = try c.integer("vocab_size")
    width = try c.integer("word_embed_proj_dim", default: shape.width)
    try shape.readChoices(c, Self.keys)
    normalizesFirst = try c.boolean("do_layer_norm_before", default: true)
    let removesNorm = try c.boolean("_remove_final_layer_norm", default: false)
    hasFinalNorm = normalizesFirst && !removesNorm
    hasBias = try c.boolean("enable_bias", default: true)
    hasGains = try c.boolean("layer_norm_elementwise_affine", default: true)
    isCausal = try c.boolean("is_causal", default: true)
    hasTiedHead = try c.boolean("tie_word_embeddings", default: true)
    try shape.requireWholeHeads(c, Self.keys)
  }

  /// A fresh model of OPT's proportions; `width` is a multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    shape = TransformerShape(
      layers: layers, width: width, heads: heads, epsilon: 1e-5, activation: .relu)
    rows = PositionRows(2_048 + Self.firstPosition, first: Self.firstPosition)
    vocabulary = 50_272
    self.width = width
    normalizesFirst = true
    hasFinalNorm = true
    hasBias = true
    hasGains = true
    isCausal = true
    hasTiedHead = true
  }

  /// The model with positions for at least so many tokens.
  public func extendingPositions(to tokens: Int) -> OPT {
    var model = self
    model.rows = rows.extended(to: tokens)
    return model
  }

  /// Whether tokens are projected to the width of the blocks, and back.
  private var isProjected: Bool { width != shape.width }

  /// Every parameter, in the order of the forward pass.
  public var parameters: [ParameterSpecification] {
    let normal = Initialization.normal(standardDeviation: initialStandardDeviation)
    let inside = shape.width
    func linear(
      _ name: String, _ inputs: Int, _ outputs: Int, _ group: ParameterGroup, layer: Int
    ) -> [ParameterSpecification] {
      .linear(
        name, inputs, outputs, group, layer: layer, normal, bias: hasBias ? .zeros : nil)
    }
    func norm(_ name: String, layer: Int? = nil) -> [ParameterSpecification] {
      hasGains ? .norm(name, inside, layer: layer) : []
    }
    let d = "decoder."
    var list: [ParameterSpecification] = [
      .init(d + "embed_tokens.weight", [vocabulary, width], .embeddings, normal, isRead: false),
      rows.parameter(d + "embed_positions.weight", width: inside, normal),
    ]
    if isProjected {
      list += .linear(d + "project_in", width, inside, .embeddings, normal, bias: nil)
    }
    for i in 0..<layerCount {
      let b = "\(d)layers.\(i)."
      list += norm(b + "self_attn_layer_norm", layer: i)
      for name in Self.projections + ["out_proj"] {
        list += linear(b + "self_attn." + name, inside, inside, .attention, layer: i)
      }
      list += norm(b + "final_layer_norm", layer: i)
      list += linear(b + "fc1", inside, innerWidth, .feedforward, layer: i)
      list += linear(b + "fc2", innerWidth, inside, .feedforward, layer: i)
    }
    if hasFinalNorm { list += norm(d + "final_layer_norm") }
    if isProjected {
      list += .linear(d + "project_out", inside, width, .embeddings, normal, bias: nil)
    }
    return list
  }

  private static let projections = ["q_proj", "k_proj", "v_proj"]

  /// Runs the blocks: from [examples, tokens, width] to the last tokens that are read, [examples,
  /// read tokens, width].
  public func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    let d = p.within("decoder")
    let tokens = isProjected ? tape.linear(x, [d.matrix("project_in", .outputInput)]) : x
    // The library has no dropout here.
    var h = tape.addingPositions(
      tokens, positions: d["embed_positions.weight"], firstPosition: rows.first)
    for i in 0..<layerCount {
      pass.observe?(.hidden(layer: i, h.value))
      h = block(i, h, d.within("layers.\(i)"), on: tape, pass: pass)
    }
    if hasFinalNorm { h = norm(h, d.within("final_layer_norm"), on: tape) }
    if isProjected { h = tape.linear(h, [d.matrix("project_out", .outputInput)]) }
    pass.observe?(.hidden(layer: layerCount, h.value))
    return h
  }

  /// h [B, T, W] → [B, T, W], or [B, readTokens, W] from the last block.
  private func block(
    _ i: Int, _ h: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    let read = pass.readTokens(ofLayer: i, of: layerCount, tokens: h.shape[1])
    func dense(_ name: String) -> LinearWeight {
      p.linear(name, .outputInput, hasBias: hasBias)
    }
    func norm(_ x: Variable, _ name: String, isFirst: Bool) -> Variable {
      isFirst == normalizesFirst ? self.norm(x, p.within(name), on: tape) : x
    }
    let attended = tape.selfAttention(
      norm(h, "self_attn_layer_norm", isFirst: true),
      { parts in Self.projections[parts].map { dense("self_attn." + $0) } },
      pass.attention(ofLayer: i, shape.attentionHeads, isCausal ? .causal : .all),
      readTokens: read)
    let mixed = norm(
      tape.linear(
        attended, [dense("self_attn.out_proj")], dropout: pass.site("block.\(i).projection"),
        residual: tape.lastTokens(h, read)),
      "self_attn_layer_norm", isFirst: false)
    let transformed = tape.feedForward(
      norm(mixed, "final_layer_norm", isFirst: true), expand: dense("fc1"),
      contract: dense("fc2"), activation: activation,
      dropout: pass.site("block.\(i).feedforward"), residual: mixed)
    return norm(transformed, "final_layer_norm", isFirst: false)
  }

  private func norm(_ x: Variable, _ p: ParameterScope, on tape: Tape) -> Variable {
    if hasGains { return layerNorm(x, p, on: tape) }
    let ones = tape.context.tensor([shape.width], Array(repeating: 1, count: shape.width))
    return tape.layerNorm(
      x, weight: Variable(constant: ones), bias: nil, epsilon: Float(epsilon))
  }
}
