import FPTLib
import FPTScript

/// The shape of a task without its data: what a model sees of it, how many examples there are, and the memory they take.
struct TaskOutline: SequenceTask, Hashable {
  let name: String
  let input: TokenInput
  let tokens: Int
  let output: TaskOutput
  /// Absent for a split without end.
  let counts: [TaskSplit: Int]
  /// Bytes that the data take in memory once they are read.
  let residentBytes: Int

  var dataDigest: String { "" }

  func count(of split: TaskSplit) -> Int? { counts[split] }

  /// Leaves the example as it is: nothing looks at it.
  func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {}
}

extension TaskCatalog {
  /// The shape of a declared task. Data sets of known size are not opened; what only a file says is read from it.
  ///
  /// - Throws: what making the task throws, where it has to be made.
  mutating func outline(_ d: Constructed) throws -> TaskOutline {
    switch d.constructor {
    case "MNIST", "FashionMNIST":
      let (size, patch) = (try d.integer("size"), try d.integer("patch"))
      return TaskOutline(
        images: d, pixels: 28 * 28, patches: size / max(1, patch), tokenWidth: patch * patch,
        training: 60_000 - PatchedImages.validationCount, held: PatchedImages.validationCount,
        testing: 10_000, limit: try d.optionalInteger("limit"))
    case "CIFAR10":
      let patch = try d.integer("patch")
      let channels = try d.boolean("color", default: true) ? 3 : 1
      return TaskOutline(
        images: d, pixels: 32 * 32 * 3, patches: 32 / max(1, patch),
        tokenWidth: patch * patch * channels, training: 50_000 - CIFAR10.validationCount,
        held: CIFAR10.validationCount, testing: 10_000, limit: try d.optionalInteger("limit"))
    case "Digits":
      let patch = try d.integer("patch")
      return TaskOutline(
        images: d, pixels: Digits.side * Digits.side, patches: Digits.side / max(1, patch),
        tokenWidth: patch * patch, training: 1_797 - 2 * Digits.heldOutCount,
        held: Digits.heldOutCount, testing: Digits.heldOutCount,
        limit: try d.optionalInteger("limit"))
    default:
      let description = try description(of: d)
      return TaskOutline(of: description, residentBytes: description.residentBytes)
    }
  }

  /// Whether a task reads its examples; the others make them when they are asked for.
  static func hasData(_ d: Constructed) -> Bool {
    switch d.constructor {
    case "BitMemory", "BitXOR": false
    case "ListOps": d["source"] != nil
    default: true
    }
  }
}

extension TaskOutline {
  /// Images cut into patches, of ten classes read from the last token; a limit cuts the training split, and no memory.
  fileprivate init(
    images d: Constructed, pixels: Int, patches: Int, tokenWidth: Int, training: Int, held: Int,
    testing: Int, limit: Int?
  ) {
    name = d.constructor
    input = .vectors(width: tokenWidth)
    tokens = patches * patches
    output = TaskOutput(readTokens: 1, classes: 10)
    counts = [.train: min(limit ?? .max, training), .validation: held, .test: testing]
    residentBytes = (training + held + testing) * (pixels + 1)
  }

  /// The shape of a task that was made.
  init(of task: any SequenceTask, hasData: Bool) {
    guard hasData else {
      self.init(of: task, residentBytes: 0)
      return
    }
    // Arrays are kept as 4-byte elements; tokens of text and amino acids take less.
    let elements =
      switch task {
      case is TextCorpus: 2 * task.tokens
      case is RemoteHomology, is ListOps: task.tokens
      default: 4 * (task.vectorElements + task.symbolElements)
      }
    let examples = TaskSplit.allCases.reduce(0) { $0 + (task.count(of: $1) ?? 0) }
    self.init(
      of: task, residentBytes: examples * (elements + 4 * task.output.predictions))
  }

  fileprivate init(of task: any SequenceTask, residentBytes: Int) {
    (name, input, tokens, output) = (task.name, task.input, task.tokens, task.output)
    counts = TaskSplit.allCases.reduce(into: [:]) { $0[$1] = task.count(of: $1) }
    self.residentBytes = residentBytes
  }
}
