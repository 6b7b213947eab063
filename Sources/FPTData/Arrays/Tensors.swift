import FPTFiles
import FPTSchema

/// A task of the user's own arrays, from an HDF5 or safetensors file.
///
/// Inputs are [examples, tokens, width] numbers, one vector a token, taken as they are; or [examples, tokens] integers, one symbol a
/// token. Labels are integers, [examples] for one answer read from the last token, or [examples, predictions] for several: the
/// last predictions ÷ `perToken` tokens are read, and labels are in their order. Arrays for validation and test may be named;
/// where they are not, examples of the training arrays are held out.
public struct Tensors: SequenceTask {
  /// Names of the arrays of one split.
  public struct Arrays: Sendable, Hashable {
    /// Name of the array of inputs, a path inside the file.
    public var inputs: String
    /// Name of the array of labels, a path inside the file.
    public var labels: String

    /// Names the arrays of one split; by default `inputs` and `labels`.
    public init(
      inputs: String = Fields.inputs.defaultValue, labels: String = Fields.labels.defaultValue
    ) {
      self.inputs = inputs
      self.labels = labels
    }
  }

  /// Sizes that the data themselves do not say for certain.
  public struct Sizes: Sendable, Hashable {
    /// Classes of each prediction; where nil, one more than the largest label.
    public var classes: Int?
    /// Symbols; where nil, one more than the largest.
    public var vocabulary: Int?
    /// Predictions made from each token read.
    public var perToken: Int

    /// States sizes; those that are nil follow from the data.
    public init(
      classes: Int? = nil, vocabulary: Int? = nil, perToken: Int = Fields.perToken.defaultValue
    ) {
      self.classes = classes
      self.vocabulary = vocabulary
      self.perToken = perToken
    }
  }

  /// The most classes or symbols.
  package static let largestSize = 1_000_000

  /// Vectors of the arrays' width, or symbols of the vocabulary.
  public let input: TokenInput
  /// Tokens of every example: the second dimension of the inputs.
  public let tokens: Int
  /// The last predictions ÷ `perToken` tokens, each with as many predictions.
  public let output: TaskOutput
  /// SHA-256 that identifies the file and the arrays that are taken from it.
  public let dataDigest: String
  private let parts: [TaskSplit: Part]
  private let infersClasses: Bool

  private struct Part: Sendable {
    var arrays: LabeledArrays
    var examples: [Int]
  }

  /// A task of a file's arrays.
  ///
  /// Where `validation` or `test` is nil, examples of the training arrays are held out, as
  /// `heldOut` says. `limit` is the most training examples, the first ones.
  ///
  /// - Throws: `TaskError`; every mismatch names the file, the array, what was expected and what
  ///   was found.
  public init(
    file path: String, training: Arrays = Arrays(), validation: Arrays? = nil,
    test: Arrays? = nil, sizes: Sizes = Sizes(), heldOut: HeldOut = HeldOut(), limit: Int? = nil
  ) throws(TaskError) {
    var heldOut = heldOut
    if validation != nil { heldOut.validation = nil }
    if test != nil { heldOut.test = nil }
    try heldOut.check(task: "Tensors")
    try TaskError.check(limit: limit, task: "Tensors")
    for (name, size) in [("classes", sizes.classes), ("vocabulary", sizes.vocabulary)] {
      try TaskError.check(size ?? 1, in: 1...Self.largestSize, of: name, task: "Tensors")
    }
    let file = try ArrayFile(path: path)
    let main = try LabeledArrays(training, in: file)
    guard let shares = heldOut.split(main.count) else {
      throw .malformedData(
        file: path, what: "the number of examples in `\(training.inputs)`",
        expected: "enough for one in each split", found: "\(main.count)")
    }
    var parts = shares.mapValues { Part(arrays: main, examples: $0) }
    for (split, arrays) in [(TaskSplit.validation, validation), (.test, test)] {
      guard let arrays else { continue }
      let read = try LabeledArrays(arrays, in: file)
      try read.requireShape(of: main)
      parts[split] = Part(arrays: read, examples: Array(0..<read.count))
    }
    let all = TaskSplit.allCases.compactMap { parts[$0]?.arrays }
    input = try Self.input(of: all, vocabulary: sizes.vocabulary)
    tokens = main.tokens
    output = try Self.output(of: all, sizes: sizes)
    if let limit, let training = parts[.train] {
      parts[.train] = Part(
        arrays: training.arrays, examples: Array(training.examples.prefix(limit)))
    }
    self.parts = parts
    infersClasses = sizes.classes == nil
    do {
      let digest = try FileDigest.sha256(ofFile: path)
      // Packed numbers were once taken as they are: cells of such files have another identity since.
      let unpacking = all.contains(where: \.isUnpacked) ? "unpacked as netCDF says\n" : ""
      dataDigest = FileDigest.sha256(
        of: ("Tensors 1: \(digest)" + unpacking + TrainingLimit.text(limit)).utf8)
    } catch {
      throw .unreadable(file: path, reason: "\(error)")
    }
  }

  private static func input(
    of all: [LabeledArrays], vocabulary: Int?
  ) throws(TaskError) -> TokenInput {
    if let width = all.first?.width { return .vectors(width: width) }
    let size = min(vocabulary ?? (all.map(\.largestSymbol).max() ?? 0) + 1, largestSize)
    for arrays in all { try arrays.require(symbolsBelow: size) }
    return .symbols(vocabulary: size)
  }

  private static func output(
    of all: [LabeledArrays], sizes: Sizes
  ) throws(TaskError) -> TaskOutput {
    let largest = all.map(\.largestLabel).max() ?? 0
    let classes = min(sizes.classes ?? max(2, largest + 1), largestSize)
    for arrays in all { try arrays.require(labelsBelow: classes) }
    let predictions = all.first?.predictions ?? 1
    let tokens = all.first?.tokens ?? 1
    let read = predictions / max(1, sizes.perToken)
    guard sizes.perToken >= 1, read * sizes.perToken == predictions, read <= tokens else {
      throw .parameterOutOfRange(
        task: "Tensors", parameter: "per_token",
        expected: "a divisor of the \(predictions) labels of an example that leaves at most its "
          + "\(tokens) tokens to be read",
        found: sizes.perToken)
    }
    return TaskOutput(readTokens: read, predictionsPerToken: sizes.perToken, classes: classes)
  }

  /// The name in experiment files: `Tensors`.
  public var name: String { "Tensors" }
  // Arrays are kept as elements of 4 bytes.
  /// Bytes of memory that the arrays take.
  public var residentBytes: Int { bytes(ofExamplesOf: 4 * (vectorElements + symbolElements)) }
  /// That the examples are data, and whether their classes were concluded from the labels.
  public var dataNotes: DataNotes { DataNotes(isScanned: true, infersClasses: infersClasses) }
  /// The number of examples of a split.
  public func count(of split: TaskSplit) -> Int? { parts[split]?.examples.count ?? 0 }

  /// Copies one example; the seed plays no part.
  public func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {
    guard let part = parts[split] else { return }
    part.arrays.write(part.examples[index], to: example)
  }
}
