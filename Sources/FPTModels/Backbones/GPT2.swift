import FPTCheckpoints
import FPTEngine

/// GPT-2: causal attention, normalization before each sub-layer and at the end, tanh GELU.
///
/// Radford et al. 2019. A configuration may leave out the scale of scores, divide it by the block's
/// number (Mistral's checkpoints of stanford-crfm do), or let every token see all.
///
/// Names are those of transformers' `GPT2Model`; its dense layers (Conv1D) are stored [inputs,
/// outputs].
public struct GPT2: TransformerBackbone {
  /// The extents and choices that it shares with other transformers.
  public package(set) var shape: TransformerShape
  private var rows: PositionRows
  /// Rows of the token table, which is never read.
  public let vocabulary: Int
  /// Scores are divided by the root of the head's width.
  public let scalesScores: Bool
  /// Scores of block i, counted from 0, are divided by i + 1.
  public let scalesByLayer: Bool
  /// A token sees those before it alone.
  public let isCausal: Bool
  /// Whether the head of the language model is the token table.
  package let hasTiedHead: Bool

  /// Rows of the position table.
  public var positions: Int { rows.count }

  /// The name of the architecture in experiment files.
  public var architecture: String { "GPT2" }
  /// The most tokens that have positions; nil where there is no limit.
  public var maximumTokens: Int? { rows.maximumTokens }
  /// What checkpoints put before the names of its parameters.
  public var checkpointPrefixes: [String] { ["", "transformer."] }

  static let keys = TransformerKeys(
    layers: "n_layer", width: "n_embd", heads: "n_head", innerWidth: nil,
    epsilon: "layer_norm_epsilon", defaultEpsilon: 1e-5, activation: "activation_function",
    defaultActivation: "gelu_new")

  /// Reads a transformers configuration of `model_type` gpt2.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    try c.requireKnown(Self.configurationKeys, model: "GPT2")
    shape = try TransformerShape(c, Self.keys)
    rows = PositionRows(
      try c.integer("n_positions", default: c.integer("n_ctx", default: 1024)))
    vocabulary = try c.integer("vocab_size")
    shape.innerWidth = try c.integer("n_inner", default: shape.innerWidth)
    try shape.readChoices(c, Self.keys)
    scalesScores = try c.boolean("scale_attn_weights", default: true)
    scalesByLayer = try c.boolean("scale_attn_by_inverse_layer_idx", default: false)
    isCausal = try c.boolean("is_causal", default: true)
    hasTiedHead = try c.boolean("tie_word_embeddings", default: true)
    try shape.requireWholeHeads(c, Self.keys)
  }

  /// A fresh model of GPT-2's proportions; `width` is a multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    shape = TransformerShape(
      layers: layers, width: width, heads: heads, epsilon: 1e-5, activation: .geluTanh)
    rows = PositionRows(1024)
    vocabulary = 50_257
    scalesScores = true
    scalesByLayer = false
    isCausal = true
    hasTiedHead = true
  }

  /// The model with positions for at least so many tokens.
  public func extendingPositions(to tokens: Int) -> GPT2 {
    var model = self
    model.rows = rows.extended(to: tokens)
    return model
  }

  /// Every parameter, in the order of the forward pass.
  public var parameters: [ParameterSpecification] {
    let normal = Initialization.normal(standardDeviation: initialStandardDeviation)
    // The projections that write to the residual stream are scaled by 1 / √(2 · layers).
    let residual = Initialization.normal(
      standardDeviation: initialStandardDeviation / (2 * Double(layerCount)).squareRoot())
    func linear(
      _ name: String, _ inputs: Int, _ outputs: Int, _ group: ParameterGroup, _ layer: Int,
      _ weight: Initialization
    ) -> [ParameterSpecification] {
      .linear(name, inputs, outputs, group, layer: layer, weight, layout: .inputOutput)
    }
    var list: [ParameterSpecification] = [
      .init("wte.weight", [vocabulary, width], .embeddings, normal, isRead: false),
      rows.parameter("wpe.weight", width: width, normal),
    ]
    for i in 0..<layerCount {
      let b = "h.\(i)."
      list += .norm(b + "ln_1", width, layer: i)
      list += linear(b + "attn.c_attn", width, 3 * width, .attention, i, normal)
      list += linear(b + "attn.c_proj", width, width, .attention, i, residual)
      list += .norm(b + "ln_2", width, layer: i)
      list += linear(b + "mlp.c_fc", width, innerWidth, .feedforward, i, normal)
      list += linear(b + "mlp.c_proj", innerWidth, width, .feedforward, i, residual)
    }
    return list + .norm("ln_f", width)
  }

  /// Runs the blocks: from [examples, tokens, width] to the last tokens that are read, [examples,
  /// read tokens, width].
  public func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    var h = tape.dropout(
      tape.addingPositions(x, positions: p["wpe.weight"]), pass.site("embeddings"))
    for i in 0..<layerCount {
      pass.observe?(.hidden(layer: i, h.value))
      h = block(i, h, p.within("h.\(i)"), on: tape, pass: pass)
    }
    let output = layerNorm(h, p.within("ln_f"), on: tape)
    pass.observe?(.hidden(layer: layerCount, output.value))
    return output
  }

  /// h [B, T, W] → [B, T, W], or [B, readTokens, W] from the last block.
  private func block(
    _ i: Int, _ h: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    let read = pass.readTokens(ofLayer: i, of: layerCount, tokens: h.shape[1])
    let n = layerNorm(h, p.within("ln_1"), on: tape)
    func projections(_ parts: Range<Int>) -> [LinearWeight] {
      let outputs = parts.lowerBound * width..<parts.upperBound * width
      return [p.linear("attn.c_attn", .inputOutput, outputs: outputs)]
    }
    let attention = pass.attention(
      ofLayer: i, shape.attentionHeads, isCausal ? .causal : .all, scale: scale(ofBlock: i))
    let attended = tape.selfAttention(n, projections, attention, readTokens: read)
    let mixed = tape.linear(
      attended, [p.linear("attn.c_proj", .inputOutput)],
      dropout: pass.site("block.\(i).projection"), residual: tape.lastTokens(h, read))
    return tape.feedForward(
      layerNorm(mixed, p.within("ln_2"), on: tape), expand: p.linear("mlp.c_fc", .inputOutput),
      contract: p.linear("mlp.c_proj", .inputOutput), activation: activation,
      dropout: pass.site("block.\(i).feedforward"), residual: mixed)
  }

  /// What the scores of a block are multiplied by; nil for one over the root of the head's width.
  private func scale(ofBlock i: Int) -> Float? {
    if scalesScores, !scalesByLayer { return nil }
    let whole = scalesScores ? 1 / Double(width / heads).squareRoot() : 1
    return Float(scalesByLayer ? whole / Double(i + 1) : whole)
  }

  /// 2 for a configuration that the first version of this program computed as another one, else 1.
  public var meaningVersion: Int { scalesScores && !scalesByLayer && isCausal ? 1 : 2 }
}
