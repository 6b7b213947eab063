import FPTCheckpoints
import FPTEngine

/// T5's encoder: relative position biases shared by all blocks, RMS norm before each sub-layer and
/// at the end.
///
/// Raffel et al. 2020. Dense layers have no biases, and scores are not scaled; the activation is
/// ReLU, or in version 1.1 a gated GELU.
///
/// Names are those of transformers' `T5EncoderModel`. There is no position table, so nothing is in
/// the group `positions`; the position biases are in `attention`.
public struct T5Encoder: TransformerBackbone {
  /// The extents and choices that it shares with other transformers.
  public package(set) var shape: TransformerShape
  /// Width of a head; heads · head width need not be the width.
  public let headWidth: Int
  /// Rows of the token table, which is never read.
  public let vocabulary: Int
  /// Which bias a relative position has.
  public let buckets: RelativePositionBuckets
  /// Whether the activated half of the feed-forward layer multiplies another.
  public let isGated: Bool
  /// What every standard deviation of randomly initialized matrices is multiplied by: the standard deviation of the token table.
  public var initialFactor: Double { shape.initialStandardDeviation }

  /// The name of the architecture in experiment files.
  public var architecture: String { "T5Encoder" }
  /// The most tokens that have positions; nil where there is no limit.
  public var maximumTokens: Int? { nil }
  /// What checkpoints put before the names of its parameters.
  public var checkpointPrefixes: [String] { ["", "transformer."] }

  /// Reads a transformers configuration of `model_type` t5.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    try c.requireKnown(Self.configurationKeys, model: "T5Encoder")
    shape = try TransformerShape(
      c,
      TransformerKeys(layers: "num_layers", width: "d_model", heads: "num_heads", innerWidth: nil))
    headWidth = try c.integer("d_kv", in: 1...65_536)
    shape.innerWidth = try c.integer("d_ff")
    vocabulary = try c.integer("vocab_size")
    let count = try c.integer("relative_attention_num_buckets", in: 4...65_536, default: 32)
    // Of each direction, half of the buckets are for single distances, and the others reach beyond them.
    buckets = RelativePositionBuckets(
      count: count,
      maximumDistance: try c.integer(
        "relative_attention_max_distance", in: count / 4 + 1...Int(Int32.max), default: 128))
    shape.epsilon = try c.number("layer_norm_epsilon", in: 0...1, default: 1e-6)
    shape.initialStandardDeviation = try c.number("initializer_factor", in: 0...100, default: 1)
    let projection = try c.text(
      "feed_forward_proj", oneOf: ["relu", "gated-gelu", "gelu", "gelu_new", "gated-relu"],
      default: "relu")
    // transformers works these two out of the key above, writes them, and reads what is written.
    isGated = try c.boolean("is_gated_act", default: projection.hasPrefix("gated-"))
    // It reads gated-gelu as the tanh approximation, which the checkpoints were trained with.
    let derived =
      projection == "gated-gelu" ? "gelu_new" : String(projection.split(separator: "-").last ?? "")
    shape.activation = try c.activation("dense_act_fn", default: derived)
  }

  /// A fresh model of T5's proportions; `width` is a multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    shape = TransformerShape(
      layers: layers, width: width, heads: heads, epsilon: 1e-6, activation: .relu,
      initialStandardDeviation: 1)
    headWidth = width / max(1, heads)
    vocabulary = 32_128
    buckets = RelativePositionBuckets()
    isGated = false
  }

  private static let biasName =
    "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight"

  /// Every parameter, in the order of the forward pass.
  public var parameters: [ParameterSpecification] {
    let all = heads * headWidth
    func linear(
      _ name: String, _ inputs: Int, _ outputs: Int, _ group: ParameterGroup, _ layer: Int,
      variance: Double
    ) -> [ParameterSpecification] {
      .linear(
        name, inputs, outputs, group, layer: layer,
        .normal(standardDeviation: initialFactor / variance.squareRoot()), bias: nil)
    }
    let (w, inner) = (Double(width), Double(innerWidth))
    var list: [ParameterSpecification] = ["shared", "encoder.embed_tokens"].map {
      .init(
        $0 + ".weight", [vocabulary, width], .embeddings, .normal(standardDeviation: initialFactor),
        isRead: false)
    }
    for i in 0..<layerCount {
      let b = "encoder.block.\(i)."
      let a = b + "layer.0.SelfAttention."
      list += .norm(b + "layer.0.layer_norm", width, layer: i, hasBias: false)
      list += linear(a + "q", width, all, .attention, i, variance: w * Double(headWidth))
      list += linear(a + "k", width, all, .attention, i, variance: w)
      list += linear(a + "v", width, all, .attention, i, variance: w)
      list += linear(a + "o", all, width, .attention, i, variance: Double(all))
      if i == 0 {
        list.append(
          .init(
            Self.biasName, [buckets.count, heads], .attention, layer: 0,
            .normal(standardDeviation: initialFactor / w.squareRoot())))
      }
      list += .norm(b + "layer.1.layer_norm", width, layer: i, hasBias: false)
      for name in isGated ? ["wi_0", "wi_1"] : ["wi"] {
        list += linear(
          b + "layer.1.DenseReluDense." + name, width, innerWidth, .feedforward, i, variance: w)
      }
      list += linear(
        b + "layer.1.DenseReluDense.wo", innerWidth, width, .feedforward, i, variance: inner)
    }
    return list + .norm("encoder.final_layer_norm", width, hasBias: false)
  }

  /// Runs the blocks: from [examples, tokens, width] to the last tokens that are read, [examples,
  /// read tokens, width].
  public func forward(
    _ x: Variable, _ p: ParameterScope, on tape: Tape, pass: BackbonePass
  ) -> Variable {
    let bias = tape.relativePositionBias(p[Self.biasName], buckets: buckets, tokens: x.shape[1])
    var h = tape.dropout(x, pass.site("embeddings"))
    for i in 0..<layerCount {
      pass.observe?(.hidden(layer: i, h.value))
      h = block(i, h, bias: bias, p.within("encoder.block.\(i)"), on: tape, pass: pass)
    }
    let output = norm(h, p.within("encoder.final_layer_norm"), on: tape)
    pass.observe?(.hidden(layer: layerCount, output.value))
    return output
  }

  /// h [B, T, W] → [B, T, W], or [B, readTokens, W] from the last block.
  private func block(
    _ i: Int, _ h: Variable, bias: Variable, _ p: ParameterScope, on tape: Tape,
    pass: BackbonePass
  ) -> Variable {
    let read = pass.readTokens(ofLayer: i, of: layerCount, tokens: h.shape[1])
    let n = norm(h, p.within("layer.0.layer_norm"), on: tape)
    let a = p.within("layer.0.SelfAttention")
    let attention = pass.attention(
      ofLayer: i, AttentionHeads(heads, width: headWidth), .all, positions: .bias(bias), scale: 1)
    let attended = tape.selfAttention(
      n, { parts in ["q", "k", "v"][parts].map { a.matrix($0, .outputInput) } }, attention,
      readTokens: read)
    let mixed = tape.linear(
      attended, [a.matrix("o", .outputInput)], dropout: pass.site("block.\(i).projection"),
      residual: tape.lastTokens(h, read))
    return feedForward(
      norm(mixed, p.within("layer.1.layer_norm"), on: tape), p.within("layer.1.DenseReluDense"),
      residual: mixed, dropout: pass.site("block.\(i).feedforward"), on: tape)
  }

  private func feedForward(
    _ x: Variable, _ p: ParameterScope, residual: Variable, dropout: Dropout?, on tape: Tape
  ) -> Variable {
    let contract = p.matrix("wo", .outputInput)
    guard isGated else {
      return tape.feedForward(
        x, expand: p.matrix("wi", .outputInput), contract: contract, activation: activation,
        dropout: dropout, residual: residual)
    }
    return tape.gatedFeedForward(
      x, expand: [p.matrix("wi_0", .outputInput), p.matrix("wi_1", .outputInput)],
      contract: contract, activation: activation, dropout: dropout, residual: residual)
  }

  private func norm(_ x: Variable, _ p: ParameterScope, on tape: Tape) -> Variable {
    tape.rmsNorm(x, weight: p["weight"], epsilon: Float(epsilon))
  }
}
