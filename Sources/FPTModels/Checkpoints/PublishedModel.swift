import FPTCheckpoints
import FPTData
import FPTEngine
import FPTJSON

/// A trained classifier as files that other programs load: the backbone under the names of transformers, and the new layers beside it.
package struct PublishedModel {
  /// What the class of transformers has.
  package let tensors: TransformersTensors
  /// The parameters that the class does not have: input and output layer, and tables that this use of the model adds.
  package let layers: [ParameterSpecification]
  private let values: ClassifierValues

  /// Where the parts of the class that the model does not read come from.
  package struct Origin {
    let weights: any TensorSource
    let choice: CheckpointChoice

    package init(weights: any TensorSource, choice: CheckpointChoice) {
      (self.weights, self.choice) = (weights, choice)
    }
  }

  /// Prepares to write a model; no parameter has its values yet.
  ///
  /// `backbone` is `model`, perhaps behind a new table. `source` and `seed` are those of the training, with the trained parameters in
  /// place; `origin` is the checkpoint behind them, if there is one.
  ///
  /// - Throws: as `SequenceClassifier.init`.
  package init(
    of backbone: any Backbone, model: any DeclaredModel, input: TokenInput, output: TaskOutput,
    source: SequenceClassifier.Source, seed: UInt64, origin: Origin?, context: ComputeContext
  ) throws(CheckpointError) {
    let specifications = SequenceClassifier.specifications(
      of: backbone, input: input, output: output)
    values = try ClassifierValues(
      source, of: backbone, among: specifications, seed: seed, context: context)
    tensors = try TransformersTensors(
      of: model, checkpoint: origin?.weights, choice: origin?.choice ?? CheckpointChoice())
    layers = specifications.filter {
      $0.isRead && ($0.isNew || !$0.name.hasPrefix(SequenceClassifier.backbonePrefix))
    }
  }

  /// Writes the tensors of the class to a safetensors file, whole or not at all; one of them is in memory at a time.
  ///
  /// - Throws: `CheckpointError`.
  package func writeWeights(
    to path: String, metadata: [(key: String, value: String)]
  ) throws(CheckpointError) {
    let all = tensors.tensors
    // Several tensors may be parts of one parameter.
    var last: (name: String, values: [Float]) = ("", [])
    try SafetensorsWriter.write(
      all.map { .init(name: $0.name, type: $0.type, shape: $0.shape) }, metadata: metadata,
      to: path
    ) {
      (index, write: @escaping (UnsafeRawBufferPointer) throws(CheckpointError) -> Void)
        throws(CheckpointError) in
      let count = all[index].shape.reduce(1, *)
      switch all[index].origin {
      case .parameter(let specification, let part, _):
        if last.name != specification.name {
          last = (specification.name, try values.parameter(specification).value.array)
        }
        try Self.write(last.values[part * count..<(part + 1) * count], write)
      case .copied(let tensor):
        if tensor.type.size == nil { return try Self.write(tensor.floats()[...], write) }
        try tensor.withBytes { (bytes) throws(CheckpointError) in try write(bytes) }
      case .zeros:
        let zeros = [Float](repeating: 0, count: min(count, 1 << 20))
        for start in stride(from: 0, to: count, by: 1 << 20) {
          try Self.write(zeros.prefix(count - start), write)
        }
      }
    }
  }

  /// Writes the parameters that the class does not have to a safetensors file, under their names in the classifier.
  ///
  /// - Throws: `CheckpointError`.
  package func writeLayers(
    to path: String, metadata: [(key: String, value: String)]
  ) throws(CheckpointError) {
    var tensors: [SafetensorsWriter.Tensor] = []
    for layer in layers {
      tensors.append(
        .init(
          name: layer.name, shape: layer.shape,
          values: .float32(try values.parameter(layer).value.array)))
    }
    try SafetensorsWriter.write(tensors, metadata: metadata, to: path)
  }

  private static func write(
    _ floats: ArraySlice<Float>,
    _ write: (UnsafeRawBufferPointer) throws(CheckpointError) -> Void
  ) throws(CheckpointError) {
    // As they are in memory: safetensors is little-endian, and so is every machine that this runs on.
    try floats.withUnsafeBufferPointer { (floats) throws(CheckpointError) in
      try write(UnsafeRawBufferPointer(floats))
    }
  }
}
