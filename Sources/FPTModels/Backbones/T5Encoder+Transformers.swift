import FPTEngine
import FPTJSON

/// T5's encoder as transformers' `T5EncoderModel`.
extension T5Encoder {
  package var transformersConfiguration: JSONValue.Members? {
    let name = activation.transformersName
    // transformers takes a gated GELU for the tanh approximation, whatever its own name for that is.
    let projection = isGated ? "gated-" + (activation == .geluTanh ? "gelu" : name) : name
    return .init(transformers: "t5", class: "T5EncoderModel").adding([
      "num_layers": .integer(layerCount), "num_decoder_layers": .integer(0),
      "d_model": .integer(width), "num_heads": .integer(heads), "d_kv": .integer(headWidth),
      "d_ff": .integer(innerWidth), "vocab_size": .integer(vocabulary),
      "relative_attention_num_buckets": .integer(buckets.count),
      "relative_attention_max_distance": .integer(buckets.maximumDistance),
      "layer_norm_epsilon": .real(epsilon), "initializer_factor": .real(initialFactor),
      "feed_forward_proj": .text(projection), "is_gated_act": .boolean(isGated),
      "dense_act_fn": .text(name),
    ])
  }

  /// `AutoModel` makes a decoder too, of no blocks: of it there is the norm alone.
  package var transformersLayout: TransformersLayout {
    let (shared, tied) = ("shared.weight", "encoder.embed_tokens.weight")
    return TransformersLayout(
      loader: "T5EncoderModel", rest: [.init("decoder.final_layer_norm.weight", [width])],
      names: { $0 == tied ? [] : [$0] }, aliases: [shared: [tied]])
  }
}
