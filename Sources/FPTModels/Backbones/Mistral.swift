import FPTCheckpoints
import FPTJSON

/// Mistral: Llama's blocks, groups of four query heads, and a window of tokens that each token sees.
///
/// Jiang et al. 2023. See ``RotaryDecoder``; later versions have no window.
///
/// Names are those of transformers' `MistralModel`.
public struct Mistral: DeclaredTransformer, RotaryDecoderModel {
  package var decoder: RotaryDecoder

  /// The name of the architecture in experiment files.
  public var architecture: String { "Mistral" }

  /// The window of the first version, which a configuration without the key means.
  private static let window = 4096

  /// Reads a transformers configuration of `model_type` mistral.
  ///
  /// - Throws: `CheckpointError` naming file, key, what was expected and what was found.
  public init(_ c: ModelConfiguration) throws(CheckpointError) {
    try c.requireKnown(Self.configurationKeys, model: "Mistral")
    decoder = try RotaryDecoder(c, keyValueHeads: 8)
    if !c.isNull("sliding_window") {
      let window = try c.integer("sliding_window", default: Self.window)
      decoder.windows = Array(repeating: window, count: decoder.shape.layerCount)
    }
  }

  /// A fresh model of the first version's proportions; `width` is an even multiple of `heads`.
  public init(layers: Int, width: Int, heads: Int) {
    decoder = RotaryDecoder(
      TransformerShape(
        layers: layers, width: width, heads: heads, innerWidth: 7 * width / 2, epsilon: 1e-5,
        activation: .silu),
      headsOfGroup: 4, vocabulary: 32_000, longestSequence: 131_072, base: 10_000)
    decoder.windows = Array(repeating: Self.window, count: layers)
  }

  package var transformersConfiguration: JSONValue.Members? {
    var members = decoder.configuration("mistral", class: "MistralModel")
    members["sliding_window"] = (decoder.windows.first ?? nil).map { .integer(Int64($0)) } ?? .null
    return members
  }

  package static let configurationKeys = RotaryDecoder.configurationKeys(
    understood: ["sliding_window"], classes: "Mistral")

  package static let declaration = transformer(
    "Mistral", weights: "mistral", hasPositions: false, hasPairs: true,
    "Llama's decoder with a window of tokens that each token sees (Jiang et al. 2023). "
      + "Nothing is in the group `positions`.")

  package static let modelTypes = ["mistral"]
}
