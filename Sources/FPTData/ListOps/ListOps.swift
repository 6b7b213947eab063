import FPTEngine
import FPTFiles
import FPTSchema

/// ListOps: the value of a nested expression such as `[MAX 2 9 [MIN 4 7 ] 0 ]`, one of ten digits.
///
/// Nangia and Bowman 2018; Tay et al. 2020.
///
/// Expressions are generated after Long Range Arena's grammar, or read from its files. By default a token is treated as the official
/// code of the paper does: closing brackets are dropped (opening ones are part of the operators), which leaves 15 symbols; an expression
/// is cut after `length` tokens; a shorter one is padded with 0 behind its end, without a mask, and the answer is read from the last
/// *position*, padding or not.
public struct ListOps: SequenceTask {
  /// The token from which the answer is read.
  public enum Reading: String, FieldChoice, Hashable {
    /// The last position: padding stands behind the expression, as in the official code.
    case position
    /// The last token of the expression: padding stands before it.
    case token

    /// What one of them is called in a message.
    public static let noun = "place to read"
  }

  /// The encoding of a symbol.
  public enum Encoding: String, FieldChoice, Hashable {
    /// A symbol, for an embedding, as in the official code.
    case embedding
    /// A vector with a 1 at the symbol's place, for a linear input layer: the paper's "512 × 15".
    case linear

    /// What one of them is called in a message.
    public static let noun = "encoding"
  }

  /// Bounds of generated expressions.
  public struct Grammar: Sendable, Hashable {
    /// Levels of the deepest expression; a digit alone has one.
    public var depth: Int
    /// Most arguments of an operator; the fewest are two.
    public var arguments: Int
    /// Expressions have more symbols than this, closing brackets counted.
    public var minimumLength: Int
    /// Expressions have fewer symbols than this, closing brackets counted.
    public var maximumLength: Int

    /// The bounds of Long Range Arena, unless said otherwise.
    public init(
      depth: Int = Fields.maximumDepth.defaultValue,
      arguments: Int = Fields.maximumArguments.defaultValue,
      minimumLength: Int = Fields.minimumLength.defaultValue,
      maximumLength: Int = Fields.maximumLength.defaultValue
    ) {
      self.depth = depth
      self.arguments = arguments
      self.minimumLength = minimumLength
      self.maximumLength = maximumLength
    }
  }

  /// The source of expressions.
  public enum Source: Sendable, Hashable {
    /// `examples` for training, which follow the seed, and 2,000 each for validation and test, which do not.
    case generated(Grammar = Grammar(), examples: Int = Fields.examples.defaultValue)
    /// A folder with `basic_train.tsv`, `basic_val.tsv` and `basic_test.tsv`, each perhaps with `.gz`.
    case files(folder: String)
  }

  package static let lengths = 1...100_000
  /// Training examples that may be generated.
  package static let exampleCounts = 1...1_000_000_000
  /// Expressions of a generated validation or test set, as many as Long Range Arena has.
  package static let evaluationCount = 2_000

  /// Tokens of every example.
  public let length: Int
  /// True if closing brackets are tokens.
  public let hasBrackets: Bool
  /// The token from which the answer is read.
  public let reading: Reading
  /// Whether a token is a symbol or a vector.
  public let encoding: Encoding
  /// SHA-256 of the generator's definition, or of the files.
  public let dataDigest: String
  private let expressions: Expressions
  private let limit: Int

  private enum Expressions: Sendable {
    case generated(ListOpsGenerator, GeneratedExamples, count: Int)
    case read([TaskSplit: ListOpsFile])
  }

  /// The files of a folder that are read: training, validation, test.
  package static func files(in folder: String) -> [String] {
    ["train", "val", "test"].map { ListOpsFile.path(of: $0, in: folder) }
  }

  /// A task of expressions cut or padded to `length` tokens.
  ///
  /// `limit` is the most training examples, the first ones.
  ///
  /// - Throws: `TaskError.parameterOutOfRange`, also for a grammar that practically never yields
  ///   the lengths asked for; other cases for files.
  public init(
    length: Int = Fields.length.defaultValue, hasBrackets: Bool = Fields.brackets.defaultValue,
    reading: Reading = Fields.reading.defaultValue,
    encoding: Encoding = Fields.encoding.defaultValue, source: Source = .generated(),
    limit: Int? = nil
  ) throws(TaskError) {
    try TaskError.check(length, in: Self.lengths, of: "length", task: "ListOps")
    try TaskError.check(limit: limit, task: "ListOps")
    self.length = length
    self.hasBrackets = hasBrackets
    self.reading = reading
    self.encoding = encoding
    self.limit = limit ?? .max
    switch source {
    case .generated(let grammar, let examples):
      try TaskError.check(examples, in: Self.exampleCounts, of: "examples", task: "ListOps")
      expressions = .generated(
        try ListOpsGenerator(checking: grammar), GeneratedExamples(), count: examples)
      dataDigest = FileDigest.sha256(
        of: ("ListOps 1: an example's step is read word by word; an operator where the two highest "
          + "bits are 0, then its arguments' number and its kind, or a digit"
          + TrainingLimit.text(limit)).utf8)
    case .files(let folder):
      var files: [TaskSplit: ListOpsFile] = [:]
      var digests = TrainingLimit.text(limit)
      for (split, path) in zip([TaskSplit.train, .validation, .test], Self.files(in: folder)) {
        let file = try ListOpsFile(
          path: path, limit: split == .train ? limit : nil)
        files[split] = file
        digests += file.digest + "\n"
      }
      expressions = .read(files)
      dataDigest = FileDigest.sha256(of: digests.utf8)
    }
  }

  /// The name in experiment files: `ListOps`.
  public var name: String { "ListOps" }
  /// Bytes of memory that expressions read from files take; 0 for generated ones.
  public var residentBytes: Int {
    if case .read = expressions { bytes(ofExamplesOf: tokens) } else { 0 }
  }
  /// Whether the expressions are data of files.
  public var dataNotes: DataNotes {
    if case .read = expressions { DataNotes(isScanned: true) } else { DataNotes() }
  }
  /// Tokens of every example, padding included.
  public var tokens: Int { length }
  /// One token, with ten classes: the digits.
  public var output: TaskOutput { TaskOutput(readTokens: 1, classes: 10) }
  private var vocabulary: Int { hasBrackets ? 16 : 15 }

  /// Symbols of a vocabulary, or vectors with a 1 at the symbol's place.
  public var input: TokenInput {
    switch encoding {
    case .embedding: .symbols(vocabulary: vocabulary)
    case .linear: .vectors(width: vocabulary)
    }
  }

  /// The number of examples of a split.
  public func count(of split: TaskSplit) -> Int? {
    switch expressions {
    case .generated(_, _, let count): split == .train ? min(limit, count) : Self.evaluationCount
    case .read(let files): files[split]?.count ?? 0
    }
  }

  /// Writes one expression; a generated one follows from its index, its split and, for training,
  /// the seed.
  public func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {
    let expression = expression(index, of: split, seed: seed)
    example.labels[0] = Int32(expression.value)
    let kept = expression.symbols.lazy.filter { hasBrackets || $0 != ListOpsSymbol.close }
      .prefix(length)
    let start = reading == .position ? 0 : length - kept.reduce(0) { sum, _ in sum + 1 }
    switch encoding {
    case .embedding:
      example.symbols.update(repeating: Int32(ListOpsSymbol.padding))
      for (place, symbol) in kept.enumerated() { example.symbols[start + place] = Int32(symbol) }
    case .linear:
      example.vectors.update(repeating: 0)
      for place in 0..<length { example.vectors[place * vocabulary] = 1 }
      for (place, symbol) in kept.enumerated() {
        example.vectors[(start + place) * vocabulary] = 0
        example.vectors[(start + place) * vocabulary + Int(symbol)] = 1
      }
    }
  }

  /// The whole expression of an example.
  func expression(_ index: Int, of split: TaskSplit, seed: UInt64) -> ListOpsExpression {
    switch expressions {
    case .generated(let generator, let generated, _):
      generator.expression(generated.stream(of: index, split: split, seed: seed))
    case .read(let files):
      files[split]?.expression(at: index) ?? ListOpsExpression(symbols: [], value: 0)
    }
  }
}

extension ListOpsGenerator {
  static let depths = 2...50
  static let argumentCounts = 2...100
  static let lengthRange = 0...1_000_000

  /// A generator for bounds that are met often enough to be waited for.
  fileprivate init(checking grammar: ListOps.Grammar) throws(TaskError) {
    func check(_ value: Int, _ range: ClosedRange<Int>, _ parameter: String) throws(TaskError) {
      try TaskError.check(value, in: range, of: parameter, task: "ListOps")
    }
    try check(grammar.depth, Self.depths, "max_depth")
    try check(grammar.arguments, Self.argumentCounts, "max_arguments")
    try check(grammar.minimumLength, Self.lengthRange, "min_length")
    try check(grammar.maximumLength, Self.lengthRange, "max_length")
    guard grammar.minimumLength + 1 < grammar.maximumLength else {
      throw .parameterOutOfRange(
        task: "ListOps", parameter: "max_length",
        expected:
          "at least \(grammar.minimumLength + 2), as min_length is \(grammar.minimumLength)",
        found: grammar.maximumLength)
    }
    self.init(
      maximumDepth: grammar.depth, maximumArguments: grammar.arguments,
      minimumLength: grammar.minimumLength, maximumLength: grammar.maximumLength)
    guard isPractical else {
      throw .parameterOutOfRange(
        task: "ListOps", parameter: "min_length",
        expected: "a length that expressions of at most \(grammar.depth) levels and "
          + "\(grammar.arguments) arguments often exceed without reaching \(grammar.maximumLength)",
        found: grammar.minimumLength)
    }
  }
}
