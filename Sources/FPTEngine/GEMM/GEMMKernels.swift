import CVectorKernels

/// One build of the engine's own GEMM.
///
/// All builds give the same bits. The last bits of OpenBLAS differ from one kernel family to another and, within some families,
/// with the position of an element in C. The engine's GEMM needs AVX2 and FMA. An element's bits then depend on its row of A and
/// its column of B alone.
package struct GEMMKernels: @unchecked Sendable {
  private let build: fpt_gemm_kernels

  private init?(_ build: UnsafePointer<fpt_gemm_kernels>?) {
    guard let build else { return nil }
    self.build = build.pointee
  }

  /// The fastest build for this processor and these compiler settings; nil if OpenBLAS has to compute.
  package static let fastest = GEMMKernels(fpt_fastest_gemm_kernels())
  /// Every build that this processor can run, by the width of its registers in bits.
  package static let all: [Int: GEMMKernels] = [
    256: GEMMKernels(fpt_gemm_kernels_256()), 512: GEMMKernels(fpt_gemm_kernels_512()),
  ].compactMapValues { $0 }

  /// Rows of the microkernel's tile.
  var rows: Int { build.rows }

  func pack(_ b: MatrixOperand, k: Int, columns: Int, into packed: UnsafeMutablePointer<Float>) {
    let operand = fpt_b_operand(
      values: b.pointer, stride: b.stride, is_transposed: b.isTransposed)
    build.pack(operand, k, columns, packed)
  }

  func multiply(_ block: fpt_gemm_block) { build.multiply(block) }
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
