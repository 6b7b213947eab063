import FPTCheckpoints
import FPTEngine

/// Finds the first values of a backbone's parameters, wherever they come from.
struct BackboneValues {
  /// How a checkpoint's tensors correspond to the parameters; nil without one.
  let match: CheckpointMatch?
  private let origin: Origin
  private let loader: ParameterLoader

  private indirect enum Origin {
    case drawn
    case file(any TensorSource)
    case trained(TrainedBackbone, specifications: [String: ParameterSpecification], BackboneValues)
    /// Random values like those of another origin.
    case like(BackboneValues)
    /// Some values, and under them another origin.
    case adapted(AdapterValues, BackboneValues)
  }

  /// - Throws: `CheckpointError.missingTensors`, which names all that a checkpoint lacks, or `.refusedTensors`, which names all that
  ///   nobody reads.
  init(
    _ source: SequenceClassifier.Source, of backbone: any Backbone, loader: ParameterLoader
  ) throws(CheckpointError) {
    self.loader = loader
    switch source {
    case .random:
      origin = .drawn
      match = nil
    case .pretrained(let file, let choice):
      let found = CheckpointMatch(of: backbone, in: file, choice: choice)
      try found.requireSound(backbone, in: file, choice: choice)
      (origin, match) = (.file(file), found)
    case .statistics(of: let other):
      let values = try BackboneValues(other, of: backbone, loader: loader)
      origin = .like(values)
      match = values.match
    case .adapted(let other, let adapter):
      let values = try BackboneValues(other, of: backbone, loader: loader)
      origin = .adapted(adapter, values)
      match = values.match
    case .trained(let trained):
      // What stayed frozen there was drawn there: by its own seed, for its own number of blocks.
      let specifications = SequenceClassifier.specifications(of: trained.backbone)
      let start = try BackboneValues(
        trained.start, of: trained.backbone,
        loader: ParameterLoader(seed: trained.seed, context: loader.context))
      origin = .trained(
        trained,
        specifications: Dictionary(
          specifications.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }), start)
      match = nil
    }
  }

  /// A parameter with its first values; what a source does not have is drawn.
  ///
  /// - Throws: `CheckpointError.shapeMismatch` or `.typeMismatch`.
  func parameter(_ specification: ParameterSpecification) throws(CheckpointError) -> Parameter {
    switch origin {
    case .trained, .adapted: break
    case .drawn, .file, .like:
      guard let table = specification.atSource else { break }
      return loader.extend(try parameter(table), to: specification)
    }
    switch origin {
    case .drawn: return loader.draw(specification)
    case .adapted(let adapter, let values):
      if let values = adapter.values[specification.name] {
        return try loader.place(specification, values, from: adapter.name)
      }
      return try values.parameter(specification)
    case .file(let file):
      guard let name = match?.tensors[SequenceClassifier.nameInBackbone(specification)] else {
        return loader.draw(specification)
      }
      return try loader.load(specification, from: file, as: name)
    case .like(let values):
      // Where memory is only measured, there are no values to look at.
      guard values.has(specification), !loader.context.isMeasuring else {
        return loader.draw(specification)
      }
      return loader.imitate(specification, try values.parameter(specification).value.array)
    case .trained(let trained, let specifications, let start):
      // There the table has as many rows as that training had, here perhaps more.
      let own = specifications[specification.name] ?? specification
      let parameter =
        if let values = trained.values[specification.name] {
          try loader.place(own.shape == specification.shape ? specification : own, values)
        } else {
          try start.parameter(own)
        }
      return parameter.value.count < specification.count && specification.atSource != nil
        ? loader.extend(parameter, to: specification) : parameter
    }
  }

  /// Whether the origin has values of a parameter that are more than a draw.
  private func has(_ specification: ParameterSpecification) -> Bool {
    switch origin {
    case .drawn: false
    case .file: match?.tensors[SequenceClassifier.nameInBackbone(specification)] != nil
    case .trained: true
    case .like(let values): values.has(specification)
    case .adapted(let adapter, let values):
      adapter.values[specification.name] != nil || values.has(specification)
    }
  }
}
