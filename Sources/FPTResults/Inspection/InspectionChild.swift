import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// A running inspection, seen from the parent.
final class InspectionChild {
  private let process: ChildProcess
  private let path: String

  /// Signals by which a process ends for what it does itself.
  private static let crashes = [SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE, SIGTRAP, SIGSYS]

  /// Most bytes of a line; a longer one is no child's of ours.
  private static let longestLine = 1 << 16

  /// Starts the child, with its output in a pipe and nothing else open.
  init(
    _ executable: String, _ arguments: [String], inspecting path: String
  ) throws(ResultFileError) {
    do throws(ChildProcess.NotStarted) {
      process = try ChildProcess(
        executable, arguments, environment: Self.environment, output: .pipe)
    } catch {
      throw .notInspected(path: path, reason: String(cString: strerror(error.code)))
    }
    self.path = path
  }

  deinit { process.finish() }

  /// This process's, without what steers libhdf5, and with one thread: more would only cost address space.
  private static var environment: [String: String] {
    var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("HDF5_") }
    variables["OPENBLAS_NUM_THREADS"] = "1"
    // Reading needs no lock, and not every file system has them.
    variables["HDF5_USE_FILE_LOCKING"] = "FALSE"
    return variables
  }

  /// Waits for the child's verdict; its death, silence or nonsense is an error about the file.
  func verdict(withinSeconds patience: Double) throws(ResultFileError) -> InspectionVerdict {
    let deadline = DispatchTime.now().uptimeNanoseconds + UInt64(max(0, patience) * 1e9)
    var line: [UInt8] = []
    var place = "/"
    var verdict: InspectionVerdict?
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    reading: while true {
      let now = DispatchTime.now().uptimeNanoseconds
      var request = pollfd(fd: process.output, events: Int16(POLLIN), revents: 0)
      let left = deadline > now ? (deadline - now) / 1_000_000 + 1 : 0
      let ready = poll(&request, 1, Int32(clamping: left))
      if ready <= 0 {
        // What it has said by now is heard first: this process may have been stopped meanwhile.
        guard ready == 0, left == 0 else { continue }
        process.finish()
        // The time that it computed would be the file's fault; that it got none, or no data, is not.
        throw .notInspected(
          path: path,
          reason: "it gave no answer within \(Int(patience)) seconds, at \(place); "
            + "the machine or the file system may be busy")
      }
      let count = read(process.output, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      for byte in buffer[..<count] {
        guard byte == UInt8(ascii: "\n") else {
          line.append(byte)
          if line.count > Self.longestLine { break reading }
          continue
        }
        let text = String(decoding: line.dropFirst(), as: UTF8.self)
        switch line.first {
        case UInt8(ascii: "@"): place = text
        case UInt8(ascii: "="): verdict = InspectionVerdict(text: text)
        default: break
        }
        line.removeAll(keepingCapacity: true)
      }
    }
    // Its output has ended, and so will it in a moment, however busy the machine is.
    switch process.finish(graceMilliseconds: line.count > Self.longestLine ? 0 : 10_000) {
    case .status(let status):
      guard status == 0, let verdict else {
        throw .notInspected(path: path, reason: "the process that reads it gave no answer")
      }
      return verdict
    case .signal(SIGXCPU): throw .readerTooSlow(path: path, place: place)
    case .signal(let signal) where Self.crashes.contains(signal) || line.count > Self.longestLine:
      throw .readerCrashed(path: path, place: place, signal: signal)
    case .signal(let signal):
      // Someone ended it, such as a system that lacks memory: that says nothing of the file.
      throw .notInspected(
        path: path, reason: "the process that reads it was ended by signal \(signal)")
    }
  }
}
