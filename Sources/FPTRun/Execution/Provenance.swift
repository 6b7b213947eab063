import FPTEngine
import FPTLib
import Foundation

/// What may differ between two runs of the same bits: it is kept, and is part of no digest.
enum Provenance {
  static func attributes(
    commandLine: [String], threads: Int, watch: Stopwatch
  ) -> [ResultAttribute] {
    let now = watch.started
    return [
      ResultAttribute("command_line", .texts(commandLine)),
      ResultAttribute("host", .text(ProcessInfo.processInfo.hostName)),
      ResultAttribute(
        "operating_system", .text(ProcessInfo.processInfo.operatingSystemVersionString)),
      ResultAttribute("processor", .text(processor)),
      ResultAttribute("threads", .integer(Int64(threads))),
      ResultAttribute("blas", .text(LinearAlgebraLibrary.configuration)),
      ResultAttribute("blas_core", .text(LinearAlgebraLibrary.core)),
      ResultAttribute("numerics_version", .integer(Int64(numericsVersion))),
      ResultAttribute("started", .text(now.formatted(.iso8601))),
      ResultAttribute("seconds", .number(watch.seconds)),
    ]
  }

  private static var processor: String {
    guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else {
      return "unknown"
    }
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
      ?? "unknown"
  }
}

/// Wall-clock time since it was made; for provenance and progress only.
struct Stopwatch {
  let started = Date()
  private let start = ContinuousClock.now

  var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
}

/// When the next checkpoint of a cell is due: often enough that little is lost, seldom enough that it costs nothing.
final class CheckpointCadence {
  private let interval: Double
  private var watch = Stopwatch()

  /// - Parameter interval: seconds between two checkpoints.
  init(interval: Double) { self.interval = interval }

  var isDue: Bool { watch.seconds >= interval }

  func restart() { watch = Stopwatch() }
}
