import FPTEngine
import FPTLib

/// Random examples of a shape: the benchmark is about steps, not about learning.
struct NoiseTask: SequenceTask {
  let name = "Noise"
  let input: TokenInput
  let tokens: Int
  let output = TaskOutput(readTokens: 1, classes: 10)
  let dataDigest = ""

  func count(of split: TaskSplit) -> Int? { nil }

  func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {
    let stream = RandomStream(seed: seed, name: "noise", step: UInt32(truncatingIfNeeded: index))
    stream.fillUniform(example.vectors)
    example.labels[0] = Int32(index % 10)
  }
}
