import ArgumentParser
import FPTEngine

/// What our steps are computed with.
struct EngineArguments: ParsableArguments {
  @Option(help: "Threads of every step, ours and PyTorch's.")
  var threads = 2

  @Option(
    help: """
      The table of kernels: \(KernelTable.all.map(\.option).joined(separator: " or ")) on this processor. The default is \
      the fastest.
      """)
  var kernels: String?

  func table() throws -> KernelTable {
    guard let kernels else { return .fastest }
    guard let table = KernelTable.all.first(where: { $0.option == kernels }) else {
      let known = KernelTable.all.map(\.option).joined(separator: ", ")
      throw ValidationError("--kernels \(kernels): this processor can run \(known)")
    }
    return table
  }

  /// The same choice for a process that is asked for times.
  var arguments: [String] {
    ["--threads", "\(threads)"] + (kernels.map { ["--kernels", $0] } ?? [])
  }
}

extension KernelTable {
  /// The name of the table as an option takes it, such as `avx512`.
  var option: String { name.lowercased().filter { $0.isLetter || $0.isNumber } }
}

extension Precision: @retroactive ExpressibleByArgument {}
