import FPTEngine

/// Gives parameters their first values.
struct ParameterLoader {
  let seed: UInt64
  let context: ComputeContext

  /// Random values by the parameter's own initialisation.
  func draw(_ specification: ParameterSpecification) -> Parameter {
    let value = context.uninitialized(specification.shape)
    if !context.isMeasuring {
      specification.initialisation.fill(
        value.elements, shape: specification.shape, name: specification.name, seed: seed)
    }
    return Parameter(specification, value: value, ownsValue: true)
  }

  /// Values of a checkpoint, in place where the file holds aligned 32-bit floats, converted otherwise.
  func load(
    _ specification: ParameterSpecification, from file: SafetensorsFile, as name: String
  ) throws(CheckpointError) -> Parameter {
    let tensor = try file.tensor(named: name, shape: specification.shape)
    if let floats = tensor.unsafeFloats, let start = floats.baseAddress {
      let buffer = Buffer(borrowing: start, count: floats.count, owner: file)
      return Parameter(
        specification, value: Tensor(shape: specification.shape, buffer: buffer), ownsValue: false)
    }
    let value = context.tensor(specification.shape, try tensor.floats())
    return Parameter(specification, value: value, ownsValue: true)
  }
}
