import FPTCheckpoints
import FPTEngine

extension ModelConfiguration {
  /// The backbone a configuration describes.
  ///
  /// - Throws: `CheckpointError` for an architecture that is not known here, or a value out of range.
  public func backbone() throws(CheckpointError) -> any Backbone {
    guard contains("model_type") else {
      // What has no model_type comes from timm, which names one of its models, or from the official code's LSTM.
      let architecture: String
      do { architecture = try text("architecture") } catch {
        throw .missingKey(
          file: path, key: "model_type", expected: Self.modelTypes.joined(separator: ", "))
      }
      if architecture == "LNLSTM" { return try LSTM(self) }
      return try ViT(self)
    }
    switch try text("model_type", oneOf: Self.modelTypes) {
    case "gpt2": return try GPT2(self)
    case "vit": return try ViT(self)
    case "t5": return try T5Encoder(self)
    case "longformer": return try Longformer(self)
    default: return try BERT(self)
    }
  }

  /// The keys that the model of this configuration refuses unless its user accepts them, in the file's order.
  ///
  /// - Throws: `CheckpointError` for an architecture that is not known here.
  public func refusedKeys() throws(CheckpointError) -> [RefusedKey] {
    guard contains("model_type") else {
      return try text("architecture") == "LNLSTM"
        ? refused(by: LSTM.configurationKeys)
        : lifting("model_args").refused(by: ViT.timmKeys)
    }
    return switch try text("model_type", oneOf: Self.modelTypes) {
    case "gpt2": refused(by: GPT2.configurationKeys)
    case "vit": refused(by: ViT.transformersKeys)
    case "t5": refused(by: T5Encoder.configurationKeys)
    case "longformer": refused(by: Longformer.configurationKeys)
    default: refused(by: BERT.configurationKeys)
    }
  }

  private static let modelTypes = ["bert", "gpt2", "longformer", "t5", "vit"]

  func activation(
    _ key: String, default defaultValue: String
  ) throws(CheckpointError) -> Activation {
    let names = ["gelu", "gelu_new", "gelu_pytorch_tanh", "relu"]
    switch try text(key, oneOf: names, default: defaultValue) {
    case "gelu": return .gelu
    case "relu": return .relu
    default: return .geluTanh
    }
  }

  func requireDivisible(
    _ key: String, _ value: Int, by divisorKey: String, _ divisor: Int
  ) throws(CheckpointError) {
    guard value % divisor == 0 else {
      throw .wrongValue(
        file: path, key: key, expected: "a multiple of \(divisorKey), which is \(divisor)",
        found: "\(value)")
    }
  }
}
