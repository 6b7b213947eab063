import FPTEngine
import FPTLib
import Testing

@Suite("Bit Memory")
struct BitMemoryTests {
  @Test(
    "states its shape",
    arguments: [(1_000, 5, 50, 120), (100, 5, 50, 12), (7, 1, 7, 2), (6, 3, 1, 24)])
  func shape(length: Int, patterns: Int, patch: Int, tokens: Int) throws {
    let task = try BitMemory(length: length, patterns: patterns, patch: patch)
    #expect(task.tokens == tokens)
    #expect(task.input == .vectors(width: patch))
    #expect(
      task.output
        == TaskOutput(readTokens: length / patch, predictionsPerToken: patch, classes: 2))
    #expect(task.output.predictions == length)
    #expect(task.vectorElements == (patterns + 1) * length)
    #expect(task.count(of: .train) == nil && task.count(of: .validation) == 1_000)
  }

  /// Closed form: the query agrees with the labels wherever it is not 0, and the labels with one of the strings everywhere.
  @Test("the query is a masked copy of a string, the labels are that string")
  func question() throws {
    let (length, patterns, examples) = (200, 5, 60)
    let task = try BitMemory(length: length, patterns: patterns, patch: 50)
    var batch = TaskBatch(for: task, capacity: examples)
    for split in TaskSplit.allCases {
      batch.load(0..<examples, of: split, from: task, seed: 7)
      var (masked, ones) = (0, 0)
      var chosen: Set<Int> = []
      for example in 0..<examples {
        let all = batch.vectors[example * task.vectorElements..<(example + 1) * task.vectorElements]
        let strings = all.prefix(patterns * length).map { $0 }
        let query = Array(all.suffix(length))
        let answer = batch.labels[example * length..<(example + 1) * length].map {
          $0 == 1 ? Float(1) : -1
        }
        #expect(strings.allSatisfy { $0 == 1 || $0 == -1 })
        #expect(zip(query, answer).allSatisfy { $0 == 0 || $0 == $1 })
        let source = (0..<patterns).filter {
          Array(strings[$0 * length..<($0 + 1) * length]) == answer
        }
        #expect(source.count == 1)
        chosen.formUnion(source)
        masked += query.filter { $0 == 0 }.count
        ones += strings.filter { $0 == 1 }.count
      }
      let bits = Double(examples * length)
      #expect(abs(Double(masked) / bits - 0.5) < 0.02)
      #expect(abs(Double(ones) / bits / Double(patterns) - 0.5) < 0.01)
      #expect(chosen == Set(0..<patterns))
    }
  }

  @Test("masks, strings and choices are independent of one another")
  func independence() throws {
    let task = try BitMemory(length: 64, patterns: 2, patch: 8)
    var batch = TaskBatch(for: task, capacity: 500)
    batch.load(0..<500, of: .train, from: task, seed: 0)
    var (maskedOnes, masked) = (0, 0)
    for example in 0..<500 {
      for bit in 0..<64 where batch.vectors[example * 192 + 128 + bit] == 0 {
        masked += 1
        maskedOnes += Int(batch.labels[example * 64 + bit])
      }
    }
    #expect(abs(Double(maskedOnes) / Double(masked) - 0.5) < 0.02)
  }

  @Test("training data follow the seed, evaluation data do not, and no batch matters")
  func seeds() throws {
    let task = try BitMemory(length: 100)
    func bits(_ split: TaskSplit, _ seed: UInt64, _ indices: Range<Int> = 0..<8) -> [Float] {
      var batch = TaskBatch(for: task, capacity: 8)
      batch.load(indices, of: split, from: task, seed: seed)
      return Array(batch.vectors.prefix(indices.count * task.vectorElements))
    }
    #expect(bits(.train, 0) != bits(.train, 1))
    #expect(bits(.test, 0) == bits(.test, 1))
    #expect(bits(.validation, 0) != bits(.test, 0))
    #expect(bits(.train, 5, 3..<4) == Array(bits(.train, 5)[3 * 600..<4 * 600]))
  }

  /// Part of every stored result: a change of these bits means a new version of the generator.
  @Test("an example is pinned to the words of its stream")
  func pinned() throws {
    let task = try BitMemory(length: 40, patterns: 3, patch: 10)
    var batch = TaskBatch(for: task, capacity: 1)
    batch.load([2], of: .train, from: task, seed: 9)
    let stream = RandomStream(seed: 9, name: "data generation", step: 2)
    func bit(_ index: Int, from word: Int) -> Bool {
      stream.word(at: word + index / 32) >> UInt32(index % 32) & 1 == 1
    }
    let strings = (0..<120).map { bit($0, from: 4) ? Float(1) : -1 }
    let random = UInt64(stream.word(at: 1)) << 32 | UInt64(stream.word(at: 0))
    let source = Int(random.multipliedFullWidth(by: 3).high)
    let query = (0..<40).map { bit($0, from: 8) ? strings[source * 40 + $0] : 0 }
    #expect(batch.vectors == strings + query)
    #expect(batch.labels == strings[source * 40..<source * 40 + 40].map { $0 > 0 ? 1 : 0 })
  }

  @Test(
    "parameters out of range are refused",
    arguments: [(0, 5, 1), (100, 0, 50), (100, 5, 0), (100, 5, 30), (100, 5, -50)])
  func ranges(length: Int, patterns: Int, patch: Int) {
    #expect(throws: TaskError.self) {
      try BitMemory(length: length, patterns: patterns, patch: patch)
    }
  }

  @Test("a patch that does not divide the length is named with both numbers")
  func message() {
    let error = #expect(throws: TaskError.self) { try BitMemory(length: 120) }
    #expect(
      error?.description
        == "BitMemory: `patch` should be a divisor of the length, 120 and is 50")
  }
}
