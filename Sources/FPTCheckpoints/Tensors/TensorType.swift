/// The element type of a checkpoint's tensor: one whose values can be read, or any other, of which only the name is known.
public enum TensorType: Sendable, Hashable {
  case float64, float32, float16, bfloat16
  case int8, int16, int32, int64
  case uint8, uint16, uint32, uint64
  case bool
  /// Floats of few bits in blocks, as GGUF files have them; read as 32-bit floats.
  case quantized(BlockQuantization)
  /// A type that is not read here, such as `F8_E4M3` or `C64`, or one that nobody knows yet.
  case other(String)

  private static let names: [(type: TensorType, name: String)] = [
    (.float64, "F64"), (.float32, "F32"), (.float16, "F16"), (.bfloat16, "BF16"),
    (.int8, "I8"), (.int16, "I16"), (.int32, "I32"), (.int64, "I64"),
    (.uint8, "U8"), (.uint16, "U16"), (.uint32, "U32"), (.uint64, "U64"), (.bool, "BOOL"),
  ]

  /// The type of a name, as safetensors spells it.
  public init(name: String) {
    self = Self.names.first { $0.name == name }?.type ?? .other(name)
  }

  /// As safetensors spells it, such as `BF16`, or ggml.
  public var name: String {
    if case .other(let name) = self { return name }
    if case .quantized(let blocks) = self { return blocks.rawValue }
    return Self.names.first { $0.type == self }?.name ?? ""
  }

  /// Bytes of one element; nil for a type that is not read, and where only a block has whole bytes.
  public var size: Int? {
    switch self {
    case .int8, .uint8, .bool: 1
    case .float16, .bfloat16, .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64: 8
    case .quantized, .other: nil
    }
  }

  /// Bytes of so many elements, whole blocks of them where only those have whole bytes; nil for a type that is not read.
  package func bytes(of count: Int) -> Int? {
    if case .quantized(let blocks) = self { return count / blocks.elements * blocks.bytes }
    return size.map { count * $0 }
  }

  /// Whether its values are floating-point numbers that can be read.
  public var isFloat: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16, .quantized: true
    default: false
    }
  }

  /// Whether its values are integers, or truth values, which stand for 0 and 1.
  public var isInteger: Bool { size != nil && !isFloat }

  /// What a user can do with a tensor of this type where another one is needed.
  func remedy(convertingTo wanted: String) -> String {
    switch self {
    case .other(let name) where name.hasPrefix("C"):
      "save its real and its imaginary part as two tensors of floats"
    case .other(let name) where GGMLType.isQuantized(name):
      "quantize the model again, as by llama.cpp's `llama-quantize --allow-requantize`, to one of the types that are read: "
        + GGMLType.readable.joined(separator: ", ")
    case .other(let name) where name.hasPrefix("F"):
      "numbers of so few bits are mostly quantized weights: save the model dequantized; where they are "
        + "none, convert it, as by `tensor.to(torch.float32)`"
    case _ where isInteger && self != .bool:
      "weights of integers are quantized: save the model dequantized, in F32, F16 or BF16"
    default: "convert it, as by `tensor.to(\(wanted))`, and save the file again"
    }
  }
}
