import ArgumentParser
import FPTEngine
import Foundation

/// The cost of a step along each of its quantities.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract:
      "Measures how the cost of a step grows with tokens, width, layers, batch and trained share.",
    discussion: "Writes one line of CSV for each point and precision; plot_sweep.py draws them.")

  @OptionGroup var engine: EngineArguments
  @Option(help: "Rounds of each point.") var rounds = 3
  @Option(help: "Seconds of each precision in each round, at least.") var seconds = 0.3
  @Option(help: "A folder for sweep.csv; without it, the lines are printed.") var folder: String?

  func run() throws {
    var lines = [
      "axis,value,precision,best_ms,median_ms,peak_mb,counted_gflop,trained_parameters,parameters,processor,kernels,date"
    ]
    let conditions = Conditions(
      kernels: try engine.table().name, threads: engine.threads, rounds: rounds, pytorch: nil)
    for axis in SweepAxis.allCases {
      FileHandle.standardError.write(Data("\(axis.rawValue) …\n".utf8))
      for row in axis.cases { lines += try points(row, on: axis, conditions) }
    }
    let text = lines.joined(separator: "\n") + "\n"
    guard let folder else { return print(text, terminator: "") }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: folder).appending(path: "sweep.csv"))
  }

  private func points(
    _ row: StepCase, on axis: SweepAxis, _ conditions: Conditions
  ) throws -> [String] {
    let operations = try StepOperations(of: row)
    let precisions = Precision.allCases
    let processes = precisions.map { TimedSteps.ours(row, $0, engine) }
    var timings = precisions.map { _ in Timing() }
    for _ in 0..<rounds {
      for (index, process) in processes.enumerated() {
        if let answer = process?.steps(in: seconds) { timings[index].add(answer) }
      }
    }
    return precisions.indices.compactMap { index in
      let timing = timings[index]
      guard let best = timing.best, let median = timing.median, let peak = timing.peakBytes
      else { return nil }
      return [
        axis.rawValue, "\(axis.value(of: row, operations))", precisions[index].rawValue,
        (best * 1e3).text(4), (median * 1e3).text(4), (peak / 1e6).text(1),
        (Double(operations.count) / 1e9).text(4), "\(operations.parameters.trained)",
        "\(operations.parameters.all)", conditions.processor.title, conditions.kernels,
        conditions.date,
      ].joined(separator: ",")
    }
  }
}
