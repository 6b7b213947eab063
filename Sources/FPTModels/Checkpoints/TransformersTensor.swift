import FPTCheckpoints

/// A tensor of a folder that transformers loads: a name, a shape, and where its values are.
package struct TransformersTensor {
  /// The name in the class of transformers.
  package let name: String
  /// Extents, outermost first.
  package let shape: [Int]
  /// Where the values are.
  let origin: Origin

  enum Origin {
    /// Some rows of a parameter: one of `parts` even parts.
    case parameter(ParameterSpecification, part: Int, of: Int)
    /// What a checkpoint has and the model does not read.
    case copied(MappedTensor)
    /// Nobody has it.
    case zeros
  }

  /// Whether it is zeros, since no source has what the class wants.
  package var isPlaceholder: Bool { if case .zeros = origin { true } else { false } }

  /// The type in the file: float32, or that of a copy.
  var type: TensorType {
    // Of what is stored in no plain numbers, the numbers are written.
    if case .copied(let tensor) = origin, tensor.type.size != nil { tensor.type } else { .float32 }
  }
}
