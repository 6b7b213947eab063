import FPTEngine
import FPTLib
import Foundation

/// Prints the speed table: one training step of each case beside the products it needs in OpenBLAS alone and, where FPT_BENCH_PYTHON
/// names a Python with torch and transformers, beside PyTorch, all in one run.
///
///     swift run -c release fpt-benchmark [part of a case's name]
let threads = ProcessInfo.processInfo.environment["THREADS"].flatMap(Int.init) ?? 2
let wanted = CommandLine.arguments.dropFirst().first
let clock = ContinuousClock()

func milliseconds(_ seconds: Double?) -> String {
  seconds.map { String(format: "%8.1f ms", $0 * 1e3) } ?? "          –"
}

func ratio(_ value: Double?) -> String { value.map { String(format: "%6.2f", $0) } ?? "     –" }

print(
  "threads \(threads), \(LinearAlgebraLibrary.core) kernels, \(LinearAlgebraLibrary.configuration)")
print(
  "case                               ours      products       PyTorch  prod/ours  PyT/ours  GFLOP   peak MB"
)
for row in TrainingStepCase.all where wanted.map({ row.name.contains($0) }) ?? true {
  let measuring = try row.trainer(
    context: ComputeContext(workers: WorkerPool(threads: 1), isMeasuring: true))
  let before = measuring.context.products
  _ = measuring.advance()
  let products = measuring.context.products.merging(before) { $0 - $1 }
  let trainer = try row.trainer(context: ComputeContext(threads: threads))
  _ = trainer.advance()
  var times: [Double] = []
  let begin = clock.now
  while times.count < 5 || clock.now - begin < .seconds(4) {
    times.append(clock.measure { _ = trainer.advance() } / .seconds(1))
  }
  times.sort()
  let ours = times[times.count / 2]
  let floor = ProductFloor(threads: threads).seconds(products)
  let pytorch = PyTorchTimings.seconds(row, threads: threads)
  let operations = Double(measuring.context.productOperations)
  print(
    row.name.padding(toLength: 28, withPad: " ", startingAt: 0), milliseconds(ours),
    milliseconds(floor), milliseconds(pytorch), "   ", ratio(floor / ours), "  ",
    ratio(pytorch.map { $0 / ours }),
    String(format: "%7.1f %9.0f", operations / 1e9, Double(trainer.context.memory.peakBytes) / 1e6))
}
