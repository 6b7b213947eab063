import CVectorKernels

/// In which order the terms of an element of a product are added, where the engine's own product can do as OpenBLAS does.
///
/// OpenBLAS's AVX-512 kernels add the terms of an element one after the other, by fused multiply-adds, and cut long sums into blocks;
/// the engine's product does the same to the bit (`PanelProductTests` compares them), only faster: it copies less. Other kernels, and
/// some of those for small matrices, add in orders of their own, and stay with the library.
package enum PanelOrder {
  /// Blocks of so many terms at most, their sums added one after the other.
  case blocks(of: Int)
  /// One sum of all terms.
  case whole

  /// The most terms of a block in the library's kernels for this machine; nil where they are not the ones that are followed here.
  package static let terms: Int? =
    fpt_panels_are_possible() ? terms(of: LinearAlgebraLibrary.core) : nil

  /// The same; nil as well in a build in which the engine's own product is slower than the library's.
  static let fastTerms: Int? = fpt_panels_are_fast() ? terms : nil

  /// Parameters of OpenBLAS's builds, as measured on each.
  private static func terms(of core: String) -> Int? {
    switch core.lowercased() {
    case "cooperlake": 320
    case "skylakex": 448
    default: nil
    }
  }

  /// The order that the library takes for one product; nil where it is not followed here.
  ///
  /// - Parameter terms: the most terms of a block; nil gives nil.
  init?(
    terms: Int?, rows: Int, columns: Int, inner: Int, leftIsTransposed: Bool,
    rightIsTransposed: Bool
  ) {
    guard let terms, !(leftIsTransposed && rightIsTransposed) else { return nil }
    // Which products its kernels for small matrices take (kernel/x86_64/sgemm_small_kernel_permit_skylakex.c).
    let isSmall = rows * columns * inner <= 1_000_000
    let isDotProduct = rightIsTransposed && rows * columns <= 1_200 && inner >= 32
    guard isSmall, isDotProduct || !rightIsTransposed else {
      self = .blocks(of: terms)
      return
    }
    // Rows of both factors lie along the sum: it is taken sixteen lanes at a time. So is it beyond the last sixteen columns.
    if isDotProduct || columns % 16 != 0 { return nil }
    self = .whole
  }

  /// Terms of the next block, with so many left.
  func block(of left: Int) -> Int {
    switch self {
    case .whole: left
    case .blocks(let terms):
      left >= 2 * terms ? terms : left > terms ? (left / 2 + 15) / 16 * 16 : left
    }
  }
}
