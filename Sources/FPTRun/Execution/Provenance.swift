import FPTEngine
import FPTLib
import Foundation

/// Facts that may differ between two runs with the same bits.
///
/// The results file keeps them outside of every digest.
package enum Provenance {
  static func attributes(
    commandLine: [String], threads: Int, table: KernelTable, watch: Stopwatch,
    earlierSeconds: Double = 0
  ) -> [ResultAttribute] {
    let now = watch.started
    return [
      ResultAttribute("package_version", .text(packageVersion)),
      ResultAttribute("packages", .texts(resolvedPackages)),
      ResultAttribute("commit", .text(Checkout.ofThisProgram?.commit ?? unknown)),
      ResultAttribute("command_line", .texts(commandLine)),
      ResultAttribute("host", .text(ProcessInfo.processInfo.hostName)),
      ResultAttribute(
        "operating_system", .text(ProcessInfo.processInfo.operatingSystemVersionString)),
      ResultAttribute("processor", .text(processor)),
      ResultAttribute("threads", .integer(Int64(threads))),
      ResultAttribute("products", .text(productFamily)),
      ResultAttribute("kernels", .text(table.name)),
      ResultAttribute("hdf5", .text(ResultFormat.libraryVersion)),
      ResultAttribute("numerics_version", .integer(Int64(numericsVersion))),
      ResultAttribute("started", .text(now.formatted(.iso8601))),
      ResultAttribute("seconds", .number(earlierSeconds + watch.seconds)),
    ] + peakMemory
  }

  /// What is known of a cell that is not done: the seconds it has taken so far.
  static func soFar(seconds: Double) -> [ResultAttribute] {
    [ResultAttribute("seconds", .number(seconds))]
  }

  /// Bytes of memory that this process took at most; nothing where the system does not say.
  private static var peakMemory: [ResultAttribute] {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kibibytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({
        Int64($0)
      })
    else { return [] }
    return [
      ResultAttribute(
        "peak_memory", .integer(kibibytes.multipliedReportingOverflow(by: 1_024).partialValue))
    ]
  }

  /// The text for an unknown fact.
  static let unknown = "unknown"

  /// What can make bits differ, in the order of likelihood.
  static let decisive = [
    "numerics_version", "products", "kernels", "blas_core", "blas", "processor", "package_version",
    "commit",
    "operating_system",
  ]

  /// The processor by its maker's name.
  package static var processor: String {
    guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else {
      return unknown
    }
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
      ?? unknown
  }
}
