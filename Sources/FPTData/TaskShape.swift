/// The shape of a task without its data: the inputs and outputs of a model, and the numbers of examples.
public struct TaskShape: Sendable, Hashable, Codable {
  /// The constructor's name in experiment files.
  public var name: String
  /// What a token is.
  public var input: TokenInput
  /// Tokens of every example.
  public var tokens: Int
  /// Which outputs are read, and what is predicted from each.
  public var output: TaskOutput
  /// Examples of each split; absent for one that is generated without end.
  public var counts: [TaskSplit: Int]
  /// Bytes that the data take in memory once they are read; 0 for examples that are made when they are asked for.
  public var residentBytes: Int
  /// The accuracy that needs nothing of what the task tests, 0 to 1; nil where that depends on the data.
  public var chanceAccuracy: Double?

  /// A shape of examples that are made when they are asked for, unless said otherwise.
  public init(
    name: String, input: TokenInput, tokens: Int, output: TaskOutput, counts: [TaskSplit: Int],
    residentBytes: Int = 0, chanceAccuracy: Double? = nil
  ) {
    self.name = name
    self.input = input
    self.tokens = tokens
    self.output = output
    self.counts = counts
    self.residentBytes = residentBytes
    self.chanceAccuracy = chanceAccuracy
  }

  /// The shape of a task that was made.
  public init(of task: some SequenceTask) {
    self.init(
      name: task.name, input: task.input, tokens: task.tokens, output: task.output,
      counts: TaskSplit.allCases.reduce(into: [:]) { $0[$1] = task.count(of: $1) },
      residentBytes: task.residentBytes, chanceAccuracy: task.chanceAccuracy)
  }

  /// Images cut into square patches, one patch a token, of classes that are read from the last
  /// token.
  ///
  /// An image takes `pixels` bytes of memory. It is cut into `patchesPerSide` patches along each
  /// side, of `tokenWidth` numbers each. A limit cuts the training split and spares no memory.
  /// `mostFrequent` is the share of the class that most images have; nil where all have as many.
  init(
    images name: String, pixels: Int, patchesPerSide: Int, tokenWidth: Int, classes: Int,
    mostFrequent: Double? = nil, training: Int, validation: Int, test: Int, limit: Int?
  ) {
    self.init(
      name: name, input: .vectors(width: tokenWidth), tokens: patchesPerSide * patchesPerSide,
      output: TaskOutput(readTokens: 1, classes: classes),
      counts: [.train: min(limit ?? .max, training), .validation: validation, .test: test],
      residentBytes: (training + validation + test) * (pixels + 1),
      chanceAccuracy: mostFrequent ?? 1 / Double(classes))
  }
}

/// A task whose shape is a value of its own.
public protocol ShapedTask: SequenceTask {
  /// The task's shape, without its data.
  var shape: TaskShape { get }
}

extension ShapedTask {
  /// The name in experiment files.
  public var name: String { shape.name }
  /// What a token is.
  public var input: TokenInput { shape.input }
  /// Tokens of every example.
  public var tokens: Int { shape.tokens }
  /// Which outputs are read, and what is predicted from each.
  public var output: TaskOutput { shape.output }
  /// Bytes of memory that the data take.
  public var residentBytes: Int { shape.residentBytes }
  /// The accuracy that needs nothing of what the task tests.
  public var chanceAccuracy: Double? { shape.chanceAccuracy }
  /// The number of examples of a split.
  public func count(of split: TaskSplit) -> Int? { shape.counts[split] }
}
