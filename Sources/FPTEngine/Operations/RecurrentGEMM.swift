/// The GEMM of every step of a recurrent layer: few rows, and the same large B each time.
///
/// B is packed once for all steps, because packing takes as long as about twenty rows of the GEMM.
struct RecurrentGEMM {
  /// B, [k, columns].
  private let b: MatrixOperand
  private let rows: Int
  private let columns: Int
  private let k: Int
  private let packed: (b: PackedB, memory: Buffer, kernels: GEMMKernels)?

  /// Packs B, which must not change while the GEMM is used.
  init(_ b: MatrixOperand, rows: Int, columns: Int, k: Int, _ context: ComputeContext) {
    self.b = b
    self.rows = rows
    self.columns = columns
    self.k = k
    guard let kernels = context.kernels else {
      packed = nil
      return
    }
    let memory = context.memory.take(PackedB.size(k: k, columns: columns))
    let packedB = PackedB(at: memory.pointer, k: k, columns: columns, kernels)
    context.pack(packedB, b, k: k, columns: columns)
    packed = (packedB, memory, kernels)
  }

  /// Computes C [rows, columns] (+)= A [rows, k] · B.
  func gemm(
    _ a: UnsafeMutablePointer<Float>, into target: MatrixTarget, _ context: ComputeContext
  ) {
    let a = MatrixOperand(a, stride: k)
    guard let packed else {
      context.gemm(
        rows: rows, columns: columns,
        operands: [GEMMOperands(a: a, b: b, k: k)], into: target)
      return
    }
    context.count(GEMMShape(rows: rows, columns: columns, k: k))
    context.gemm(
      PackedOperands(pairs: [.init(a: a, b: packed.b, k: k)]), rows: rows,
      columns: columns, packed.kernels, into: target)
  }
}
