import FPTFiles
import FPTSchema

/// Text for causal language modeling: from the tokens so far, predict the next one, at every position.
///
/// An example is a window of `tokens` tokens; its labels are the same window one token later. A token is a byte (vocabulary 256), or
/// one of GPT-2's, or another model's, where the folder of its vocabulary files is given. The end of every file is held out: the last part for test, the part
/// before it for validation, cut between characters. The parts of all files follow one another. Validation and test windows
/// do not overlap, so that each token is predicted once; training windows begin every `stride` tokens.
public struct TextCorpus: SequenceTask {
  package static let lengths = 1...100_000
  /// The most bytes of all files together.
  package static let sizeLimit = 1 << 32

  /// Tokens of a window.
  public let tokens: Int
  /// Tokens between the beginnings of training windows.
  public let stride: Int
  /// Symbols that there are: 256 bytes, or the tokens of the tokenizer.
  public let vocabulary: Int
  /// SHA-256 that identifies the files and the tokenizer.
  public let dataDigest: String
  /// Standard deviation of the first values of token embeddings.
  public let initializerRange: Double
  private let limit: Int
  private let parts: [TaskSplit: Part]

  private struct Part: Sendable {
    var tokens: [UInt16] = []
    var bytes = 0
  }

  /// A task of text files.
  ///
  /// `files` are at least one, as `CorpusFile` reads them. `tokenizer` is a folder with
  /// `vocab.json` and `merges.txt`, or with `tokenizer.json`, or a GGUF file; nil reads bytes. `heldOut` gives fractions of each file, and
  /// its `choice` is always `last`. A `stride` of nil is as many tokens as a window has. Beside
  /// GPT-2's positions, whose deviation is 0.02, a larger `initializerRange` of the embeddings
  /// hides for a long time where a token stands. `limit` is the most training windows, the first
  /// ones.
  ///
  /// - Throws: `TaskError`, also for a split too short for one window.
  public init(
    files: [String], tokens: Int = Fields.tokens.defaultValue, tokenizer: String? = nil,
    heldOut: HeldOut = HeldOut(
      validation: Fields.validation.defaultValue, test: Fields.test.defaultValue, choice: .last),
    stride: Int? = nil, initializerRange: Double = Fields.initializerRange.defaultValue,
    limit: Int? = nil
  ) throws(TaskError) {
    try TaskError.check(tokens, in: Self.lengths, of: "tokens", task: "TextCorpus")
    try TaskError.check(
      stride ?? tokens, in: 1...Self.lengths.upperBound, of: "stride", task: "TextCorpus")
    try TaskError.check(limit: limit, task: "TextCorpus")
    try heldOut.check(task: "TextCorpus")
    guard !files.isEmpty else {
      throw .parameterOutOfRange(
        task: "TextCorpus", parameter: "files", expected: "at least one file", found: 0)
    }
    let encoding: BytePairEncoding? =
      if let tokenizer { try BytePairEncoding(folder: tokenizer) } else { nil }
    var parts: [TaskSplit: Part] = [:]
    var digests = "TextCorpus 1 \(encoding?.digest ?? "bytes")\n"
    var size = 0
    for path in files {
      let text = try CorpusFile(path: path).text(limit: Self.sizeLimit - size)
      size += text.count
      digests += FileDigest.sha256(of: text) + "\n"
      if let encoding { try Self.require(text, encoding, path: path) }
      for (split, range) in Self.ranges(of: text, heldOut) {
        let piece = text[range]
        parts[split, default: Part()].tokens +=
          encoding?.tokens(of: piece) ?? piece.map(UInt16.init)
        parts[split, default: Part()].bytes += piece.count
      }
    }
    for split in TaskSplit.allCases {
      let found = parts[split]?.tokens.count ?? 0
      guard found > tokens else {
        throw .malformedData(
          file: files.joined(separator: ", "), what: "the text of the \(split.rawValue) split",
          expected: "at least \(tokens + 1) tokens, one window and the token behind it",
          found: "\(found)")
      }
    }
    self.tokens = tokens
    self.stride = stride ?? tokens
    self.initializerRange = initializerRange
    self.limit = limit ?? .max
    self.parts = parts
    vocabulary = encoding?.vocabulary ?? 256
    dataDigest = FileDigest.sha256(of: (digests + TrainingLimit.text(limit)).utf8)
  }

  /// The files of a tokenizer's folder that are read.
  ///
  /// - Throws: `TaskError` where it has none, or cannot be listed.
  package static func tokenizerFiles(in folder: String) throws -> [String] {
    try BytePairEncoding.files(in: folder)
  }

  package static let name = "TextCorpus"
  /// The name in experiment files: `TextCorpus`.
  public var name: String { Self.name }
  /// Symbols: bytes, or tokens of the tokenizer.
  public var input: TokenInput {
    .symbols(vocabulary: vocabulary, standardDeviation: initializerRange)
  }
  /// Every token of the window, with one class for each symbol.
  public var output: TaskOutput { TaskOutput(readTokens: tokens, classes: vocabulary) }
  // Tokens are kept in 2 bytes.
  /// Bytes of memory that the tokens take.
  public var residentBytes: Int { bytes(ofExamplesOf: 2 * tokens) }

  /// The number of windows of a split.
  public func count(of split: TaskSplit) -> Int? {
    let starts = (parts[split]?.tokens.count ?? 0) - tokens
    let windows = starts < 1 ? 0 : (starts - 1) / step(of: split) + 1
    return split == .train ? min(limit, windows) : windows
  }

  /// Bytes of text that a token of a split stands for, on average: what turns a loss per token into bits per byte.
  public func bytesPerToken(of split: TaskSplit) -> Double {
    guard let part = parts[split], !part.tokens.isEmpty else { return 1 }
    return Double(part.bytes) / Double(part.tokens.count)
  }

  private func step(of split: TaskSplit) -> Int { split == .train ? stride : tokens }

  /// Writes one window, and as labels the same window one token later.
  public func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {
    guard let text = parts[split]?.tokens else { return }
    let start = index * step(of: split)
    for place in 0..<tokens {
      example.symbols[place] = Int32(text[start + place])
      example.labels[place] = Int32(text[start + place + 1])
    }
  }
}

extension TextCorpus {
  private static func require(
    _ text: [UInt8], _ encoding: BytePairEncoding, path: String
  ) throws(TaskError) {
    guard String(validating: text, as: UTF8.self) != nil else {
      throw .malformedData(
        file: path, what: "the text", expected: "UTF-8, as the tokenizer needs",
        found: "not valid")
    }
    if let (place, byte) = encoding.firstMissing(in: text) {
      throw .malformedData(
        file: path, what: "byte \(place) of the text",
        expected: "one that the tokenizer has a token for", found: "\(byte)")
    }
  }

  /// The parts of one file.
  static func ranges(
    of text: [UInt8], _ heldOut: HeldOut
  ) -> [(split: TaskSplit, range: Range<Int>)] {
    /// The beginning of the character that a place is in.
    func characterStart(_ place: Int) -> Int {
      let starts = (max(0, place - 3)...place).reversed()
      return starts.first { $0 >= text.count || text[$0] & 0xC0 != 0x80 } ?? place
    }
    let test = text.count - Int(Double(text.count) * (heldOut.test ?? 0))
    let validation = test - Int(Double(text.count) * (heldOut.validation ?? 0))
    let (first, second) = (characterStart(validation), characterStart(test))
    return [
      (.train, 0..<first), (.validation, first..<max(first, second)),
      (.test, max(first, second)..<text.count),
    ]
  }
}
