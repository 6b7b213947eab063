import FPTCheckpoints
import FPTEngine

/// Longformer (Beltagy et al. 2020): BERT's blocks with attention to a window of neighbors, and RoBERTa's positions, whose table
/// begins after the padding token's row. Global attention is not used, as in the paper's experiments.
///
/// Names are those of transformers' `LongformerModel`.
public struct Longformer: Backbone {
  /// Blocks.
  public private(set) var layerCount: Int
  public let sourceLayerCount: Int
  /// Width of the hidden states.
  public let width: Int
  /// Attention heads; the width is a multiple of them.
  public let heads: Int
  /// Width inside the feed-forward layers.
  public let innerWidth: Int
  /// Tokens that a token sees in each block, half of them on either side and itself.
  public private(set) var windows: [Int]
  /// Rows of the position table.
  public private(set) var positions: Int
  /// Rows of it that its source has, where it was extended.
  private var givenPositions: Int?
  /// Row of the position table that the first token has.
  public let firstPosition: Int
  /// Rows of the token-type table, of which the first is read.
  public let tokenTypes: Int
  /// Rows of the token table, which is never read.
  public let vocabulary: Int
  /// ε of every norm.
  public let epsilon: Double
  /// The non-linearity of the feed-forward layers.
  public let activation: Activation
  /// Standard deviation of freshly drawn matrices and tables.
  public let initialDeviation: Double

  public var architecture: String { "Longformer" }
  public var maximumTokens: Int? { positions - firstPosition }
  public var checkpointPrefixes: [String] { ["", "longformer.", "roberta."] }

  /// Reads a transformers configuration of `model_type` longformer.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    try c.requireKnown(Self.configurationKeys, model: "Longformer")
    layerCount = try c.integer("num_hidden_layers", in: 1...1024)
    sourceLayerCount = layerCount
    width = try c.integer("hidden_size")
    heads = try c.integer("num_attention_heads", in: 1...1024)
    innerWidth = try c.integer("intermediate_size")
    windows = try c.integers("attention_window", in: 2...(1 << 20), count: layerCount)
    for window in windows where window % 2 != 0 {
      throw .wrongValue(
        file: c.path, key: "attention_window", expected: "even numbers", found: "\(window)")
    }
    firstPosition = try c.integer("pad_token_id", in: 0...65_536, default: 1) + 1
    positions = try c.integer("max_position_embeddings", in: (firstPosition + 1)...(1 << 24))
    tokenTypes = try c.integer("type_vocab_size")
    vocabulary = try c.integer("vocab_size")
    epsilon = try c.number("layer_norm_eps", in: 0...1, default: 1e-12)
    initialDeviation = try c.number("initializer_range", in: 0...10, default: 0.02)
    activation = try c.activation("hidden_act", default: "gelu")
    try c.requireDivisible("hidden_size", width, by: "num_attention_heads", heads)
  }

  /// A fresh model of Longformer's proportions; `width` is a multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    layerCount = layers
    sourceLayerCount = layers
    self.width = width
    self.heads = heads
    innerWidth = 4 * width
    windows = Array(repeating: 512, count: layers)
    positions = 4098
    firstPosition = 2
    tokenTypes = 1
    vocabulary = 50_265
    epsilon = 1e-5
    activation = .gelu
    initialDeviation = 0.02
  }

  public func keepingFirst(_ layers: Int) -> Longformer {
    var model = self
    model.layerCount = min(layers, layerCount)
    model.windows = Array(windows.prefix(layers))
    return model
  }

  public func extendingPositions(to tokens: Int) -> Longformer {
    var model = self
    let rows = max(0, tokens) + firstPosition
    model.givenPositions = rows > positions ? positions : nil
    model.positions = max(positions, rows)
    return model
  }

  public var parameters: [ParameterSpecification] {
    let normal = Initialization.normal(deviation: initialDeviation)
    func linear(
      _ name: String, _ inputs: Int, _ outputs: Int, _ group: ParameterGroup, _ layer: Int,
      isRead: Bool = true
    ) -> [ParameterSpecification] {
      [
        .init(
          name + ".weight", [outputs, inputs], group, layer: layer, normal, isRead: isRead),
        .init(name + ".bias", [outputs], group, layer: layer, .zeros, isRead: isRead),
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
      for projection in ["query_global", "key_global", "value_global"] {
        list += linear(
          b + "attention.self." + projection, width, width, .attention, i, isRead: false)
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
      x, positions: e["position_embeddings.weight"], firstPosition: firstPosition,
      segments: e["token_type_embeddings.weight"])
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
    let inputs = tape.attentionInputs(h, BERT.projections(a), readTokens: read)
    let attended = tape.windowedAttention(
      inputs, heads: heads, halfWindow: windows[i] / 2, dropout: pass.site("block.\(i).attention"),
      observe: pass.attentionObserver(layer: i))
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

  private func norm(_ x: Variable, _ p: ParameterScope, on tape: Tape) -> Variable {
    tape.layerNorm(x, weight: p["weight"], bias: p["bias"], epsilon: Float(epsilon))
  }

  public func otherNames(of name: String) -> [String] { BERT.formerNormNames(name) }
}
