import CKernels

/// The numbers of a tensor in memory.
///
/// Tensors of anything but float32 are frozen matrices of a checkpoint. Only the packing of a GEMM reads them; it widens them.
/// Half precision widens exactly. The others are blocks of 32 numbers of few bits, as ggml has them: each number is its bits times
/// the block's scale, in some types plus the block's minimum, each operation rounded to float32.
public enum ElementType: Sendable, Hashable {
  case float32, float16, bfloat16
  case q4_0, q4_1, q5_0, q5_1, q8_0

  /// Numbers that lie in memory as one: 32 in blocks of few bits.
  public var blockCount: Int { blockBytes == nil ? 1 : fpt_block_numbers }

  /// Bytes of some numbers; of whole blocks where numbers lie in blocks.
  public func bytes(of count: Int) -> Int {
    if let blockBytes { return (count + blockCount - 1) / blockCount * blockBytes }
    return count * (self == .float32 ? 4 : 2)
  }

  private var blockBytes: Int? {
    let bytes = fpt_block_bytes(element)
    return bytes == 0 ? nil : bytes
  }

  /// The same in C.
  var element: fpt_element {
    switch self {
    case .float32: fpt_float32
    case .float16: fpt_float16
    case .bfloat16: fpt_bfloat16
    case .q4_0: fpt_q4_0
    case .q4_1: fpt_q4_1
    case .q5_0: fpt_q5_0
    case .q5_1: fpt_q5_1
    case .q8_0: fpt_q8_0
    }
  }

  /// Writes `count` numbers as floats.
  func widen(
    _ numbers: UnsafeRawPointer, count: Int, into floats: UnsafeMutablePointer<Float>
  ) {
    KernelTable.fastest.functions.pointee.widen(numbers, element, 0, floats, count)
  }
}
