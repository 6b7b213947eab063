import FPTLib
import Foundation

/// An event of a run.
///
/// `cell` is an index into the plan.
package enum RunEvent: Sendable, Codable {
  /// A cell begins, or goes on after a step of its checkpoint.
  case started(cell: Int, step: Int)
  case activity(cell: Int, String)
  case step(cell: Int, step: Int, loss: Double, accuracy: Double, examples: Int)
  case evaluated(cell: Int, step: Int, split: String, loss: Double, accuracy: Double)
  case finished(cell: Int, Outcome)
  /// A notice that belongs to no cell's result, for example that a lock was taken over.
  case notice(String)

  package enum Outcome: Sendable, Codable {
    case done(summary: String)
    /// Another process computed it meanwhile.
    case doneElsewhere(isDiverged: Bool)
    case diverged(step: Int)
    case failed(reason: String)
    case unavailable(reason: String)
    /// Stopped on request; a checkpoint at `step` is kept.
    case interrupted(step: Int)
  }
}

/// Events as lines of text.
///
/// A worker process sends them to its parent.
package enum RunEventLine {
  /// One line of JSON, with its line break.
  package static func text(_ event: RunEvent) -> String {
    let encoder = JSONEncoder()
    // A loss may be infinite or NaN.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let data = try? encoder.encode(event) else { return "" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// The event of a line; nil for anything else that a process may have printed.
  static func event(_ line: some Sequence<UInt8>) -> RunEvent? {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try? decoder.decode(RunEvent.self, from: Data(line))
  }
}

extension RunEvent {
  /// The same event of another cell.
  func of(cell: Int) -> RunEvent {
    switch self {
    case .started(_, let step): .started(cell: cell, step: step)
    case .activity(_, let text): .activity(cell: cell, text)
    case .step(_, let step, let loss, let accuracy, let examples):
      .step(cell: cell, step: step, loss: loss, accuracy: accuracy, examples: examples)
    case .evaluated(_, let step, let split, let loss, let accuracy):
      .evaluated(cell: cell, step: step, split: split, loss: loss, accuracy: accuracy)
    case .finished(_, let outcome): .finished(cell: cell, outcome)
    case .notice: self
    }
  }
}
