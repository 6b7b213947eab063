import ArgumentParser
import FPTEngine
import FPTLib
import Foundation

/// What a process of ours does that is asked for times: for each line of seconds it trains about that long, and prints the process's
/// peak memory in bytes and each step's seconds.
struct StepServer: ParsableCommand {
  /// Tells such a process from the one that prints the table; the case follows, its name last.
  static let argument = "--serve"

  @OptionGroup var engine: EngineArguments
  @Option var precision = Precision.float32
  @Argument(help: "The name of a case, or a case as JSON.") var row: String

  func run() throws {
    let trainer = try named().trainer(
      context: ComputeContext(
        threads: engine.threads, precision: precision, table: engine.table()))
    _ = trainer.advance()
    while let line = readLine() {
      let steps = times(trainer, in: Double(line) ?? 0)
      print(peakBytes(), steps.map { "\($0)" }.joined(separator: " "))
      fflush(nil)
    }
  }

  private func named() throws -> StepCase {
    if let known = StepCase.all.first(where: { $0.name == row }) { return known }
    return try JSONDecoder().decode(StepCase.self, from: Data(row.utf8))
  }

  private func times(_ trainer: Trainer, in seconds: Double) -> [Double] {
    let clock = ContinuousClock()
    var times: [Double] = []
    let begin = clock.now
    while times.count < 2 || clock.now - begin < .seconds(seconds) {
      times.append(clock.measure { _ = trainer.advance() } / .seconds(1))
    }
    return times
  }

  /// `VmHWM`, where the system shows it; 0 elsewhere.
  ///
  /// What getrusage says may be the parent's.
  private func peakBytes() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return (kibibytes ?? 0) * 1_024
  }
}
