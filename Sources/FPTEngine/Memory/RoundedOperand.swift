import CKernels

extension ComputeContext {
  /// Returns a matrix in half the memory, rounded as products of bfloat16 round it anyway.
  ///
  /// For frozen matrices of a context whose precision is bfloat16, which nothing but a GEMM reads. No bit of a product changes.
  ///
  /// - Parameter matrix: float32.
  /// - Returns: like the matrix, in bfloat16.
  public func roundedOperand(_ matrix: Tensor) -> Tensor {
    precondition(precision == .bfloat16, "only products of bfloat16 round their operands")
    let count = matrix.count
    let memory = memory.take((count + 1) / 2)
    let rounded = UnsafeMutableRawPointer(memory.pointer).assumingMemoryBound(to: UInt16.self)
    parallel(chunks: count, of: 1 << 16) { range in
      fpt_round_all(
        matrix.pointer + range.lowerBound, rounded + range.lowerBound, range.count)
    }
    return Tensor(
      shape: matrix.shape,
      buffer: Buffer(
        borrowing: UnsafeRawPointer(rounded), of: .bfloat16, count: count, owner: memory))
  }
}
