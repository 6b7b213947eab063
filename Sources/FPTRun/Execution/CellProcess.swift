import FPTResults
import Foundation

/// A worker process that computes one cell.
final class CellProcess {
  /// Index of the cell in the plan.
  let cell: Int
  /// The expected memory in bytes.
  let bytes: Int
  private let process: ChildProcess
  private let output: LineCollector
  private let messages: LineCollector
  private var isInterrupted = false
  private(set) var lastStep = 0
  private(set) var outcome: RunEvent.Outcome?

  /// Starts the process.
  ///
  /// `parentDeathPipe` is its standard input and closes when this process ends.
  ///
  /// - Throws: what the system says where no process can be started.
  init(
    cell: Int, bytes: Int, executable: String, arguments: [String], parentDeathPipe: ParentDeathPipe
  ) throws(ChildProcess.NotStarted) {
    self.cell = cell
    self.bytes = bytes
    process = try ChildProcess(
      executable, arguments, input: parentDeathPipe.descriptor, output: .pipe, messages: .pipe,
      hasOwnGroup: true)
    let streams = process.takeStreams()
    output = LineCollector(streams.output)
    messages = LineCollector(streams.messages)
  }

  /// Returns the events of the cell since the last call.
  ///
  /// The end of the cell is in `outcome` instead.
  func takeEvents() -> [RunEvent] {
    output.takeLines().compactMap { line in
      guard let event = RunEventLine.event(line)?.of(cell: cell) else { return nil }
      switch event {
      case .finished(_, let outcome):
        self.outcome = outcome
        return nil
      case .step(_, let step, _, _, _), .started(_, let step):
        lastStep = step
        return event
      default: return event
      }
    }
  }

  /// True if the process has ended and all its output was read.
  var hasEnded: Bool { process.poll() != nil && output.isAtEnd && messages.isAtEnd }

  /// Asks the process, once, to write a checkpoint and end.
  func interrupt() {
    guard !isInterrupted else { return }
    isInterrupted = true
    process.send(SIGINT)
  }

  /// The reason for an end without an outcome.
  var reasonOfDeath: String {
    let words = messages.takeLines().map { String(decoding: $0, as: UTF8.self) }
    let end = process.poll()
    if case .signal(let number)? = end {
      let name = String(cString: strsignal(number)).lowercased()
      let hint = number == SIGKILL ? "; where memory ran out, fewer --jobs help" : ""
      return "its process was ended by signal \(number) (\(name))\(hint)"
    }
    if let error = words.first(where: { $0.hasPrefix("error: ") }) {
      return String(error.dropFirst("error: ".count))
    }
    guard case .status(let status)? = end else { return "its process said nothing and runs on" }
    return "its process ended with status \(status) and said nothing"
  }
}
