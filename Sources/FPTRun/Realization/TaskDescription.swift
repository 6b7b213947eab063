import FPTLib
import Foundation

/// What a plan has to know of a task: its shape, and the digest of its data.
struct TaskDescription: SequenceTask, Codable, Hashable {
  let name: String
  let tokens: Int
  let dataDigest: String
  /// Bytes that the data take in memory once they are read.
  let residentBytes: Int
  /// Of vectors; nil for a task of symbols.
  private let width: Int?
  private let vocabulary: Int?
  private let deviation: Double?
  private let readTokens: Int
  private let predictionsPerToken: Int
  private let classes: Int
  private let counts: [String: Int]

  init(of task: any SequenceTask, residentBytes: Int) {
    (name, tokens, dataDigest) = (task.name, task.tokens, task.dataDigest)
    self.residentBytes = residentBytes
    switch task.input {
    case .vectors(let width): (self.width, vocabulary, deviation) = (width, nil, nil)
    case .symbols(let vocabulary, let deviation):
      (width, self.vocabulary, self.deviation) = (nil, vocabulary, deviation)
    }
    readTokens = task.output.readTokens
    predictionsPerToken = task.output.predictionsPerToken
    classes = task.output.classes
    counts = TaskSplit.allCases.reduce(into: [:]) { $0[$1.rawValue] = task.count(of: $1) }
  }

  /// Nil for a text that describes no task.
  init?(text: String) {
    do { self = try JSONDecoder().decode(Self.self, from: Data(text.utf8)) } catch { return nil }
    let sizes = [tokens, width ?? vocabulary ?? 0, readTokens, predictionsPerToken, classes]
    guard sizes.allSatisfy({ (1...1 << 40).contains($0) }), readTokens <= tokens,
      residentBytes >= 0, counts.values.allSatisfy({ $0 >= 0 }), dataDigest.utf8.count == 64
    else { return nil }
  }

  var text: String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) }
  }

  var input: TokenInput {
    if let width { return .vectors(width: width) }
    return .symbols(vocabulary: vocabulary ?? 0, deviation: deviation ?? 1)
  }
  var output: TaskOutput {
    TaskOutput(readTokens: readTokens, predictionsPerToken: predictionsPerToken, classes: classes)
  }

  func count(of split: TaskSplit) -> Int? { counts[split.rawValue] }

  /// Leaves the example as it is: nothing looks at it.
  func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {}
}
