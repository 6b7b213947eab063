import FPTCheckpoints
import FPTEngine

/// What Llama and its relatives compute: causal attention over rotated queries and keys, a gated feed-forward layer, and a
/// root-mean-square norm before each of them and at the end.
///
/// Touvron et al. 2023. Query heads share key-value heads in groups (Ainslie et al. 2023). Which layers have biases, whether
/// queries and keys are normalized and how far a token sees is what tells the relatives apart.
///
/// Names are those of transformers' `LlamaModel`. There is no position table, so nothing is in the group `positions`; gains of
/// the norms of queries and keys are in `layernorm`. The library has dropout of attention probabilities alone.
package struct RotaryDecoder: Sendable, Hashable {
  /// A layer that may have biases.
  enum Biased: Sendable, Hashable { case queriesKeysValues, attentionOutput, feedForward }

  package var shape: TransformerShape
  /// Key-value heads, of which the heads are a multiple.
  var keyValueHeads: Int
  /// Columns of a head; heads · head width need not be the width.
  var headWidth: Int
  /// Rows of the token table, which is read by a language model alone.
  var vocabulary: Int
  /// The longest sequence of pretraining, which limits nothing.
  var longestSequence: Int
  var rotary: RotaryConfiguration
  var biases: Set<Biased> = []
  /// Whether queries and keys are normalized before they turn.
  var hasHeadNorms = false
  /// Tokens that a token of each block sees, itself the last; nil for all up to itself.
  var windows: [Int?]
  /// Whether the head of the language model is the token table.
  var hasTiedHead = false

  var attentionHeads: AttentionHeads {
    AttentionHeads(shape.heads, keyValueHeads: keyValueHeads, width: headWidth)
  }

  /// A fresh decoder; heads have an even number of columns.
  init(
    _ shape: TransformerShape, headsOfGroup: Int = 1, vocabulary: Int, longestSequence: Int,
    base: Double
  ) {
    self.shape = shape
    keyValueHeads =
      shape.heads % headsOfGroup == 0 ? shape.heads / headsOfGroup : shape.heads
    headWidth = max(2, (shape.width / max(1, shape.heads) + 1) / 2 * 2)
    self.vocabulary = vocabulary
    self.longestSequence = longestSequence
    rotary = RotaryConfiguration(base: base)
    windows = Array(repeating: nil, count: shape.layerCount)
  }

  /// Every parameter, in the order of the forward pass.
  var parameters: [ParameterSpecification] {
    let normal = Initialization.normal(standardDeviation: shape.initialStandardDeviation)
    let (width, inner, heads) = (shape.width, shape.innerWidth, attentionHeads)
    func linear(
      _ name: String, _ inputs: Int, _ outputs: Int, _ group: ParameterGroup, _ layer: Int,
      _ biased: Biased
    ) -> [ParameterSpecification] {
      .linear(
        name, inputs, outputs, group, layer: layer, normal,
        bias: biases.contains(biased) ? .zeros : nil)
    }
    var list: [ParameterSpecification] = [
      .init(RotaryDecoder.tokenTable, [vocabulary, width], .embeddings, normal, isRead: false)
    ]
    for i in 0..<shape.layerCount {
      let (a, f) = ("layers.\(i).self_attn.", "layers.\(i).mlp.")
      list += .norm("layers.\(i).input_layernorm", width, layer: i, hasBias: false)
      for (name, outputs) in [
        ("q_proj", heads.queryWidth), ("k_proj", heads.keyValueWidth),
        ("v_proj", heads.keyValueWidth),
      ] {
        list += linear(a + name, width, outputs, .attention, i, .queriesKeysValues)
      }
      if hasHeadNorms {
        list += .norm(a + "q_norm", headWidth, layer: i, hasBias: false)
        list += .norm(a + "k_norm", headWidth, layer: i, hasBias: false)
      }
      list += linear(a + "o_proj", heads.queryWidth, width, .attention, i, .attentionOutput)
      list += .norm("layers.\(i).post_attention_layernorm", width, layer: i, hasBias: false)
      list += linear(f + "gate_proj", width, inner, .feedforward, i, .feedForward)
      list += linear(f + "up_proj", width, inner, .feedforward, i, .feedForward)
      list += linear(f + "down_proj", inner, width, .feedforward, i, .feedForward)
    }
    return list + .norm("norm", width, hasBias: false)
  }

  static let tokenTable = "embed_tokens.weight"

  /// Runs the blocks: from [examples, tokens, width] to the last tokens that are read, [examples,
  /// read tokens, width].
  func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    let positions = AttentionPositions.rotary(
      tape.rotaryPositions(rotary.frequencies(headWidth: headWidth), tokens: x.shape[1]))
    var h = x
    for i in 0..<shape.layerCount {
      pass.observe?(.hidden(layer: i, h.value))
      h = block(i, h, positions, p.within("layers.\(i)"), on: tape, pass: pass)
    }
    let output = norm(h, p["norm.weight"], on: tape)
    pass.observe?(.hidden(layer: shape.layerCount, output.value))
    return output
  }

  /// h [B, T, W] → [B, T, W], or [B, readTokens, W] from the last block.
  private func block(
    _ i: Int, _ h: Variable, _ positions: AttentionPositions, _ p: ParameterScope, on tape: Tape,
    pass: BackbonePass
  ) -> Variable {
    let read = pass.readTokens(ofLayer: i, of: shape.layerCount, tokens: h.shape[1])
    let (a, f) = (p.within("self_attn"), p.within("mlp"))
    func linear(_ name: String, _ p: ParameterScope, _ biased: Biased) -> LinearWeight {
      p.linear(name, .outputInput, hasBias: biases.contains(biased))
    }
    let attention = pass.attention(
      ofLayer: i, attentionHeads, windows[i].map { .causalWindow(size: $0) } ?? .causal,
      positions: positions)
    let norms =
      hasHeadNorms
      ? HeadNorms(
        queries: a["q_norm.weight"], keys: a["k_norm.weight"], epsilon: Float(shape.epsilon)) : nil
    let attended = tape.selfAttention(
      norm(h, p["input_layernorm.weight"], on: tape),
      { ["q_proj", "k_proj", "v_proj"][$0].map { linear($0, a, .queriesKeysValues) } },
      attention, norms: norms, readTokens: read)
    let mixed = tape.linear(
      attended, [linear("o_proj", a, .attentionOutput)], residual: tape.lastTokens(h, read))
    return tape.gatedFeedForward(
      norm(mixed, p["post_attention_layernorm.weight"], on: tape),
      expand: ["gate_proj", "up_proj"].map { linear($0, f, .feedForward) },
      contract: linear("down_proj", f, .feedForward), activation: shape.activation, dropout: nil,
      residual: mixed)
  }

  private func norm(_ x: Variable, _ weight: Variable, on tape: Tape) -> Variable {
    tape.rmsNorm(x, weight: weight, epsilon: Float(shape.epsilon))
  }
}
