import CKernels

/// The functions of the engine's GEMM in one table, for one precision.
struct GEMMKernels {
  private let functions: UnsafePointer<fpt_gemm_kernels>

  init(_ table: KernelTable, _ precision: Precision) {
    let all = table.functions.pointee
    functions = precision == .bfloat16 ? all.gemm_bf16 : all.gemm
  }

  /// Rows of the microkernel's tile.
  var rows: Int { functions.pointee.rows }

  func pack(_ b: MatrixOperand, k: Int, columns: Int, into packed: UnsafeMutablePointer<Float>) {
    let operand = fpt_b_operand(
      values: b.pointer, stride: b.stride, is_transposed: b.isTransposed)
    functions.pointee.pack(operand, k, columns, packed)
  }

  /// Packs a transposed A of one block of the K loop into [rows, k].
  func packA(_ a: MatrixOperand, rows: Int, k: Int, into packed: UnsafeMutablePointer<Float>) {
    functions.pointee.pack_a(a.pointer, a.stride, rows, k, packed, k)
  }

  func multiply(_ block: fpt_gemm_block) { functions.pointee.multiply(block) }
}

/// The blocks of a long K loop.
///
/// Each block is summed on its own, and the blocks are added in order. K blocking is part of a result's bits. A block of A and B
/// stays in cache, and the widths of most models are multiples of a block.
struct KBlocks: Sequence, IteratorProtocol {
  /// The largest extent of a block along K; KC in BLIS.
  static let largest = 384

  private let k: Int
  private var first = 0

  /// - Parameter k: the extent of the whole K loop.
  init(of k: Int) { self.k = k }

  mutating func next() -> Range<Int>? {
    let left = k - first
    if left <= 0 { return nil }
    let size =
      left >= 2 * Self.largest
      ? Self.largest : left > Self.largest ? (left / 2 + 15) / 16 * 16 : left
    defer { first += size }
    return first..<first + size
  }
}
