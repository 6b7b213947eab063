import FPTEngine
import FPTLib
import Foundation

/// What a process of ours does that is asked for times: for each line of seconds it trains about that long, and prints the process's
/// peak memory in bytes and each step's seconds.
enum StepServer {
  /// Tells such a process from the one that prints the table; the case's name follows.
  static let argument = "--serve"

  static func run(_ row: TrainingStepCase, threads: Int) throws {
    let trainer = try row.trainer(context: ComputeContext(threads: threads))
    _ = trainer.advance()
    while let line = readLine() {
      let steps = times(trainer, in: Double(line) ?? 0)
      print(peakBytes(), steps.map { "\($0)" }.joined(separator: " "))
      fflush(nil)
    }
  }

  private static func times(_ trainer: Trainer, in seconds: Double) -> [Double] {
    let clock = ContinuousClock()
    var times: [Double] = []
    let begin = clock.now
    while times.count < 2 || clock.now - begin < .seconds(seconds) {
      times.append(clock.measure { _ = trainer.advance() } / .seconds(1))
    }
    return times
  }

  /// `VmHWM`, where the system shows it; 0 elsewhere. What getrusage says may be the parent's.
  private static func peakBytes() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return (kibibytes ?? 0) * 1_024
  }
}
