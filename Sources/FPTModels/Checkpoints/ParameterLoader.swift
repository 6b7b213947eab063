import FPTCheckpoints
import FPTEngine

extension ElementType {
  /// The blocks that products can be computed with; nil for others, which are made floats first.
  init?(_ blocks: BlockQuantization) {
    switch blocks {
    case .q4_0: self = .q4_0
    case .q4_1: self = .q4_1
    case .q5_0: self = .q5_0
    case .q5_1: self = .q5_1
    case .q8_0: self = .q8_0
    case .q4_K, .q6_K: return nil
    }
  }
}

/// Gives parameters their first values.
struct ParameterLoader {
  let seed: UInt64
  let context: ComputeContext

  /// Random values by the parameter's own initialization.
  func draw(_ specification: ParameterSpecification) -> Parameter {
    let value = context.uninitialized(specification.shape)
    specification.initialization.fill(
      value, name: specification.name, seed: seed, context: context)
    return Parameter(specification, value: value, ownsValue: true)
  }

  /// Values of a checkpoint: in place where the model can compute with the numbers of the file, as float32 otherwise.
  ///
  /// - Throws: `CheckpointError.shapeMismatch`, `.typeMismatch` for what is no float, or `.notFinite`.
  func load(
    _ specification: ParameterSpecification, from file: any TensorSource, as name: String
  ) throws(CheckpointError) -> Parameter {
    let tensor = try file.tensor(named: name, shape: specification.shape)
    let value: Tensor
    let isInPlace: Bool
    if let type = specification.elementTypeInPlace(of: tensor.type),
      type != .float32 || tensor.isDirectlyUsable, let start = tensor.unsafeBytes.baseAddress
    {
      let buffer = Buffer(borrowing: start, of: type, count: tensor.count, owner: tensor.owner)
      value = Tensor(shape: specification.shape, buffer: buffer)
      isInPlace = true
    } else {
      value = context.tensor(specification.shape, try tensor.floats())
      isInPlace = false
    }
    try requireFinite(value, of: file.path, tensor: name)
    return Parameter(specification, value: value, ownsValue: !isInPlace)
  }

  /// - Throws: `CheckpointError.notFinite` for the first element that is infinite or NaN.
  private func requireFinite(
    _ value: Tensor, of file: String, tensor: String
  ) throws(CheckpointError) {
    guard let found = context.firstNonFinite(in: value) else { return }
    var (index, rest) = ([Int](), found.index)
    for extent in value.shape.reversed() {
      index.insert(rest % extent, at: 0)
      rest /= extent
    }
    throw .notFinite(file: file, tensor: tensor, value: found.value, index: index)
  }

  /// A table with further rows of zeros; what is there is copied.
  func extend(_ table: Parameter, to specification: ParameterSpecification) -> Parameter {
    let value = context.uninitialized(specification.shape)
    if !context.isMeasuring {
      let rest = value.elements[table.value.count...]
      _ = value.elements.update(from: table.value.elements)
      UnsafeMutableBufferPointer(rebasing: rest).update(repeating: 0)
    }
    return Parameter(specification, value: value, ownsValue: true)
  }

  /// Values that are already in memory; messages call where they are from `origin`.
  ///
  /// - Throws: `CheckpointError.shapeMismatch` where there are not as many as the shape has elements, or `.notFinite`.
  func place(
    _ specification: ParameterSpecification, _ values: [Float],
    from origin: String = "the trained weights"
  ) throws(CheckpointError) -> Parameter {
    guard values.count == specification.count else {
      throw .shapeMismatch(
        file: origin, tensor: specification.name, expected: specification.shape,
        found: [values.count])
    }
    let tensor = context.tensor(specification.shape, values)
    try requireFinite(tensor, of: origin, tensor: specification.name)
    return Parameter(specification, value: tensor, ownsValue: true)
  }

  /// Normal values with the mean and standard deviation of others, both in double precision.
  func imitate(_ specification: ParameterSpecification, _ values: [Float]) -> Parameter {
    let count = Double(max(1, values.count))
    var sum = 0.0
    for value in values { sum += Double(value) }
    let mean = sum / count
    var squares = 0.0
    for value in values { squares += (Double(value) - mean) * (Double(value) - mean) }
    let tensor = context.uninitialized(specification.shape)
    context.fillNormal(
      tensor, from: RandomStream(seed: seed, name: "initialisation/" + specification.name),
      mean: mean, standardDeviation: (squares / count).squareRoot())
    return Parameter(specification, value: tensor, ownsValue: true)
  }
}

extension ParameterSpecification {
  /// What the model computes with where a checkpoint has numbers of this type; nil where they have to become float32 first.
  package func elementTypeInPlace(of type: TensorType) -> ElementType? {
    switch type {
    case .float32: .float32
    case .float16 where isOperand: .float16
    case .bfloat16 where isOperand: .bfloat16
    // Rows are whole blocks, which the reader of the file made sure of.
    case .quantized(let blocks) where isOperand: ElementType(blocks)
    default: nil
    }
  }
}
