import FPTLib
import Foundation

/// A task as a plan needs it: its shape and the digest of its data.
struct DescribedTask: ShapedTask, Codable, Hashable {
  let shape: TaskShape
  /// Empty unless the digest was asked for.
  let dataDigest: String

  /// A task of which only the shape is known.
  init(_ shape: TaskShape) {
    self.shape = shape
    dataDigest = ""
  }

  /// A task that was made.
  init(of task: any SequenceTask) {
    shape = TaskShape(of: task)
    dataDigest = task.dataDigest
  }

  /// Nil for a text that describes no task.
  init?(text: String) {
    do { self = try JSONDecoder().decode(Self.self, from: Data(text.utf8)) } catch { return nil }
    let width =
      switch shape.input {
      case .vectors(let width): width
      case .symbols(let vocabulary, _): vocabulary
      }
    let output = shape.output
    let sizes = [
      shape.tokens, width, output.readTokens, output.predictionsPerToken, output.classes,
    ]
    guard sizes.allSatisfy({ (1...1 << 40).contains($0) }), output.readTokens <= shape.tokens,
      shape.residentBytes >= 0, shape.counts.values.allSatisfy({ $0 >= 0 }),
      dataDigest.utf8.count == 64
    else { return nil }
  }

  var text: String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The attribute of a cell's provenance that has the task as text: who merges files has no data to ask.
  static let attribute = "task_shape"

  /// What a results file says of a cell's task; nil where it says nothing that describes one.
  init?(of record: CellRecord?) {
    let value = record?.provenance.first { $0.name == Self.attribute }?.value
    guard let text = value?.text else { return nil }
    self.init(text: text)
  }

  /// Does nothing.
  ///
  /// Nobody reads the example.
  func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {}
}
