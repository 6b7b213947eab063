import FPTCheckpoints

/// Trained parameters to be put in the place of a model's own: those of an adapter's file, or of another training.
public struct AdapterValues: Sendable {
  /// The file, or what else messages call it.
  public let name: String
  /// Values by their names in the classifier.
  public let values: [String: [Float]]

  /// Takes values by their names in the classifier.
  public init(name: String, values: [String: [Float]]) {
    self.name = name
    self.values = values
  }

  /// Every tensor of a file.
  ///
  /// - Throws: `CheckpointError.typeMismatch` for what is no number.
  public init(_ file: any TensorSource) throws(CheckpointError) {
    name = file.path
    var values: [String: [Float]] = [:]
    for name in file.names { values[name] = try file.tensor(named: name).floats() }
    self.values = values
  }

  /// - Throws: `CheckpointError.unknownTensor` for the first name, in alphabetical order, that the model lacks.
  func requireNames(
    among specifications: [ParameterSpecification], model: String
  ) throws(CheckpointError) {
    let shapes = values.mapValues { _ in [Int]() }
    try Self.check(shapes, of: name, fit: specifications, model: model, comparesShapes: false)
  }

  /// Makes sure, before there are any values, that a model has a parameter for every tensor of an
  /// adapter.
  ///
  /// `shapes` are those of the adapter's tensors, by name. Messages call the adapter by its name.
  ///
  /// - Throws: `CheckpointError.unknownTensor` or `.shapeMismatch` for the first name, in
  ///   alphabetical order.
  package static func check(
    _ shapes: [String: [Int]], of name: String, fit specifications: [ParameterSpecification],
    model: String
  ) throws(CheckpointError) {
    try check(shapes, of: name, fit: specifications, model: model, comparesShapes: true)
  }

  private static func check(
    _ shapes: [String: [Int]], of name: String, fit specifications: [ParameterSpecification],
    model: String, comparesShapes: Bool
  ) throws(CheckpointError) {
    let known = Dictionary(
      specifications.filter(\.isRead).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }
    )
    for (tensor, shape) in shapes.sorted(by: { $0.key < $1.key }) {
      guard let parameter = known[tensor] else {
        throw .unknownTensor(
          file: name, tensor: tensor, model: model,
          similar: SequenceClassifier.names(similarTo: tensor, among: specifications))
      }
      guard !comparesShapes || parameter.shape == shape else {
        throw .shapeMismatch(
          file: name, tensor: tensor, expected: parameter.shape, found: shape)
      }
    }
  }
}

extension SequenceClassifier {
  /// Up to three parameters that end as a name does.
  static func names(
    similarTo name: String, among specifications: some Sequence<ParameterSpecification>
  ) -> [String] {
    let last = name.split(separator: ".").suffix(2).joined(separator: ".")
    return Array(specifications.lazy.map(\.name).filter { $0.hasSuffix(last) }.prefix(3))
  }
}
