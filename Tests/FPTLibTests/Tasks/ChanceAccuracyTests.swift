import FPTLib
import Testing

@Suite("Chance accuracy")
struct ChanceAccuracyTests {
  /// The share of bits that an answer has right: what `answer` gives for the shown values of a bit's query, 0 where it is masked.
  private func share(
    _ task: BitMemory, _ split: TaskSplit, examples: Int, answer: (Float) -> Int32
  ) -> Double {
    var batch = TaskBatch(for: task, capacity: examples)
    batch.load(0..<examples, of: split, from: task, seed: 5)
    var right = 0
    for example in 0..<examples {
      let query = example * task.vectorElements + task.patterns * task.length
      for bit in 0..<task.length
      where answer(batch.vectors[query + bit]) == batch.labels[example * task.length + bit] {
        right += 1
      }
    }
    return Double(right) / Double(examples * task.length)
  }

  @Test("Bit Memory: copying what is shown and guessing the rest", arguments: TaskSplit.allCases)
  func bitMemory(split: TaskSplit) throws {
    let task = try BitMemory(length: 100, patterns: 3, patch: 10)
    #expect(task.chanceAccuracy == 0.75)
    // 50,000 bits: a standard deviation of 0.002.
    #expect(abs(share(task, split, examples: 500) { $0 >= 0 ? 1 : 0 } - 0.75) < 0.01)
    #expect(abs(share(task, split, examples: 500) { _ in 1 } - 0.5) < 0.01)
  }

  @Test("Bit XOR: a constant guess", arguments: [2, 3, 5])
  func bitXOR(patterns: Int) throws {
    let task = try BitXOR(length: 40, patterns: patterns)
    var batch = TaskBatch(for: task, capacity: 1_000)
    batch.load(0..<1_000, of: .test, from: task, seed: 0)
    let zeros = Double(batch.labels.count { $0 == 0 }) / Double(batch.labels.count)
    #expect(task.chanceAccuracy == 0.5 && abs(zeros - 0.5) < 0.01)
  }

  @Test("images: the share of the most frequent class, known without the images")
  func images() throws {
    let folder = try DigitsTests.folder(DigitsTests.text(700))
    #expect(try Digits(folder: folder.path).chanceAccuracy == 183.0 / 1_797)
  }

  @Test("tasks whose answers depend on data or on a grammar know none")
  func unknown() throws {
    #expect(try ListOps(length: 64).chanceAccuracy == nil)
    struct Constant: SequenceTask {
      let name = "Constant", input = TokenInput.symbols(vocabulary: 2), tokens = 1
      let output = TaskOutput(readTokens: 1, classes: 2), dataDigest = "constant 1"
      func count(of split: TaskSplit) -> Int? { 8 }
      func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {}
    }
    #expect(Constant().chanceAccuracy == nil)
    #expect(TaskShape(of: try BitMemory()).chanceAccuracy == 0.75)
  }
}
