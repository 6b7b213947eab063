import FPTLib

/// A task that replays the batches of a PyTorch run.
struct RecordedTask: SequenceTask {
  let name = "Recorded"
  let input: TokenInput
  let tokens: Int
  let output: TaskOutput
  let dataDigest = ""
  var vectors: [Float] = []
  var symbols: [Int32] = []
  let labels: [Int32]

  func count(of split: TaskSplit) -> Int? { nil }

  func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {
    for i in 0..<vectorElements { example.vectors[i] = vectors[index * vectorElements + i] }
    for i in 0..<symbolElements { example.symbols[i] = symbols[index * symbolElements + i] }
    for i in 0..<output.predictions { example.labels[i] = labels[index * output.predictions + i] }
  }
}
