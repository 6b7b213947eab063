import FPTCheckpoints
import FPTJSON

/// Llama, and models of its shape such as SmolLM2 and TinyLlama: see ``RotaryDecoder``.
///
/// Touvron et al. 2023, Grattafiori et al. 2024. A configuration may give all layers of the attention or of the feed-forward
/// network biases, heads a width of their own, and frequencies the scaling of Llama 3.1.
///
/// Names are those of transformers' `LlamaModel`.
public struct Llama: DeclaredTransformer, RotaryDecoderModel {
  package var decoder: RotaryDecoder

  /// The name of the architecture in experiment files.
  public var architecture: String { "Llama" }

  /// Reads a transformers configuration of `model_type` llama.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    try c.requireKnown(Self.configurationKeys, model: "Llama")
    decoder = try RotaryDecoder(c)
    if try c.boolean("attention_bias", default: false) {
      decoder.biases.formUnion([.queriesKeysValues, .attentionOutput])
    }
    if try c.boolean("mlp_bias", default: false) { decoder.biases.insert(.feedForward) }
  }

  /// A fresh model of Llama 2's proportions; `width` is an even multiple of `heads`.
  ///
  /// The three matrices of a feed-forward layer have as many elements as two of four times the width; the width inside is rounded
  /// up to a multiple of 32.
  public init(layers: Int, width: Int, heads: Int) {
    decoder = RotaryDecoder(
      TransformerShape(
        layers: layers, width: width, heads: heads, innerWidth: (8 * width / 3 + 31) / 32 * 32,
        epsilon: 1e-5, activation: .silu),
      vocabulary: 32_000, longestSequence: 4096, base: 10_000)
  }

  package var transformersConfiguration: JSONValue.Members? {
    var members = decoder.configuration("llama", class: "LlamaModel")
    members["attention_bias"] = .boolean(decoder.biases.contains(.queriesKeysValues))
    members["mlp_bias"] = .boolean(decoder.biases.contains(.feedForward))
    return members
  }

  package static let configurationKeys = RotaryDecoder.configurationKeys(
    understood: ["attention_bias", "mlp_bias"], classes: "Llama")

  package static let declaration = transformer(
    "Llama", weights: "smollm2", hasPositions: false, hasPairs: true,
    "Decoder with rotary positions, gated feed-forward layers and root-mean-square norms; Llama 1 to 3, "
      + "SmolLM2 and others of their shape (Touvron et al. 2023). Nothing is in the group `positions`."
  )

  package static let modelTypes = ["llama"]
}
