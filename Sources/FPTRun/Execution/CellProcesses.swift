import FPTResults
import Foundation

/// The worker processes of a run.
///
/// One that is done with a cell goes on with another of the same task and model, which spares starting, checking the script and
/// loading both again.
final class CellProcesses {
  private(set) var busy: [CellProcess] = []
  private var idle: [CellProcess] = []
  private let executable: String
  private let arguments: [String]
  private let script: String?
  private let wakeup = Wakeup()

  init(executable: String, arguments: [String], script: String? = nil) {
    (self.executable, self.arguments, self.script) = (executable, arguments, script)
  }

  /// Bytes that the busy ones are expected to take.
  var bytes: Int { busy.reduce(0) { $0 + $1.bytes } }

  /// Has a process compute a cell, a new one where none of its kind is idle.
  ///
  /// - Throws: what the system says where no process can be started.
  func begin(
    cell: Int, _ order: CellOrder, _ kind: CellProcess.Kind, bytes: Int
  ) throws(ChildProcess.NotStarted) {
    while let index = idle.firstIndex(where: { $0.kind == kind }) {
      let process = idle.remove(at: index)
      if process.begin(cell: cell, order, bytes: bytes) { return busy.append(process) }
      process.finish()
    }
    dismissIdle()
    busy.append(
      try CellProcess(
        cell: cell, order, kind, bytes: bytes, executable: executable, arguments: arguments,
        script: script, wakeup: wakeup))
  }

  /// Ends those that compute nothing.
  func dismissIdle() {
    for process in idle { process.finish() }
    idle = []
  }

  /// Asks those that compute, once, to keep a checkpoint and end.
  func interrupt() {
    for process in busy { process.interrupt() }
  }

  /// Takes out those whose cell has come to an end, told or not.
  func takeDone() -> [CellProcess] {
    let done = busy.filter { $0.outcome != nil || $0.hasEnded }
    busy.removeAll { process in done.contains { $0 === process } }
    return done
  }

  /// Keeps a process for another cell.
  func keep(_ process: CellProcess) { idle.append(process) }

  /// Waits until one of them says something, some hundredths of a second at most.
  func wait() {
    if !busy.isEmpty { wakeup.wait(atMost: 0.02) }
  }
}
