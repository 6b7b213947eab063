import FPTEngine
import FPTFiles

/// Bit XOR: the element-wise exclusive or of strings of random bits (Lu et al. 2021, section 2.2).
///
/// The paper's task is two strings of five bits. One token is one bit, strings one after the other, so 2 × 5 tokens; the
/// last `length` outputs give two logits each, and output *i* is labeled with the exclusive or of the bits *i*. Bits are 0 and 1, as
/// in the official code, either as vectors of width 1 or as symbols of a vocabulary of 2, as in its demonstration.
public struct BitXOR: SequenceTask {
  /// How a bit is presented.
  public enum Encoding: String, Sendable, Hashable, CaseIterable {
    /// A vector of width 1, for a linear input layer.
    case linear
    /// A symbol of a vocabulary of 2, for an embedding.
    case embedding
  }

  public static let lengths = 1...10_000
  public static let patternCounts = 2...100

  public let length: Int
  public let patterns: Int
  public let encoding: Encoding
  private let generated = GeneratedExamples()

  /// A task of `patterns` strings of `length` bits.
  ///
  /// - Throws: `TaskError.parameterOutOfRange`.
  public init(
    length: Int = 5, patterns: Int = 2, encoding: Encoding = .linear
  ) throws(TaskError) {
    func check(_ parameter: String, _ value: Int, _ range: ClosedRange<Int>) throws(TaskError) {
      guard range.contains(value) else {
        throw .parameterOutOfRange(
          task: "BitXOR", parameter: parameter,
          expected: "from \(range.lowerBound) to \(range.upperBound)", found: value)
      }
    }
    try check("length", length, Self.lengths)
    try check("patterns", patterns, Self.patternCounts)
    self.length = length
    self.patterns = patterns
    self.encoding = encoding
  }

  public var name: String { "BitXOR" }
  public var tokens: Int { patterns * length }
  public var output: TaskOutput { TaskOutput(readTokens: length, classes: 2) }

  public var input: TokenInput {
    switch encoding {
    case .linear: .vectors(width: 1)
    case .embedding: .symbols(vocabulary: 2)
    }
  }

  public var dataDigest: String {
    FileDigest.sha256(of: "BitXOR 1: bit t of example i is bit t of step i of its stream".utf8)
  }

  public func count(of split: TaskSplit) -> Int? {
    split == .train ? nil : GeneratedExamples.evaluationCount
  }

  public func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {
    let stream = generated.stream(of: index, split: split, seed: seed)
    for bit in 0..<length { example.labels[bit] = 0 }
    var word: UInt32 = 0
    for token in 0..<tokens {
      if token & 31 == 0 { word = stream.word(at: token >> 5) }
      let bit = Int32(truncatingIfNeeded: (word >> UInt32(token & 31)) & 1)
      switch encoding {
      case .linear: example.vectors[token] = Float(bit)
      case .embedding: example.symbols[token] = bit
      }
      example.labels[token % length] ^= bit
    }
  }
}
