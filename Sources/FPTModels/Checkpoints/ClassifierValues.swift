import FPTCheckpoints
import FPTEngine

/// Finds the first values of a classifier's parameters, one parameter at a time.
///
/// The seed draws the new layers and whatever the source does not have.
struct ClassifierValues {
  private let backbone: BackboneValues
  private let adapter: AdapterValues
  private let loader: ParameterLoader

  /// - Throws: as `SequenceClassifier.init`.
  init(
    _ source: SequenceClassifier.Source, of backbone: any Backbone,
    among specifications: [ParameterSpecification], seed: UInt64, context: ComputeContext
  ) throws(CheckpointError) {
    loader = ParameterLoader(seed: seed, context: context)
    self.backbone = try BackboneValues(source, of: backbone, loader: loader)
    if case .adapted(_, let added) = source {
      try added.requireNames(among: specifications, model: backbone.architecture)
      adapter = added
    } else {
      adapter = AdapterValues(name: "", values: [:])
    }
  }

  /// How a checkpoint's tensors correspond to the backbone's parameters; nil without one.
  var match: CheckpointMatch? { backbone.match }

  /// A parameter with its first values.
  ///
  /// - Throws: `CheckpointError.shapeMismatch`, `.typeMismatch` or `.notFinite`.
  func parameter(_ specification: ParameterSpecification) throws(CheckpointError) -> Parameter {
    if specification.name.hasPrefix(SequenceClassifier.backbonePrefix) {
      return try backbone.parameter(specification)
    }
    if let values = adapter.values[specification.name] {
      return try loader.place(specification, values, from: adapter.name)
    }
    return loader.draw(specification)
  }
}
