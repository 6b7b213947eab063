import FPTCheckpoints
import FPTEngine

/// BERT's encoder (Devlin et al. 2019): bidirectional attention, normalization after each residual sum, exact GELU.
///
/// Names are those of transformers' `BertModel`. MiniLM is this architecture with 6 layers of width 384.
public struct BERT: Backbone {
  /// Blocks.
  public private(set) var layerCount: Int
  public let sourceLayerCount: Int
  /// Width of the hidden states.
  public let width: Int
  /// Attention heads; the width is a multiple of them.
  public let heads: Int
  /// Width inside the feed-forward layers.
  public let innerWidth: Int
  /// Rows of the position table.
  public private(set) var positions: Int
  /// Rows of it that its source has, where it was extended.
  private var givenPositions: Int?
  /// Rows of the token-type table, of which the first is read.
  public let tokenTypes: Int
  /// Rows of the token table, which is never read.
  public let vocabulary: Int
  /// ε of every layer norm.
  public let epsilon: Double
  /// The non-linearity of the feed-forward layers.
  public let activation: Activation
  /// Standard deviation of freshly drawn matrices and tables.
  public let initialDeviation: Double
  /// A token sees those before it alone: a decoder.
  public let isCausal: Bool

  public var architecture: String { "BERT" }
  public var maximumTokens: Int? { positions }
  public var checkpointPrefixes: [String] { ["", "bert.", "0.auto_model."] }

  /// Reads a transformers configuration of `model_type` bert.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    try c.requireKnown(Self.configurationKeys, model: "BERT")
    layerCount = try c.integer("num_hidden_layers", in: 1...1024)
    width = try c.integer("hidden_size")
    heads = try c.integer("num_attention_heads", in: 1...1024)
    innerWidth = try c.integer("intermediate_size")
    positions = try c.integer("max_position_embeddings")
    tokenTypes = try c.integer("type_vocab_size")
    vocabulary = try c.integer("vocab_size")
    epsilon = try c.number("layer_norm_eps", in: 0...1, default: 1e-12)
    initialDeviation = try c.number("initializer_range", in: 0...10, default: 0.02)
    activation = try c.activation("hidden_act", default: "gelu")
    // As transformers has it with its own attention, which it calls eager: an encoder stays one whatever is_causal says.
    let isDecoder = try c.boolean("is_decoder", default: false)
    isCausal = try c.boolean("is_causal", default: true) && isDecoder
    sourceLayerCount = layerCount
    try c.requireDivisible("hidden_size", width, by: "num_attention_heads", heads)
  }

  /// A fresh model of BERT's proportions; `width` is a multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    layerCount = layers
    self.width = width
    self.heads = heads
    innerWidth = 4 * width
    positions = 512
    tokenTypes = 2
    vocabulary = 30_522
    epsilon = 1e-12
    activation = .gelu
    initialDeviation = 0.02
    isCausal = false
    sourceLayerCount = layers
  }

  public func keepingFirst(_ layers: Int) -> BERT {
    var model = self
    model.layerCount = min(layers, layerCount)
    return model
  }

  public func extendingPositions(to tokens: Int) -> BERT {
    var model = self
    let rows = tokens
    model.givenPositions = rows > positions ? positions : nil
    model.positions = max(positions, rows)
    return model
  }

  public var parameters: [ParameterSpecification] {
    let normal = Initialization.normal(deviation: initialDeviation)
    func linear(
      _ name: String, _ inputs: Int, _ outputs: Int, _ group: ParameterGroup, _ layer: Int
    ) -> [ParameterSpecification] {
      [
        .init(name + ".weight", [outputs, inputs], group, layer: layer, normal),
        .init(name + ".bias", [outputs], group, layer: layer, .zeros),
      ]
    }
    func norm(_ name: String, _ layer: Int?) -> [ParameterSpecification] {
      [
        .init(name + ".weight", [width], .layernorm, layer: layer, .ones),
        .init(name + ".bias", [width], .layernorm, layer: layer, .zeros),
      ]
    }
    let e = "embeddings."
    var list: [ParameterSpecification] = [
      .init(e + "word_embeddings.weight", [vocabulary, width], .embeddings, normal, isRead: false),
      .init(
        e + "position_embeddings.weight", [positions, width], .positions, normal,
        sourceRows: givenPositions),
      .init(e + "token_type_embeddings.weight", [tokenTypes, width], .embeddings, normal),
    ]
    list += norm(e + "LayerNorm", nil)
    for i in 0..<layerCount {
      let b = "encoder.layer.\(i)."
      for projection in ["query", "key", "value"] {
        list += linear(b + "attention.self." + projection, width, width, .attention, i)
      }
      list += linear(b + "attention.output.dense", width, width, .attention, i)
      list += norm(b + "attention.output.LayerNorm", i)
      list += linear(b + "intermediate.dense", width, innerWidth, .feedforward, i)
      list += linear(b + "output.dense", innerWidth, width, .feedforward, i)
      list += norm(b + "output.LayerNorm", i)
    }
    return list
  }

  public func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    let e = p.within("embeddings")
    var h = tape.addingPositions(
      x, positions: e["position_embeddings.weight"], segments: e["token_type_embeddings.weight"])
    h = tape.dropout(norm(h, e.within("LayerNorm"), on: tape), pass.site("embeddings"))
    for i in 0..<layerCount {
      pass.observe?(.hidden(layer: i, h.value))
      h = block(i, h, p.within("encoder.layer.\(i)"), on: tape, pass: pass)
    }
    pass.observe?(.hidden(layer: layerCount, h.value))
    return h
  }

  /// h [B, T, W] → [B, T, W], or [B, readTokens, W] from the last block.
  private func block(
    _ i: Int, _ h: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    let read = i == layerCount - 1 ? min(pass.readTokens, h.shape[1]) : h.shape[1]
    let a = p.within("attention")
    let attended = tape.selfAttention(
      h, Self.projections(a), readTokens: read, heads: heads, isCausal: isCausal,
      dropout: pass.site("block.\(i).attention"), observe: pass.attentionObserver(layer: i))
    let mixed = norm(
      tape.linear(
        attended, [a.linear("output.dense", .outputInput)],
        dropout: pass.site("block.\(i).projection"), residual: tape.lastTokens(h, read)),
      a.within("output.LayerNorm"), on: tape)
    let transformed = tape.feedForward(
      mixed, expand: p.linear("intermediate.dense", .outputInput),
      contract: p.linear("output.dense", .outputInput), activation: activation,
      dropout: pass.site("block.\(i).feedforward"), residual: mixed)
    return norm(transformed, p.within("output.LayerNorm"), on: tape)
  }

  /// Of an attention's parameters.
  static func projections(_ attention: ParameterScope) -> AttentionProjections {
    { parts in
      ["query", "key", "value"][parts].map { attention.linear("self.\($0)", .outputInput) }
    }
  }

  private func norm(_ x: Variable, _ p: ParameterScope, on tape: Tape) -> Variable {
    tape.layerNorm(x, weight: p["weight"], bias: p["bias"], epsilon: Float(epsilon))
  }

  public var meaningVersion: Int { isCausal ? 2 : 1 }

  public func otherNames(of name: String) -> [String] { Self.formerNormNames(name) }

  /// The oldest checkpoints, bert-base-uncased among them, call a norm's weight and bias gamma and beta.
  static func formerNormNames(_ name: String) -> [String] {
    if name.hasSuffix("LayerNorm.weight") { return [name.dropLast("weight".count) + "gamma"] }
    if name.hasSuffix("LayerNorm.bias") { return [name.dropLast("bias".count) + "beta"] }
    return []
  }
}
