import CKernels

/// The numbers of a tensor in memory.
///
/// Tensors in half precision are frozen matrices of a checkpoint. Only the packing of a GEMM reads them; it widens them, exactly.
public enum ElementType: Sendable, Hashable {
  case float32, float16, bfloat16

  /// Bytes of a number.
  public var size: Int { self == .float32 ? 4 : 2 }

  /// The same in C.
  var element: fpt_element {
    switch self {
    case .float32: fpt_float32
    case .float16: fpt_float16
    case .bfloat16: fpt_bfloat16
    }
  }

  /// Writes `count` numbers as floats, exactly.
  func widen(
    _ numbers: UnsafeRawPointer, count: Int, into floats: UnsafeMutablePointer<Float>
  ) {
    KernelTable.fastest.functions.pointee.widen(numbers, element, 0, floats, count)
  }
}
