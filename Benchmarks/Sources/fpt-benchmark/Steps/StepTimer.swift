import FPTEngine
import Foundation

/// Times a case in rounds, each of which times all contenders one after the other, so that a machine whose speed drifts is compared
/// with itself.
struct StepTimer {
  let engine: EngineArguments
  let rounds: Int
  let pytorch: PyTorch?
  /// Another build of this program.
  let otherBuild: String?
  /// Seconds of each contender in each round, at least; two steps are always taken.
  let seconds = 0.7

  func time(_ row: StepCase) throws -> StepRow {
    let operations = try StepOperations(of: row)
    var result = StepRow(row, operations: operations.count)
    let baseline = GEMMBaseline(threads: engine.threads, shapes: operations.shapes)
    let processes = processes(row)
    // Until all have made their models.
    for (_, process) in processes { _ = process.steps(in: 0) }
    for _ in 0..<rounds {
      RegisterPeak.measure(&result.peaks, threads: engine.threads)
      for (contender, process) in processes {
        if let answer = process.steps(in: seconds) { result[contender].add(answer) }
      }
      result[.openBLAS].add(seconds: baseline.seconds())
    }
    return result
  }

  private func processes(_ row: StepCase) -> [(Contender, TimedSteps)] {
    var processes: [(Contender, TimedSteps?)] = [
      (.ours, .ours(row, .float32, engine)), (.oursBfloat16, .ours(row, .bfloat16, engine)),
    ]
    if let otherBuild {
      processes.append((.otherBuild, .ours(row, .float32, engine, build: otherBuild)))
    }
    if let pytorch {
      processes.append((.pytorch, pytorch.steps(row, "float32", threads: engine.threads)))
      processes.append((.pytorchBfloat16, pytorch.steps(row, "bfloat16", threads: engine.threads)))
    }
    return processes.compactMap { contender, process in process.map { (contender, $0) } }
  }
}
