import FPTCheckpoints
import FPTJSON

/// Qwen3: Llama's blocks, whose queries and keys are normalized head by head, with heads of a width of their own.
///
/// Yang et al. 2025. See ``RotaryDecoder``. In some blocks a token may see a window of those before it.
///
/// Names are those of transformers' `Qwen3Model`.
public struct Qwen3: DeclaredTransformer, RotaryDecoderModel {
  package var decoder: RotaryDecoder

  /// The name of the architecture in experiment files.
  public var architecture: String { "Qwen3" }

  /// Reads a transformers configuration of `model_type` qwen3.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    try c.requireKnown(Self.configurationKeys, model: "Qwen3")
    decoder = try RotaryDecoder(c, keyValueHeads: 32, headWidth: 128)
    decoder.hasHeadNorms = true
    if try c.boolean("attention_bias", default: false) {
      decoder.biases = [.queriesKeysValues, .attentionOutput]
    }
    decoder.windows = try LayerWindows.windows(c, layers: decoder.shape.layerCount)
  }

  /// A fresh model of the proportions of the one with 8 billion parameters; `width` is an even multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    decoder = RotaryDecoder(
      TransformerShape(
        layers: layers, width: width, heads: heads, innerWidth: 3 * width, epsilon: 1e-6,
        activation: .silu),
      headsOfGroup: 4, vocabulary: 151_936, longestSequence: 40_960, base: 1_000_000)
    decoder.hasHeadNorms = true
  }

  package var transformersConfiguration: JSONValue.Members? {
    var members = decoder.configuration("qwen3", class: "Qwen3Model")
    members["attention_bias"] = .boolean(decoder.biases.contains(.queriesKeysValues))
    return members.adding(LayerWindows.members(decoder.windows.prefix(layerCount)))
  }

  package static let configurationKeys = RotaryDecoder.configurationKeys(
    understood: LayerWindows.keys.union(["attention_bias"]), classes: "Qwen3")

  package static let declaration = transformer(
    "Qwen3", weights: "qwen3", hasPositions: false, hasPairs: true,
    "Llama's decoder with norms of queries and keys (Yang et al. 2025). "
      + "Nothing is in the group `positions`.")

  package static let modelTypes = ["qwen3"]
}
