import FPTCheckpoints
import FPTEngine

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

  /// Values of a checkpoint, in place where the file holds aligned 32-bit floats, converted otherwise.
  func load(
    _ specification: ParameterSpecification, from file: any TensorSource, as name: String
  ) throws(CheckpointError) -> Parameter {
    let tensor = try file.tensor(named: name, shape: specification.shape)
    if let floats = tensor.unsafeFloats, let start = floats.baseAddress {
      let buffer = Buffer(borrowing: start, count: floats.count, owner: tensor.owner)
      return Parameter(
        specification, value: Tensor(shape: specification.shape, buffer: buffer), ownsValue: false)
    }
    let value = context.tensor(specification.shape, try tensor.floats())
    return Parameter(specification, value: value, ownsValue: true)
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

  /// Values that are already in memory.
  ///
  /// - Throws: `CheckpointError.shapeMismatch` where there are not as many as the shape has elements.
  func place(
    _ specification: ParameterSpecification, _ values: [Float]
  ) throws(CheckpointError) -> Parameter {
    guard values.count == specification.count else {
      throw .shapeMismatch(
        file: "the trained weights", tensor: specification.name, expected: specification.shape,
        found: [values.count])
    }
    let tensor = context.tensor(specification.shape, values)
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
