import FPTEngine
import FPTLib
import Foundation

/// Prints the speed table: one training step of each case beside the products it needs in OpenBLAS alone and, where FPT_BENCH_PYTHON
/// names a Python with torch and transformers, beside PyTorch, all in one run.
///
///     swift run -c release fpt-benchmark [part of a case's name]
///
/// A case is timed in rounds, each of which times all three one after the other. Times are the best of all rounds, and ratios
/// those of the best, so that a machine whose speed drifts is compared at its best with itself.
let environment = ProcessInfo.processInfo.environment
let threads = environment["THREADS"].flatMap(Int.init) ?? 2
let rounds = environment["ROUNDS"].flatMap(Int.init) ?? 5
let wanted = CommandLine.arguments.dropFirst().first
let clock = ContinuousClock()

func milliseconds(_ seconds: Double?) -> String {
  seconds.map { String(format: "%8.1f ms", $0 * 1e3) } ?? "          –"
}

func ratio(_ values: [Double], _ ours: Double) -> String {
  values.min().map { String(format: "%6.2f", $0 / ours) } ?? "     –"
}

/// The best step in about so many seconds.
func best(_ trainer: Trainer, in seconds: Double) -> Double {
  var best = Double.infinity
  var count = 0
  let begin = clock.now
  while count < 2 || clock.now - begin < .seconds(seconds) {
    best = min(best, clock.measure { _ = trainer.advance() } / .seconds(1))
    count += 1
  }
  return best
}

print(
  "threads \(threads), \(LinearAlgebraLibrary.core) kernels, \(LinearAlgebraLibrary.configuration)")
print(
  "case                               ours      products       PyTorch  prod/ours  PyT/ours  GFLOP   peak MB"
)
for row in TrainingStepCase.all where wanted.map({ row.name.contains($0) }) ?? true {
  let measuring = try row.trainer(
    context: ComputeContext(workers: WorkerPool(threads: 1), isMeasuring: true))
  let before = (measuring.context.products, measuring.context.productOperations)
  _ = measuring.advance()
  let operations = Double(measuring.context.productOperations - before.1)
  let floor = ProductFloor(
    threads: threads, products: measuring.context.products.merging(before.0) { $0 - $1 })
  let trainer = try row.trainer(context: ComputeContext(threads: threads))
  _ = trainer.advance()
  let pytorch = PyTorchTimings(row, threads: threads)
  _ = pytorch?.best(in: 0)
  var times: (ours: [Double], products: [Double], pytorch: [Double]) = ([], [], [])
  for _ in 0..<rounds {
    times.ours.append(best(trainer, in: 0.7))
    times.products.append(floor.seconds())
    if let seconds = pytorch?.best(in: 0.7) { times.pytorch.append(seconds) }
  }
  let ours = times.ours.min() ?? .nan
  print(
    row.name.padding(toLength: 28, withPad: " ", startingAt: 0), milliseconds(ours),
    milliseconds(times.products.min()), milliseconds(times.pytorch.min()), "   ",
    ratio(times.products, ours), "  ", ratio(times.pytorch, ours),
    String(format: "%7.1f %9.0f", operations / 1e9, Double(trainer.context.memory.peakBytes) / 1e6))
}
