import FPTEngine

extension ModelConfiguration {
  /// The backbone a configuration describes.
  ///
  /// - Throws: `CheckpointError` for an architecture that is not known here, or a value out of range.
  public func backbone() throws(CheckpointError) -> any Backbone {
    switch try text("model_type", oneOf: ["bert", "gpt2"]) {
    case "gpt2": return try GPT2(self)
    default: return try BERT(self)
    }
  }

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
