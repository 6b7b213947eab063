import FPTEngine
import FPTFiles
import FPTSchema

/// Bit XOR: the element-wise exclusive or of strings of random bits.
///
/// Lu et al. 2021, section 2.2.
///
/// The paper's task is two strings of five bits. One token is one bit, strings one after the other, so 2 × 5 tokens; the
/// last `length` outputs give two logits each, and output *i* is labeled with the exclusive or of the bits *i*. Bits are 0 and 1, as
/// in the official code, either as vectors of width 1 or as symbols of a vocabulary of 2, as in its demonstration.
public struct BitXOR: SequenceTask {
  /// The encoding of a bit.
  public enum Encoding: String, FieldChoice, Hashable {
    /// A vector of width 1, for a linear input layer.
    case linear
    /// A symbol of a vocabulary of 2, for an embedding.
    case embedding

    /// What one of them is called in a message.
    public static let noun = "encoding"
  }

  package static let lengths = 1...4_096
  package static let patternCounts = 2...64

  @usableFromInline
  package enum Fields {
    @usableFromInline package static let length = Field(
      "length", default: 5, range: NumberRange(lengths), unit: "bits", "Bits in each string.",
      example: "length: 5")
    @usableFromInline package static let patterns = Field(
      "patterns", default: 2, range: NumberRange(patternCounts), unit: "strings",
      "Strings combined by exclusive or.", example: "patterns: 2")
    @usableFromInline package static let encoding = Field(
      "encoding", default: Encoding.linear,
      "How a bit becomes a token: a number through a linear layer (official code), or a row "
        + "of an embedding table (the authors' demo).", example: "encoding: embedding")
  }

  /// Bits of a string.
  public let length: Int
  /// Strings that the exclusive or is taken of.
  public let patterns: Int
  /// Whether a bit is a vector or a symbol.
  public let encoding: Encoding
  private let generated = GeneratedExamples()

  /// A task of `patterns` strings of `length` bits.
  ///
  /// - Throws: `TaskError.parameterOutOfRange`.
  public init(
    length: Int = Fields.length.defaultValue, patterns: Int = Fields.patterns.defaultValue,
    encoding: Encoding = Fields.encoding.defaultValue
  ) throws(TaskError) {
    try TaskError.check(length, in: Self.lengths, of: "length", task: "BitXOR")
    try TaskError.check(patterns, in: Self.patternCounts, of: "patterns", task: "BitXOR")
    self.length = length
    self.patterns = patterns
    self.encoding = encoding
  }

  /// The name in experiment files: `BitXOR`.
  public var name: String { "BitXOR" }
  /// One token for each bit of each string.
  public var tokens: Int { patterns * length }
  /// The last `length` tokens, with two classes for each.
  public var output: TaskOutput { TaskOutput(readTokens: length, classes: 2) }

  /// Vectors of width 1, or symbols of a vocabulary of 2.
  public var input: TokenInput {
    switch encoding {
    case .linear: .vectors(width: 1)
    case .embedding: .symbols(vocabulary: 2)
    }
  }

  /// ½: the exclusive or of random bits is 0 as often as 1.
  public var chanceAccuracy: Double? { 0.5 }

  /// SHA-256 of the generator's definition.
  public var dataDigest: String {
    FileDigest.sha256(of: "BitXOR 1: bit t of example i is bit t of step i of its stream".utf8)
  }

  /// The number of examples of a split; nil for training, whose examples have no end.
  public func count(of split: TaskSplit) -> Int? {
    split == .train ? nil : GeneratedExamples.evaluationCount
  }

  /// Draws one example from its index, its split and, for training, the seed.
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

extension BitXOR: DeclaredTask {
  package static let declaration = ConstructorSchema(
    "BitXOR", .task, fields: [Fields.length, Fields.patterns, Fields.encoding],
    "Two strings of random bits; the answer is their element-wise exclusive or.",
    example: "BitXOR(length: 5)")

  package static func shape(of fields: FieldValues) throws -> TaskShape? {
    try TaskShape(of: BitXOR(of: fields))
  }

  package static func task(
    of fields: FieldValues, from sources: TaskSources
  ) throws -> any SequenceTask {
    try BitXOR(of: fields)
  }

  private init(of fields: FieldValues) throws {
    try self.init(
      length: fields[Fields.length], patterns: fields[Fields.patterns],
      encoding: fields[Fields.encoding])
  }
}
