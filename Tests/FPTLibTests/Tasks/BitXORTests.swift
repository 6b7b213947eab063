import FPTEngine
import FPTLib
import Testing

@Suite("Bit XOR")
struct BitXORTests {
  @Test("states its shape", arguments: [(5, 2), (1, 2), (100, 3)])
  func shape(length: Int, patterns: Int) throws {
    let linear = try BitXOR(length: length, patterns: patterns)
    #expect(linear.tokens == length * patterns)
    #expect(linear.input == .vectors(width: 1))
    #expect(linear.output == TaskOutput(readTokens: length, predictionsPerToken: 1, classes: 2))
    #expect(linear.output.predictions == length && linear.output.width == 2)
    let embedded = try BitXOR(length: length, patterns: patterns, encoding: .embedding)
    #expect(embedded.input == .symbols(vocabulary: 2))
    #expect(linear.count(of: .train) == nil && linear.count(of: .test) == 1_000)
  }

  @Test("labels are the exclusive or of the strings", arguments: [(5, 2), (40, 2), (7, 5)])
  func labels(length: Int, patterns: Int) throws {
    let task = try BitXOR(length: length, patterns: patterns)
    var batch = TaskBatch(for: task, capacity: 200)
    for split in TaskSplit.allCases {
      batch.load(0..<200, of: split, from: task, seed: 3)
      #expect(batch.examples == 200)
      #expect(batch.vectors.allSatisfy { $0 == 0 || $0 == 1 })
      for example in 0..<200 {
        for bit in 0..<length {
          let sum = (0..<patterns).reduce(Float(0)) { sum, string in
            sum + batch.vectors[(example * patterns + string) * length + bit]
          }
          #expect(batch.labels[example * length + bit] == Int32(sum) % 2)
        }
      }
      let ones = batch.vectors.reduce(0, +) / Float(batch.vectors.count)
      #expect(abs(ones - 0.5) < 0.06)
    }
  }

  @Test("both encodings ask the same questions")
  func encodings() throws {
    let (linear, embedded) = (try BitXOR(), try BitXOR(encoding: .embedding))
    var (a, b) = (TaskBatch(for: linear, capacity: 50), TaskBatch(for: embedded, capacity: 50))
    a.load(0..<50, of: .train, from: linear, seed: 1)
    b.load(0..<50, of: .train, from: embedded, seed: 1)
    #expect(a.vectors.map { Int32($0) } == b.symbols)
    #expect(a.labels == b.labels)
    #expect(a.symbols.isEmpty && b.vectors.isEmpty)
  }

  @Test("training data follow the seed, evaluation data do not")
  func seeds() throws {
    let task = try BitXOR()
    func bits(_ split: TaskSplit, _ seed: UInt64) -> [Float] {
      var batch = TaskBatch(for: task, capacity: 100)
      batch.load(0..<100, of: split, from: task, seed: seed)
      return batch.vectors
    }
    #expect(bits(.train, 0) != bits(.train, 1))
    #expect(bits(.train, 1) == bits(.train, 1))
    #expect(bits(.test, 0) == bits(.test, 1))
    #expect(bits(.validation, 0) == bits(.validation, 1))
    #expect(bits(.validation, 0) != bits(.test, 0))
    #expect(bits(.train, 0) != bits(.test, 0))
  }

  @Test("an example does not depend on the batch it is in")
  func batching() throws {
    let task = try BitXOR(length: 33)
    var whole = TaskBatch(for: task, capacity: 20)
    whole.load(10..<30, of: .train, from: task, seed: 4)
    var single = TaskBatch(for: task, capacity: 1)
    for place in [0, 7, 19] {
      single.load([10 + place], of: .train, from: task, seed: 4)
      #expect(single.vectors == Array(whole.vectors[place * 66..<(place + 1) * 66]))
      #expect(single.labels == Array(whole.labels[place * 33..<(place + 1) * 33]))
    }
  }

  /// Part of every stored result: a change of these bits means a new version of the generator.
  @Test("the first example of seed 0 is pinned to the random stream")
  func pinned() throws {
    let task = try BitXOR()
    var batch = TaskBatch(for: task, capacity: 1)
    batch.load([2], of: .train, from: task, seed: 0)
    let word = RandomStream(seed: 0, name: "data generation", step: 2).word(at: 0)
    #expect(batch.vectors == (0..<10).map { Float((word >> UInt32($0)) & 1) })
  }

  @Test("parameters out of range are refused", arguments: [(0, 2), (-1, 2), (10_001, 2), (5, 1)])
  func ranges(length: Int, patterns: Int) {
    #expect(throws: TaskError.self) { try BitXOR(length: length, patterns: patterns) }
  }
}
