import FPTEngine
import FPTLib
import Foundation

let threads = ProcessInfo.processInfo.environment["THREADS"].flatMap(Int.init) ?? 2
let wanted = CommandLine.arguments.dropFirst().first
let clock = ContinuousClock()
for row in TrainingStepCase.all where wanted.map({ row.name.contains($0) }) ?? true {
  let context = ComputeContext(threads: threads)
  let file = FileManager.default.temporaryDirectory.appending(path: "config-\(UUID()).json")
  try Data(row.configuration.utf8).write(to: file)
  defer { try? FileManager.default.removeItem(at: file) }
  let backbone = try ModelConfiguration(path: file.path).backbone()
  let task = NoiseTask(input: .vectors(width: row.tokenWidth), tokens: row.tokens)
  let model = try SequenceClassifier(
    backbone: backbone, input: task.input, output: task.output, source: .random, seed: 0,
    context: context)
  let trainer = Trainer(
    model: model, task: task, settings: TrainingSettings(batch: row.batch, steps: 1000),
    policy: .fpt, seed: 0, context: context)
  _ = trainer.advance()
  let before = context.productOperations
  var times: [Double] = []
  let begin = clock.now
  while times.count < 5 || clock.now - begin < .seconds(4) {
    let start = clock.now
    _ = trainer.advance()
    times.append((clock.now - start) / .seconds(1))
  }
  times.sort()
  let median = times[times.count / 2]
  let operations = Double(context.productOperations - before) / Double(times.count)
  print(
    row.name.padding(toLength: 30, withPad: " ", startingAt: 0),
    String(
      format: "median %7.1f ms  min %7.1f ms  %6.1f GFLOP  %5.1f GFLOP/s  peak pool %5.0f MB  allocs %d",
      median * 1e3, times[0] * 1e3, operations / 1e9, operations / median / 1e9,
      Double(context.memory.peakBytes) / 1e6, context.memory.allocations))
}
