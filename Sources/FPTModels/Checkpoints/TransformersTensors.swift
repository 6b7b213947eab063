import FPTCheckpoints
import FPTJSON

/// Every tensor of the class that transformers makes of a model.
package struct TransformersTensors {
  /// The tensors in the order of the model's parameters, then what the class has beside them.
  package let tensors: [TransformersTensor]
  /// The shapes of what a source has of the rest.
  private let sizes: [String: [Int]]
  private let model: any DeclaredModel

  /// Lists the tensors; none is read.
  ///
  /// `checkpoint` is the one that the model's values came from in the beginning, for what the model does not read of it.
  ///
  /// - Throws: `CheckpointError.shapeMismatch` for a table of another shape than the configuration says.
  package init(
    of model: any DeclaredModel, checkpoint: (any TensorSource)?,
    choice: CheckpointChoice = CheckpointChoice()
  ) throws(CheckpointError) {
    let layout = model.transformersLayout
    let source = checkpoint.map {
      UnreadTensors(file: $0, model: model, choice: choice)
    }
    var tensors: [TransformersTensor] = []
    for specification in SequenceClassifier.specifications(of: model) where !specification.isNew {
      let own = SequenceClassifier.nameInBackbone(specification)
      let names = layout.names(own)
      var shape = specification.shape
      if names.count > 1, let rows = shape.first { shape[0] = rows / names.count }
      for (part, name) in names.enumerated() {
        let origin: TransformersTensor.Origin
        if specification.isRead {
          origin = .parameter(specification, part: part, of: names.count)
        } else if let table = source?.name([own] + (layout.aliases[own] ?? [])) {
          origin = .copied(try table.file.tensor(named: table.name, shape: shape))
        } else {
          origin = .zeros
        }
        tensors.append(TransformersTensor(name: name, shape: shape, origin: origin))
      }
    }
    var sizes: [String: [Int]] = [:]
    for rest in layout.rest {
      if let found = source?.name([rest.name] + rest.otherNames),
        let shape = found.file.shape(of: found.name), rest.allows(shape)
      {
        sizes[rest.name] = shape
        tensors.append(
          TransformersTensor(
            name: rest.name, shape: shape,
            origin: .copied(try found.file.tensor(named: found.name))))
      } else {
        tensors.append(TransformersTensor(name: rest.name, shape: rest.shape, origin: .zeros))
      }
    }
    (self.tensors, self.sizes, self.model) = (tensors, sizes, model)
  }

  /// The members of `config.json`: what says nothing of the forward pass as in the source's own, the rest of the model as it is.
  ///
  /// Nil where transformers has no class for the model.
  package func configuration(after source: ModelConfiguration?) -> JSONValue.Members? {
    guard let own = model.transformersConfiguration else { return nil }
    var members: JSONValue.Members = [:]
    if let source, source.contains("model_type") {
      members = source.members(in: type(of: model).configurationKeys.kept)
    }
    // What the source says of its sizes stands, for transformers read them from there.
    members.merge(model.transformersLayout.sizes(sizes)) { old, _ in old }
    return own.adding(members).adding(own)
  }
}

/// What a checkpoint has beside the parameters that a model reads.
private struct UnreadTensors {
  let file: any TensorSource
  private let prefix: String

  init(file: any TensorSource, model: any DeclaredModel, choice: CheckpointChoice) {
    self.file = file
    prefix = CheckpointMatch(of: model, in: file, choice: choice).prefix
  }

  /// The first of some names that the file has.
  func name(_ names: [String]) -> (file: any TensorSource, name: String)? {
    names.lazy.map { prefix + $0 }.first(where: file.contains).map { (file, $0) }
  }
}
