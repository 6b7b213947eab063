import FPTEngine
import FPTFiles
import FPTSchema

/// Bit Memory: recall one of several strings of random bits from a masked copy of it.
///
/// Lu et al. 2021, section 2.2.
///
/// The paper's task is five strings of 1,000 bits, then one of them with each bit masked with probability ½. A token is `patch` bits,
/// so 6 × 20 tokens of 50; bits are −1 and 1, masked ones 0, as in the official code. The last 20 outputs give two logits for each
/// of their 50 bits, labeled 0 for −1 and 1 for 1, whether the bit was masked or not.
public struct BitMemory: SequenceTask {
  package static let lengths = 1...100_000
  package static let patternCounts = 1...1_000

  @usableFromInline
  package enum Fields {
    @usableFromInline package static let length = Field(
      "length", default: 1_000, range: NumberRange(lengths), unit: "bits",
      "Bits in each string.", example: "length: 100")
    @usableFromInline package static let patterns = Field(
      "patterns", default: 5, range: NumberRange(patternCounts), unit: "strings",
      "Strings to remember; a masked copy of one follows.", example: "patterns: 5")
    @usableFromInline package static let patch = Field(
      "patch", default: 50, range: NumberRange(lengths), unit: "bits", "Bits of a token.",
      example: "patch: 50")
  }

  /// Bits of a string.
  public let length: Int
  /// Strings to remember.
  public let patterns: Int
  /// Bits of a token.
  public let patch: Int
  private let generated = GeneratedExamples()

  /// A task of `patterns` strings of `length` bits, `patch` bits a token.
  ///
  /// - Throws: `TaskError.parameterOutOfRange`, also where `patch` does not divide `length`.
  public init(
    length: Int = Fields.length.defaultValue, patterns: Int = Fields.patterns.defaultValue,
    patch: Int = Fields.patch.defaultValue
  ) throws(TaskError) {
    try TaskError.check(length, in: Self.lengths, of: "length", task: "BitMemory")
    try TaskError.check(patterns, in: Self.patternCounts, of: "patterns", task: "BitMemory")
    guard patch >= 1, length % patch == 0 else {
      throw .parameterOutOfRange(
        task: "BitMemory", parameter: "patch", expected: "a divisor of the length, \(length)",
        found: patch)
    }
    self.length = length
    self.patterns = patterns
    self.patch = patch
  }

  /// The name in experiment files: `BitMemory`.
  public var name: String { "BitMemory" }
  /// Vectors of `patch` bits, −1 or 1, masked ones 0.
  public var input: TokenInput { .vectors(width: patch) }
  /// Tokens of all strings and of the masked copy.
  public var tokens: Int { (patterns + 1) * (length / patch) }

  /// The tokens of the masked copy, with two classes for each of their bits.
  public var output: TaskOutput {
    TaskOutput(readTokens: length / patch, predictionsPerToken: patch, classes: 2)
  }

  /// ¾: half of the bits are shown, and a guess of the others is right half of the time.
  ///
  /// A constant answer reaches ½; but who copies what the query shows has remembered nothing either.
  public var chanceAccuracy: Double? { 0.75 }

  /// SHA-256 of the generator's definition.
  public var dataDigest: String {
    FileDigest.sha256(
      of: ("BitMemory 1: words 0 and 1 of an example's step choose the string; bit t of the strings "
        + "is bit t from word 4 on, and the mask follows at the next multiple of four words").utf8)
  }

  /// The number of examples of a split; nil for training, whose examples have no end.
  public func count(of split: TaskSplit) -> Int? {
    split == .train ? nil : GeneratedExamples.evaluationCount
  }

  /// Draws one example from its index, its split and, for training, the seed.
  public func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {
    let stream = generated.stream(of: index, split: split, seed: seed)
    var bits = BitReader(stream, firstWord: 4)
    for place in 0..<patterns * length { example.vectors[place] = bits.next() ? 1 : -1 }

    let source = chosen(by: stream) * length
    let query = patterns * length
    var mask = BitReader(stream, firstWord: 4 + (patterns * length + 127) / 128 * 4)
    for bit in 0..<length {
      let value = example.vectors[source + bit]
      example.labels[bit] = value > 0 ? 1 : 0
      example.vectors[query + bit] = mask.next() ? value : 0
    }
  }

  /// The string that is asked for: the high half of a 64 × 64 bit product, even to within 2⁻⁵⁴.
  private func chosen(by stream: RandomStream) -> Int {
    let words = stream.block(0)
    let random = UInt64(words.y) << 32 | UInt64(words.x)
    return Int(random.multipliedFullWidth(by: UInt64(patterns)).high)
  }
}

/// Reads the bits of a stream's words from one word on, the lowest bit of each first.
private struct BitReader {
  private let stream: RandomStream
  private var word: Int
  private var bits: UInt32 = 0
  private var left = 0

  init(_ stream: RandomStream, firstWord: Int) {
    self.stream = stream
    word = firstWord
  }

  mutating func next() -> Bool {
    if left == 0 {
      bits = stream.word(at: word)
      word += 1
      left = 32
    }
    let bit = bits & 1
    bits >>= 1
    left -= 1
    return bit == 1
  }
}

extension BitMemory: DeclaredTask {
  package static let declaration = ConstructorSchema(
    "BitMemory", .task, fields: [Fields.length, Fields.patterns, Fields.patch],
    rules: [.multiple(field: "length", of: "patch")],
    "Strings of random bits, then one of them with half its bits masked; the answer is the "
      + "string. Bits are −1 and 1, masked ones 0 (official code).",
    example: "BitMemory(length: 100)")

  package static func shape(of fields: FieldValues) throws -> TaskShape? {
    try TaskShape(of: BitMemory(of: fields))
  }

  package static func task(
    of fields: FieldValues, from sources: TaskSources
  ) throws -> any SequenceTask {
    try BitMemory(of: fields)
  }

  private init(of fields: FieldValues) throws {
    try self.init(
      length: fields[Fields.length], patterns: fields[Fields.patterns],
      patch: fields[Fields.patch])
  }
}
