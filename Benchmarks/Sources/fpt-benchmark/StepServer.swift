import FPTEngine
import FPTLib
import Foundation

/// What a process of ours does that is asked for times: for each line of seconds it trains about that long, and prints the best
/// step's seconds and the process's peak memory in bytes.
enum StepServer {
  /// Tells such a process from the one that prints the table; the case's name follows.
  static let argument = "--serve"

  static func run(_ row: TrainingStepCase, threads: Int) throws {
    let trainer = try row.trainer(context: ComputeContext(threads: threads))
    _ = trainer.advance()
    while let line = readLine() {
      let seconds = best(trainer, in: Double(line) ?? 0)
      print("\(seconds) \(peakBytes())")
      fflush(nil)
    }
  }

  private static func best(_ trainer: Trainer, in seconds: Double) -> Double {
    let clock = ContinuousClock()
    var best = Double.infinity
    var count = 0
    let begin = clock.now
    while count < 2 || clock.now - begin < .seconds(seconds) {
      best = min(best, clock.measure { _ = trainer.advance() } / .seconds(1))
      count += 1
    }
    return best
  }

  /// `VmHWM`, where the system shows it; 0 elsewhere. What getrusage says may be the parent's.
  private static func peakBytes() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return (kibibytes ?? 0) * 1_024
  }
}
