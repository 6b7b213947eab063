/// The type of a tensor in a GGUF file, with what its elements take.
struct GGMLType: Sendable, Hashable {
  let name: String
  /// Elements of a block.
  let elements: Int
  /// Bytes of a block.
  let bytes: Int

  /// The type of a number; nil for one that is not known.
  ///
  /// From ggml's `ggml_type`; numbers that are missing were given up.
  init?(number: UInt32) {
    guard let known = Self.known[number] else { return nil }
    self = known
  }

  private init(_ name: String, _ elements: Int, _ bytes: Int) {
    self.name = name
    self.elements = elements
    self.bytes = bytes
  }

  /// As tensors are described here.
  var type: TensorType {
    BlockQuantization(rawValue: name).map(TensorType.quantized) ?? TensorType(name: name)
  }

  /// The names of types of floats that are read.
  static let readable =
    ["F32", "F16", "BF16"] + BlockQuantization.allCases.map(\.rawValue)

  /// Whether a name is that of a type of few bits.
  static func isQuantized(_ name: String) -> Bool {
    known.values.contains { $0.name == name && $0.elements > 1 }
      || name.hasPrefix(unknownPrefix)
  }

  /// What a type is called that only its number is known of.
  static func unknownName(_ number: UInt32) -> String { "\(unknownPrefix)\(number)" }
  private static let unknownPrefix = "ggml type "

  private static let known: [UInt32: GGMLType] = [
    0: .init("F32", 1, 4), 1: .init("F16", 1, 2), 2: .init("Q4_0", 32, 18),
    3: .init("Q4_1", 32, 20), 6: .init("Q5_0", 32, 22), 7: .init("Q5_1", 32, 24),
    8: .init("Q8_0", 32, 34), 9: .init("Q8_1", 32, 40), 10: .init("Q2_K", 256, 84),
    11: .init("Q3_K", 256, 110), 12: .init("Q4_K", 256, 144), 13: .init("Q5_K", 256, 176),
    14: .init("Q6_K", 256, 210), 15: .init("Q8_K", 256, 292), 16: .init("IQ2_XXS", 256, 66),
    17: .init("IQ2_XS", 256, 74), 18: .init("IQ3_XXS", 256, 98), 19: .init("IQ1_S", 256, 50),
    20: .init("IQ4_NL", 32, 18), 21: .init("IQ3_S", 256, 110), 22: .init("IQ2_S", 256, 82),
    23: .init("IQ4_XS", 256, 136), 24: .init("I8", 1, 1), 25: .init("I16", 1, 2),
    26: .init("I32", 1, 4), 27: .init("I64", 1, 8), 28: .init("F64", 1, 8),
    29: .init("IQ1_M", 256, 56), 30: .init("BF16", 1, 2), 34: .init("TQ1_0", 256, 54),
    35: .init("TQ2_0", 256, 66), 39: .init("MXFP4", 32, 17), 40: .init("NVFP4", 64, 36),
    41: .init("Q1_0", 128, 18),
  ]
}

extension TensorType {
  /// Whether a name such as `IQ2_XS` says that a GGUF file has it.
  var isOfGGML: Bool {
    guard case .other(let name) = self else { return false }
    return GGMLType.isQuantized(name)
  }
}
