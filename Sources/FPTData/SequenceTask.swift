import FPTSchema

/// A sequence classification task: examples of a fixed number of tokens, each with a fixed number
/// of labels.
///
/// A task is a value that may be read from many threads. Every example is addressed by its index,
/// and what it holds depends on the split, the index, (for generated or augmented training data
/// only) the seed, and (for augmented ones only) the pass over the data: never on the batch it is
/// part of or on what was read before.
///
/// ```swift
/// struct Parity: SequenceTask {
///   let name = "Parity", input = TokenInput.symbols(vocabulary: 2), tokens = 8
///   let output = TaskOutput(readTokens: 1, classes: 2), dataDigest = "parity 1"
///
///   func count(of split: TaskSplit) -> Int? { split == .train ? 192 : 32 }
///
///   func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {
///     let number = index + (split == .train ? 0 : split == .validation ? 192 : 224)
///     for bit in 0..<8 { example.symbols[bit] = Int32(number >> bit & 1) }
///     example.labels[0] = Int32(number.nonzeroBitCount % 2)
///   }
/// }
/// ```
public protocol SequenceTask: Sendable {
  /// The constructor's name in experiment files, such as `BitXOR`.
  var name: String { get }
  /// What a token is.
  var input: TokenInput { get }
  /// Tokens of every example.
  var tokens: Int { get }
  /// Which outputs are read, and what is predicted from each.
  var output: TaskOutput { get }
  /// SHA-256 of the data, or of the generator's definition: part of the identity of every cell.
  ///
  /// The task's parameters are not part of it.
  var dataDigest: String { get }

  /// Examples of a split; nil where they are generated without end.
  func count(of split: TaskSplit) -> Int?

  /// The accuracy that needs nothing of what the task tests, 0 to 1: that of the best constant answer, and of copying what
  /// the input shows; nil, the default, where that depends on the data.
  var chanceAccuracy: Double? { get }

  /// Bytes that the data take in memory once they are read; 0, the default, where examples are made when they are asked for.
  var residentBytes: Int { get }

  /// Writes one example.
  ///
  /// `index` is in 0 ..< `count(of: split)`; any index ≥ 0 where that is nil. `seed` is the seed of
  /// the cell; validation and test examples do not depend on it. The buffers of `example` have
  /// exactly the sizes that `input`, `tokens` and `output` state.
  func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot)

  /// Facts about the task's data besides their shape; none by default.
  var dataNotes: DataNotes { get }

  /// True if a training example differs between epochs; false by default.
  var variesByEpoch: Bool { get }

  /// Writes one example as a pass over the training data meets it: augmented, where the task
  /// augments.
  ///
  /// By default every pass meets the same example. `epoch` is the pass, from 0; nil where the
  /// example is only looked at, in evaluation.
  func write(
    _ index: Int, of split: TaskSplit, seed: UInt64, epoch: Int?, to example: ExampleSlot)
}

extension SequenceTask {
  /// False: every pass meets the same examples.
  public var variesByEpoch: Bool { false }
  /// Nil: chance depends on the data.
  public var chanceAccuracy: Double? { nil }
  /// 0: examples are made when they are asked for.
  public var residentBytes: Int { 0 }
  /// Nothing beyond the shape.
  public var dataNotes: DataNotes { DataNotes() }

  /// Writes the example as it is, whatever the pass.
  public func write(
    _ index: Int, of split: TaskSplit, seed: UInt64, epoch: Int?, to example: ExampleSlot
  ) {
    write(index, of: split, seed: seed, to: example)
  }
}

/// The parts of a task's data.
public enum TaskSplit: String, FieldChoice, Codable, CodingKeyRepresentable, Hashable {
  case train, validation, test

  /// What one of them is called in a message.
  public static let noun = "split"
}

/// The type of a task's tokens.
public enum TokenInput: Sendable, Hashable, Codable {
  /// A vector of floats, for a linear input layer.
  case vectors(width: Int)
  /// One of `vocabulary` symbols, for an embedding whose first values have this standard deviation; 1 is PyTorch's default.
  case symbols(vocabulary: Int, standardDeviation: Double = 1)
}

/// The predictions of a task, and the outputs that make them.
///
/// The output layer has `predictionsPerToken` × `classes` outputs; it is applied to the last `readTokens` tokens. Labels of an
/// example are ordered by token, then by prediction within the token.
public struct TaskOutput: Sendable, Hashable, Codable {
  /// The number of tokens at the end of the sequence whose outputs are read.
  public var readTokens: Int
  /// Predictions made from each token read.
  public var predictionsPerToken: Int
  /// Classes of each prediction.
  public var classes: Int

  /// Reads the last `readTokens` tokens, each for so many predictions of so many classes.
  public init(readTokens: Int, predictionsPerToken: Int = 1, classes: Int) {
    self.readTokens = readTokens
    self.predictionsPerToken = predictionsPerToken
    self.classes = classes
  }

  /// Labels of one example.
  public var predictions: Int { readTokens * predictionsPerToken }
  /// Outputs of the output layer.
  public var width: Int { predictionsPerToken * classes }
}

/// Buffers for one example.
public struct ExampleSlot {
  /// [tokens, width], row-major; empty for a task of symbols.
  public var vectors: UnsafeMutableBufferPointer<Float>
  /// [tokens]; empty for a task of vectors.
  public var symbols: UnsafeMutableBufferPointer<Int32>
  /// [predictions], each in 0 ..< classes.
  public var labels: UnsafeMutableBufferPointer<Int32>

  /// Makes a slot of buffers that the caller keeps.
  public init(
    vectors: UnsafeMutableBufferPointer<Float>, symbols: UnsafeMutableBufferPointer<Int32>,
    labels: UnsafeMutableBufferPointer<Int32>
  ) {
    self.vectors = vectors
    self.symbols = symbols
    self.labels = labels
  }
}

extension SequenceTask {
  /// Floats of one example: tokens × width, or 0 for a task of symbols.
  public var vectorElements: Int {
    switch input {
    case .vectors(let width): tokens * width
    case .symbols: 0
    }
  }

  /// Bytes of all examples and labels where elements of an example take so many.
  func bytes(ofExamplesOf elementBytes: Int) -> Int {
    TaskSplit.allCases.reduce(0) { $0 + (count(of: $1) ?? 0) }
      * (elementBytes + 4 * output.predictions)
  }

  /// Symbols of one example: its tokens, or 0 for a task of vectors.
  public var symbolElements: Int {
    switch input {
    case .vectors: 0
    case .symbols: tokens
    }
  }
}

/// Why a task cannot be made of its parameters or its data.
public enum TaskError: Error, Sendable, Hashable {
  case parameterOutOfRange(task: String, parameter: String, expected: String, found: Int)
  /// A data file is not what it should be; `expected` and `found` say how.
  case malformedData(file: String, what: String, expected: String, found: String)
  case unreadable(file: String, reason: String)
}

extension TaskError: CustomStringConvertible {
  /// A sentence that names the task or the file and says what is wrong.
  public var description: String {
    switch self {
    case .parameterOutOfRange(let task, let parameter, let expected, let found):
      "\(task): `\(parameter)` should be \(expected) and is \(found)"
    case .malformedData(let file, let what, let expected, let found):
      "\(file): \(what) should be \(expected) and is \(found)"
    case .unreadable(let file, let reason): "cannot read \(file): \(reason)"
    }
  }
}
