/// The GEMM of every step of a recurrent layer: few rows, and the same large B each time.
///
/// B is packed once for all steps, because packing takes as long as about twenty rows of the GEMM.
struct RecurrentGEMM {
  private let rows: Int
  private let columns: Int
  private let k: Int
  private let packed: (b: PackedB, memory: Buffer)

  /// Packs B, which must not change while the GEMM is used.
  init(_ b: MatrixOperand, rows: Int, columns: Int, k: Int, _ context: ComputeContext) {
    self.rows = rows
    self.columns = columns
    self.k = k
    let memory = context.memory.take(PackedB.size(k: k, columns: columns, context.gemmKernels))
    let packedB = PackedB(at: memory.pointer, k: k, columns: columns, context.gemmKernels)
    context.pack(packedB, b, k: k, columns: columns)
    packed = (packedB, memory)
  }

  /// Computes C [rows, columns] (+)= A [rows, k] · B.
  func gemm(
    _ a: UnsafeMutablePointer<Float>, into target: MatrixTarget, _ context: ComputeContext
  ) {
    let a = MatrixOperand(a, stride: k)
    context.gemm(rows: rows, columns: columns, operands: [(a: a, k: k, b: packed.b)], into: target)
  }
}
