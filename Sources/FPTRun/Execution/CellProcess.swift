import FPTResults
import FPTScript
import Foundation

/// A worker process, which computes one cell after the other as it is asked to.
final class CellProcess {
  /// What a process computes that goes on with another cell: only cells of one task and one model, so that its memory stays that
  /// of one of them.
  struct Kind: Hashable {
    let task: Constructed
    let model: Constructed
  }

  /// The cell that it computes, or computed last.
  private(set) var cell: Int
  /// The expected memory of that in bytes.
  private(set) var bytes: Int
  let kind: Kind
  private let process: ChildProcess
  /// Where it reads the cells it is to compute; closed with this object, by which it notices the death of this process, too.
  private var orders: Int32
  private let output: LineCollector
  private let messages: LineCollector
  private(set) var isInterrupted = false
  private(set) var lastStep = 0
  /// Whether it has said nothing of its cell, which is not its first: one that ends then has lost nothing but itself.
  private(set) var isSilentAgain = false
  private(set) var outcome: RunEvent.Outcome?

  /// Starts a process with its first cell, behind the script where that is given.
  ///
  /// `wakeup` is called whenever it says something.
  ///
  /// - Throws: what the system says where no process can be started.
  init(
    cell: Int, _ order: CellOrder, _ kind: Kind, bytes: Int,
    executable: String, arguments: [String], script: String?, wakeup: Wakeup
  ) throws(ChildProcess.NotStarted) {
    self.cell = cell
    self.bytes = bytes
    self.kind = kind
    guard let (itsEnd, ownEnd) = DescriptorPair.make() else {
      throw ChildProcess.NotStarted(executable: executable, code: errno)
    }
    defer { close(itsEnd) }
    do throws(ChildProcess.NotStarted) {
      process = try ChildProcess(
        executable, arguments, input: itsEnd, output: .pipe, messages: .pipe, hasOwnGroup: true)
    } catch {
      close(ownEnd)
      throw error
    }
    orders = ownEnd
    let streams = process.takeStreams()
    output = LineCollector(streams.output) { wakeup.call() }
    messages = LineCollector(streams.messages) { wakeup.call() }
    // One that cannot be told has ended, which is seen soon.
    if let script { _ = send(script) }
    _ = send("\(order)")
  }

  deinit { dismiss() }

  /// Has it go on with another cell; false where it has ended.
  func begin(cell: Int, _ order: CellOrder, bytes: Int) -> Bool {
    guard !isInterrupted, process.poll() == nil, send("\(order)") else { return false }
    self.cell = cell
    self.bytes = bytes
    lastStep = 0
    isSilentAgain = true
    outcome = nil
    return true
  }

  private func send(_ text: String) -> Bool {
    var line = Array((text + "\n").utf8)[...]
    while !line.isEmpty {
      let count = line.withUnsafeBytes { write(orders, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      line = line.dropFirst(count)
    }
    return true
  }

  /// Tells it that no cell follows, so that it ends; one that was interrupted ends of itself.
  func dismiss() {
    guard orders >= 0 else { return }
    close(orders)
    orders = -1
  }

  /// Waits for its end for some seconds, and then brings it about.
  func finish() {
    if !isInterrupted { dismiss() }
    process.finish(graceMilliseconds: 10_000)
  }

  /// Returns the events of the cell since the last call.
  ///
  /// The end of the cell is in `outcome` instead.
  func takeEvents() -> [RunEvent] {
    output.takeLines().compactMap { line in
      guard let event = RunEventLine.event(line)?.of(cell: cell) else { return nil }
      isSilentAgain = false
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
