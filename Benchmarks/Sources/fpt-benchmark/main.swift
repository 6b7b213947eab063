import FPTEngine
import FPTLib
import Foundation

/// Prints the speed table: one training step of each case beside the products it needs in OpenBLAS alone and, where FPT_BENCH_PYTHON
/// names a Python with torch and transformers, beside PyTorch, all in one run.
///
///     swift run -c release fpt-benchmark [part of a case's name]
///
/// A case is timed in rounds, each of which times all three one after the other, ours and PyTorch's in processes of their own, of
/// which the peak of resident memory is shown. Times are the best of all rounds, and ratios those of the best, so that a machine
/// whose speed drifts is compared at its best with itself; the ratio of the medians of all steps stands beside. The LSTM is
/// compared with the paper's own form of it, and with one rearranged for speed.
let environment = ProcessInfo.processInfo.environment
let threads = environment["THREADS"].flatMap(Int.init) ?? 2
let rounds = environment["ROUNDS"].flatMap(Int.init) ?? 5
let arguments = CommandLine.arguments.dropFirst()

func milliseconds(_ seconds: Double?) -> String {
  seconds.map { String(format: "%8.1f ms", $0 * 1e3) } ?? "          –"
}

func ratio(_ value: Double?, _ ours: Double?) -> String {
  guard let value, let ours else { return "     –" }
  return String(format: "%6.2f", value / ours)
}

/// Of sorted values; nil where there are none.
func median(_ sorted: [Double]) -> Double? {
  sorted.isEmpty ? nil : sorted[sorted.count / 2]
}

func megabytes(_ answers: [StepTimings.Answer]) -> String {
  answers.map(\.peakBytes).max().map { String(format: "%8.0f", $0 / 1e6) } ?? "       –"
}

func printTable(of rows: [TrainingStepCase]) throws {
  print(
    "threads \(threads), \(LinearAlgebraLibrary.core) kernels, \(LinearAlgebraLibrary.configuration)"
  )
  print(
    "case                               ours      products       PyTorch  prod/ours  PyT/ours  medians    GFLOP  peak MB: ours, PyTorch"
  )
  for row in rows {
    let measuring = try row.trainer(
      context: ComputeContext(workers: WorkerPool(threads: 1), isMeasuring: true))
    let before = (measuring.context.matmulShapes, measuring.context.matmulOperations)
    _ = measuring.advance()
    let operations = Double(measuring.context.matmulOperations - before.1)
    let floor = MatmulFloor(
      threads: threads, shapes: measuring.context.matmulShapes.merging(before.0) { $0 - $1 })
    let processes = (
      ours: StepTimings.ours(row), pytorch: StepTimings.pytorch(row, threads: threads)
    )
    // Until both have made their models.
    _ = processes.ours?.steps(in: 0)
    _ = processes.pytorch?.steps(in: 0)
    var ours: [StepTimings.Answer] = []
    var pytorch: [StepTimings.Answer] = []
    var products: [Double] = []
    for _ in 0..<rounds {
      if let answer = processes.ours?.steps(in: 0.7) { ours.append(answer) }
      products.append(floor.seconds())
      if let answer = processes.pytorch?.steps(in: 0.7) { pytorch.append(answer) }
    }
    let steps = (ours: ours.flatMap(\.steps).sorted(), pytorch: pytorch.flatMap(\.steps).sorted())
    let best = (ours: steps.ours.first, pytorch: steps.pytorch.first)
    print(
      row.name.padding(toLength: 28, withPad: " ", startingAt: 0), milliseconds(best.ours),
      milliseconds(products.min()), milliseconds(best.pytorch), "   ",
      ratio(products.min(), best.ours), "  ", ratio(best.pytorch, best.ours),
      ratio(median(steps.pytorch), median(steps.ours)), "  ",
      String(format: "%7.1f", operations / 1e9), megabytes(ours), megabytes(pytorch))
  }
}

if arguments.first == StepServer.argument {
  if let row = TrainingStepCase.all.first(where: { $0.name == arguments.last }) {
    try StepServer.run(row, threads: threads)
  }
} else {
  let wanted = arguments.first
  try printTable(
    of: TrainingStepCase.all.filter { row in wanted.map { row.name.contains($0) } ?? true })
}
