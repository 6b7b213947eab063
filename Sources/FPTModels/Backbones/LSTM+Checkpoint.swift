import FPTCheckpoints

/// What a configuration of the official code's LSTM holds.
extension LSTM {
  static let configurationKeys = ConfigurationKeys(
    understood: [
      "architecture", "num_layers", "hidden_size", "norm_eps", "residual", "positions",
    ],
    required: ["norm_variance": .oneOf(.text("unbiased"))], harmless: [])

  public var blockPrefixes: [String] { ["params."] }

  public var harmlessTensors: [String] { [] }
}
