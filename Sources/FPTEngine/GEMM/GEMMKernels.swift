import CKernels

/// The functions of the engine's GEMM in one table, for one precision.
struct GEMMKernels {
  private let table: KernelTable
  private let functions: UnsafePointer<fpt_gemm_kernels>

  init(_ table: KernelTable, _ precision: Precision) {
    self.table = table
    let all = table.functions.pointee
    functions = precision == .bfloat16 ? all.gemm_bf16 : all.gemm
  }

  /// Rows of the microkernel's tile.
  var rows: Int { functions.pointee.rows }

  /// Floats of one packed panel, which is sixteen columns of B.
  func panelSize(k: Int) -> Int { fpt_panel_floats(k, functions.pointee.terms) }

  /// Floats from the first row of a panel to the one that begins with term `k`, which is even.
  func rowOffset(k: Int) -> Int { PackedB.panelWidth * (k / functions.pointee.terms) }

  func pack(_ b: MatrixOperand, k: Int, columns: Int, into packed: UnsafeMutablePointer<Float>) {
    if b.elementType == .float32 {
      let operand = fpt_b_operand(
        values: b.pointer, stride: b.stride, is_transposed: b.isTransposed)
      functions.pointee.pack(operand, k, columns, packed)
    } else {
      fpt_pack_stored(table.functions, functions, b.matrix, k, columns, packed)
    }
  }

  func multiply(_ block: fpt_gemm_block) { functions.pointee.multiply(block) }
}
