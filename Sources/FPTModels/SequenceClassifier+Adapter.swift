import FPTCheckpoints
import FPTEngine

/// Adapters: files of trained parameters alone, which with the frozen ones make up the model again.
extension SequenceClassifier {
  /// Writes every trained parameter to a safetensors file, under its name in this model and in the model's order.
  ///
  /// - Throws: `CheckpointError` from the system.
  public func writeAdapter(
    to path: String, metadata: [(key: String, value: String)] = []
  ) throws(CheckpointError) {
    let tensors = trained.map {
      SafetensorsWriter.Tensor(
        name: $0.name, shape: $0.specification.shape, values: .float32($0.value.array))
    }
    let description = [
      (key: "architecture", value: backbone.architecture),
      (key: "layers", value: "\(backbone.layerCount)"), (key: "width", value: "\(backbone.width)"),
    ]
    try SafetensorsWriter.write(tensors, metadata: description + metadata, to: path)
  }

  /// Takes over the values of an adapter.
  ///
  /// Everything is checked first: after an error the model is as it was.
  ///
  /// - Returns: the names of the parameters that were replaced, in the file's order; what the file does not hold is untouched.
  /// - Throws: `CheckpointError.unknownTensor` for a name that the model lacks, `.shapeMismatch` or `.typeMismatch`.
  @discardableResult
  public func readAdapter(_ file: any TensorSource) throws(CheckpointError) -> [String] {
    var replacements: [(parameter: Parameter, values: [Float])] = []
    for name in file.names {
      guard let parameter = parameters[name] else {
        throw .unknownTensor(
          file: file.path, tensor: name, model: backbone.architecture,
          similar: Self.names(similarTo: name, among: parameters.all.map(\.specification)))
      }
      let tensor = try file.tensor(named: name, shape: parameter.specification.shape)
      replacements.append((parameter, try tensor.floats()))
    }
    for (parameter, values) in replacements { parameter.setValues(values, in: context) }
    return file.names
  }
}
