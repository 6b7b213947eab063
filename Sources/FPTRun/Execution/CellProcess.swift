import Foundation
import Synchronization

/// A process of this program that computes one cell.
final class CellProcess {
  /// Index of the cell in the plan.
  let cell: Int
  /// Memory it is expected to take, in bytes.
  let bytes: Int
  private let process = Process()
  private let output: LineCollector
  private let messages: LineCollector
  private var isInterrupted = false
  private(set) var lastStep = 0
  private(set) var outcome: RunEvent.Outcome?

  /// Starts it.
  ///
  /// - Parameter lifeline: its standard input, which ends when this process does, and tells it so.
  /// - Throws: what the system says where no process can be started.
  init(
    cell: Int, bytes: Int, executable: String, arguments: [String], lifeline: FileHandle
  ) throws {
    self.cell = cell
    self.bytes = bytes
    let pipes = (output: Pipe(), messages: Pipe())
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.standardInput = lifeline
    process.standardOutput = pipes.output
    process.standardError = pipes.messages
    output = LineCollector()
    messages = LineCollector()
    try process.run()
    output.collect(from: pipes.output.fileHandleForReading)
    messages.collect(from: pipes.messages.fileHandleForReading)
  }

  /// What it told since the last call, as events of its cell; how the cell ended is kept apart, in `outcome`.
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

  /// Whether it has ended and all that it told was read.
  var hasEnded: Bool { !process.isRunning && output.isAtEnd && messages.isAtEnd }

  /// Asks it, once, to keep a checkpoint and end.
  func interrupt() {
    guard !isInterrupted, process.isRunning else { return }
    isInterrupted = true
    kill(process.processIdentifier, SIGINT)
  }

  /// Why it ended without telling how.
  var reasonOfDeath: String {
    let words = messages.takeLines().map { String(decoding: $0, as: UTF8.self) }
    if process.terminationReason == .uncaughtSignal {
      let number = process.terminationStatus
      let name = String(cString: strsignal(number)).lowercased()
      let hint = number == SIGKILL ? "; where memory ran out, fewer --jobs help" : ""
      return "its process was ended by signal \(number) (\(name))\(hint)"
    }
    if let error = words.first(where: { $0.hasPrefix("error: ") }) {
      return String(error.dropFirst("error: ".count))
    }
    return "its process ended with status \(process.terminationStatus) and said nothing"
  }
}

/// Lines that arrive from a pipe, read by a thread of their own so that the writer never waits.
private final class LineCollector: Sendable {
  /// Lines that nobody has taken yet are capped: a process that floods its output loses its own lines, not our memory.
  private static let mostBytes = 16 << 20

  private struct State {
    var lines: [[UInt8]] = []
    var rest: [UInt8] = []
    var bytes = 0
    var isAtEnd = false
  }
  private let state = Mutex(State())

  func collect(from handle: FileHandle) {
    let descriptor = handle.fileDescriptor
    Thread.detachNewThread { [self] in
      var buffer = [UInt8](repeating: 0, count: 1 << 14)
      while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }
        add(buffer.prefix(count))
      }
      // The handle owns the descriptor and lives until here.
      try? handle.close()
      state.withLock { state in
        if !state.rest.isEmpty { state.lines.append(state.rest) }
        state.rest = []
        state.isAtEnd = true
      }
    }
  }

  private func add(_ bytes: ArraySlice<UInt8>) {
    state.withLock { state in
      guard state.bytes + bytes.count <= Self.mostBytes else { return }
      state.bytes += bytes.count
      for byte in bytes {
        if byte == UInt8(ascii: "\n") {
          state.lines.append(state.rest)
          state.rest = []
        } else {
          state.rest.append(byte)
        }
      }
    }
  }

  func takeLines() -> [[UInt8]] {
    state.withLock { state in
      defer {
        state.lines = []
        state.bytes = state.rest.count
      }
      return state.lines
    }
  }

  var isAtEnd: Bool { state.withLock { $0.isAtEnd } }
}
