import ArgumentParser
import FPTEngine

/// `--kernels`: which of the processor's instruction sets computes.
struct KernelArguments: ParsableArguments {
  @Option(
    name: .customLong("kernels"),
    help: """
      The instruction set that computes: \(KernelTable.all.map(\.option).joined(separator: " or ")) on this processor; never \
      changes a bit. The default is the fastest.
      """)
  var name: String?

  /// The arguments of the same choice for a process that computes a cell.
  var arguments: [String] { name.map { ["--kernels", $0] } ?? [] }

  /// The table that computes.
  ///
  /// - Throws: if this processor cannot run the one that was asked for, or has the baseline alone and nobody asked for that.
  func table() throws -> KernelTable {
    guard let name else {
      if KernelTable.isAccelerated { return .fastest }
      throw Failure.stop(
        "this processor has none of the instructions that the engine is written for: AVX2 and FMA on x86-64, NEON on 64-bit ARM",
        help:
          "--kernels \(KernelTable.baseline.option) computes the same bits, tens of times slower")
    }
    guard let table = KernelTable.all.first(where: { $0.option == name }) else {
      let known = KernelTable.all.map(\.option).joined(separator: ", ")
      throw Failure.stop("--kernels \(name): this processor can run \(known)")
    }
    return table
  }
}

extension KernelTable {
  /// The name of the table as an option takes it, such as `avx512`.
  fileprivate var option: String { name.lowercased().filter { $0.isLetter || $0.isNumber } }
}
