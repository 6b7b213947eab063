import CKernels

/// One table of the engine's kernels: its loops over numbers, for one instruction set.
///
/// All tables give the same bits, so which one computes is not part of a result.
///
///     KernelTable.fastest.name                       // "AVX2", for example
///     ComputeContext(threads: 2, table: .baseline)  // slow, on any processor
public struct KernelTable: @unchecked Sendable, Hashable {
  /// The functions.
  let functions: UnsafePointer<fpt_kernels>

  /// The instruction set, such as `AVX2`.
  public var name: String { String(cString: functions.pointee.name) }

  /// Every table that this processor can run, from the slowest to the fastest.
  public static let all = (0..<fpt_kernels_count()).map {
    KernelTable(functions: fpt_kernels_at($0))
  }
  /// The table that every processor can run.
  ///
  /// It is tens of times slower than the others.
  public static let baseline = KernelTable(functions: fpt_kernels_at(0))
  /// The fastest table for this processor and this build of the program.
  public static let fastest = all[fpt_fastest_kernels()]

  /// Whether this processor has more than the baseline.
  public static var isAccelerated: Bool { all.count > 1 }
}
