import CVectorKernels

/// The engine's own product, in one of its builds: all of them have the same bits.
///
/// OpenBLAS's products differ in their last bits from one kernel family to another, and within some families with the place of an
/// element in the result. The engine's own need AVX2 and FMA, and then an element's bits follow from the terms of its sum alone.
package struct PanelKernels: @unchecked Sendable {
  private let build: fpt_panel_kernels

  private init?(_ build: UnsafePointer<fpt_panel_kernels>?) {
    guard let build else { return nil }
    self.build = build.pointee
  }

  /// For this processor and build; nil where the library has to multiply.
  package static let fastest = PanelKernels(fpt_fastest_panel_kernels())
  /// Every build that this processor can run, by the width of its registers in bits.
  package static let all: [Int: PanelKernels] = [
    256: PanelKernels(fpt_panel_kernels_256()), 512: PanelKernels(fpt_panel_kernels_512()),
  ].compactMapValues { $0 }

  /// Rows that the innermost loop works on.
  var rows: Int { build.rows }

  func pack(
    _ factor: MatrixFactor, inner: Int, columns: Int, into panels: UnsafeMutablePointer<Float>
  ) {
    let factor = fpt_right_factor(
      values: factor.pointer, stride: factor.stride, is_transposed: factor.isTransposed)
    build.pack(factor, inner, columns, panels)
  }

  func multiply(_ product: fpt_panel_product) { build.multiply(product) }
}

/// How the terms of a long sum are cut: each block is a sum of its own, and blocks are added one after the other.
///
/// Part of a result's bits. A block of both factors stays in cache, and the widths of most models are multiples of one.
struct TermBlocks: Sequence, IteratorProtocol {
  /// The most terms of a block.
  static let most = 384

  private let count: Int
  private var first = 0

  /// - Parameter count: the terms of the whole sum.
  init(of count: Int) { self.count = count }

  mutating func next() -> Range<Int>? {
    let left = count - first
    if left <= 0 { return nil }
    let size =
      left >= 2 * Self.most ? Self.most : left > Self.most ? (left / 2 + 15) / 16 * 16 : left
    defer { first += size }
    return first..<first + size
  }
}
