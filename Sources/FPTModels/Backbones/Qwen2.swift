import FPTCheckpoints
import FPTJSON

/// Qwen2 and Qwen2.5: Llama's blocks with biases of queries, keys and values.
///
/// Yang et al. 2024. See ``RotaryDecoder``. In some blocks a token may see a window of those before it.
///
/// Names are those of transformers' `Qwen2Model`.
public struct Qwen2: DeclaredTransformer, RotaryDecoderModel {
  package var decoder: RotaryDecoder

  /// The name of the architecture in experiment files.
  public var architecture: String { "Qwen2" }

  /// Reads a transformers configuration of `model_type` qwen2.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    try c.requireKnown(Self.configurationKeys, model: "Qwen2")
    decoder = try RotaryDecoder(c, keyValueHeads: 32)
    decoder.biases = [.queriesKeysValues]
    decoder.windows = try LayerWindows.windows(c, layers: decoder.shape.layerCount)
  }

  /// A fresh model of the proportions of the one with 7 billion parameters; `width` is an even multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    decoder = RotaryDecoder(
      TransformerShape(
        layers: layers, width: width, heads: heads, innerWidth: 37 * width / 7, epsilon: 1e-6,
        activation: .silu),
      headsOfGroup: 7, vocabulary: 152_064, longestSequence: 131_072, base: 1_000_000)
    decoder.biases = [.queriesKeysValues]
  }

  package var transformersConfiguration: JSONValue.Members? {
    decoder.configuration("qwen2", class: "Qwen2Model")
      .adding(LayerWindows.members(decoder.windows.prefix(layerCount)))
  }

  package static let configurationKeys = RotaryDecoder.configurationKeys(
    understood: LayerWindows.keys, classes: "Qwen2")

  package static let declaration = transformer(
    "Qwen2", weights: "qwen2", hasPositions: false, hasPairs: true,
    "Llama's decoder with biases of queries, keys and values; Qwen2 and Qwen2.5 (Yang et al. 2024). "
      + "Nothing is in the group `positions`.")

  package static let modelTypes = ["qwen2"]
}
