import FPTCheckpoints
import FPTEngine
import FPTSchema

extension ModelConfiguration {
  /// The backbone that a configuration describes.
  ///
  /// - Throws: `CheckpointError` for an architecture that is not known here, or a value out of range.
  public func backbone() throws(CheckpointError) -> any Backbone { try model().init(self) }

  /// The keys that the model of this configuration refuses unless its user accepts them, in the file's order.
  ///
  /// - Throws: `CheckpointError` for an architecture that is not known here.
  package func refusedKeys() throws(CheckpointError) -> [RefusedKey] {
    try model().refusedKeys(of: self)
  }

  /// The model that reads the configuration.
  private func model() throws(CheckpointError) -> any DeclaredModel.Type {
    let types = declaredModels.flatMap { $0.modelTypes }.sorted()
    if contains("model_type") {
      let type = try text("model_type", oneOf: types)
      if let model = declaredModels.first(where: { $0.modelTypes.contains(type) }) { return model }
    }
    // What has no model_type comes from timm, which names one of its models, or from the official code's LSTM.
    let architecture: String
    do { architecture = try text("architecture") } catch {
      throw .missingKey(
        file: path, key: "model_type", expected: types.joined(separator: ", "))
    }
    guard
      let model = declaredModels.first(where: { $0.architectures.contains(architecture) })
        ?? declaredModels.first(where: { $0.readsOtherArchitectures })
    else {
      throw .missingKey(
        file: path, key: "model_type", expected: types.joined(separator: ", "))
    }
    return model
  }

  func activation(
    _ key: String, default defaultValue: String
  ) throws(CheckpointError) -> Activation {
    let names = ["gelu", "gelu_new", "gelu_pytorch_tanh", "relu", "silu", "swish", "quick_gelu"]
    switch try text(key, oneOf: names, default: defaultValue) {
    case "gelu": return .gelu
    case "relu": return .relu
    case "silu", "swish": return .silu
    case "quick_gelu": return .quickGELU
    default: return .geluTanh
    }
  }
}
