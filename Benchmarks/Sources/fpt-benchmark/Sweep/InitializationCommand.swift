import ArgumentParser
import FPTEngine

/// The time that a model's first values take.
struct InitializationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "initialization",
    abstract:
      "Times the random initialization of a model of GPT-2 small's shape on 1 thread and on more.")

  @Option(help: "The most threads.") var threads = 2
  @Option(help: "Models made on each number of threads; the best time counts.") var rounds = 3

  func run() throws {
    var best = [Double](repeating: .infinity, count: threads + 1)
    let clock = ContinuousClock()
    for _ in 0..<rounds {
      for count in 1...max(1, threads) {
        let context = ComputeContext(threads: count)
        let time = try clock.measure { _ = try StepCase.gpt2Small.model(context: context) }
        best[count] = min(best[count], time / .seconds(1))
      }
    }
    for count in 1...max(1, threads) {
      print(
        "\(count) threads: \(best[count].text(3)) s, \((best[1] / best[count]).text(2)) times as fast as 1"
      )
    }
  }
}
