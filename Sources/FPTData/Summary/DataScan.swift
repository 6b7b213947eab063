import FPTDigest

extension DataSummary {
  /// The summary from a task's shape alone.
  ///
  /// It reads no examples.
  package init(shapeOf task: any SequenceTask) {
    constructor = task.name
    tokens = task.tokens
    classes = task.output.classes
    predictions = task.output.predictions
    switch task.input {
    case .vectors(let width): self.width = width
    case .symbols(let vocabulary, _): self.vocabulary = vocabulary
    }
    examples = [:]
    for split in TaskSplit.allCases { examples[split.rawValue] = task.count(of: split) }
    infersClasses = task.dataNotes.infersClasses
    isTestValidation = task.dataNotes.isTestValidation
  }

  /// Reads all examples of a task with data, as evaluation does.
  ///
  /// Of other tasks, it reports only the shape.
  ///
  /// - Complexity: O(all numbers of the data); 16 bytes of memory an example.
  package init(scanning task: any SequenceTask) {
    self.init(shapeOf: task)
    let notes = task.dataNotes
    guard notes.isScanned, TaskSplit.allCases.allSatisfy({ task.count(of: $0) != nil }) else {
      return
    }
    var scan = Scan(of: task)
    var counts: [Int: ClassCount] = [:]
    for split in TaskSplit.allCases { scan.read(split, of: task, into: &counts) }
    self.counts = counts.values.sorted { $0.number < $1.number }.map { count in
      var count = count
      count.name = notes.classNames[count.number]
      return count
    }
    isOneHot = scan.isOneHot && predictions > 1 && classes == 2
    let training = Set(scan.inputs[.train] ?? [])
    let validation = Set(scan.inputs[.validation] ?? [])
    func count(_ split: TaskSplit, in set: Set<Scan.Digest>) -> Int {
      (scan.inputs[split] ?? []).count(where: set.contains)
    }
    duplicates = Duplicates(
      withinTraining: (scan.inputs[.train]?.count ?? 0) - training.count,
      validationInTraining: count(.validation, in: training),
      testInTraining: count(.test, in: training),
      testInValidation: isTestValidation ? 0 : count(.test, in: validation))
  }
}

/// One pass over the examples of a task.
private struct Scan {
  /// The beginning of a SHA-256 digest: 128 bits.
  struct Digest: Hashable {
    var high: UInt64
    var low: UInt64

    init(_ bytes: UnsafeRawBufferPointer) {
      (high, low) = FPTDigest.Digest(.sha256, of: bytes).bytes.withUnsafeBytes {
        ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      }
    }
  }

  var inputs: [TaskSplit: [Digest]] = [:]
  /// True if each example so far had exactly one 1 among zeros.
  var isOneHot = true
  private var vectors: [Float]
  private var symbols: [Int32]
  private var answers: [Int32]

  init(of task: any SequenceTask) {
    vectors = [Float](repeating: 0, count: task.vectorElements)
    symbols = [Int32](repeating: 0, count: task.symbolElements)
    answers = [Int32](repeating: 0, count: task.output.predictions)
  }

  mutating func read(
    _ split: TaskSplit, of task: any SequenceTask, into counts: inout [Int: DataSummary.ClassCount]
  ) {
    var digests: [Digest] = []
    for index in 0..<(task.count(of: split) ?? 0) {
      vectors.withUnsafeMutableBufferPointer { vectors in
        symbols.withUnsafeMutableBufferPointer { symbols in
          answers.withUnsafeMutableBufferPointer { answers in
            task.write(
              index, of: split, seed: 0,
              to: ExampleSlot(vectors: vectors, symbols: symbols, labels: answers))
          }
        }
      }
      digests.append(
        vectors.isEmpty
          ? symbols.withUnsafeBytes(Digest.init) : vectors.withUnsafeBytes(Digest.init))
      for label in answers {
        let number = Int(label)
        counts[number, default: DataSummary.ClassCount(number: number)][split] += 1
      }
      isOneHot =
        isOneHot && answers.allSatisfy { $0 == 0 || $0 == 1 } && answers.count { $0 == 1 } == 1
    }
    inputs[split] = digests
  }
}

extension DataSummary.ClassCount {
  fileprivate subscript(split: TaskSplit) -> Int {
    get {
      switch split {
      case .train: train
      case .validation: validation
      case .test: test
      }
    }
    set {
      switch split {
      case .train: train = newValue
      case .validation: validation = newValue
      case .test: test = newValue
      }
    }
  }
}
