import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// A running inspection, seen from the parent.
final class InspectionChild {
  private let process: pid_t
  private let output: Int32
  private let path: String
  private var isReaped = false

  /// Signals by which a process ends for what it does itself.
  private static let crashes = [SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE, SIGTRAP, SIGSYS]

  /// Most bytes of a line; a longer one is no child's of ours.
  private static let longestLine = 1 << 16

  /// Starts the child, with its output in a pipe and nothing else open.
  init(
    _ executable: String, _ arguments: [String], inspecting path: String
  ) throws(ResultFileError) {
    func failure(_ code: Int32) -> ResultFileError {
      .notInspected(path: path, reason: String(cString: strerror(code)))
    }
    var ends: [Int32] = [-1, -1]
    #if canImport(Glibc)
      // A socket is closed on exec from its first moment, and so is in no child that another thread starts meanwhile.
      let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
      guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw failure(errno) }
    #else
      guard pipe(&ends) == 0 else { throw failure(errno) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #endif
    defer { close(ends[1]) }
    do throws(SpawnFailure) {
      process = try Self.spawn(executable, arguments, output: ends[1])
    } catch {
      close(ends[0])
      throw failure(error.code)
    }
    output = ends[0]
    self.path = path
  }

  deinit {
    end()
    close(output)
  }

  private struct SpawnFailure: Error { var code: Int32 }

  private static func spawn(
    _ executable: String, _ arguments: [String], output: Int32
  ) throws(SpawnFailure) -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var words: [UnsafeMutablePointer<CChar>?] = ([executable] + arguments).map { strdup($0) }
    var environment: [UnsafeMutablePointer<CChar>?] = Self.environment.map { strdup($0) }
    defer { for word in words + environment { free(word) } }
    words.append(nil)
    environment.append(nil)
    var process: pid_t = 0
    let code = posix_spawn(&process, executable, &actions, nil, words, environment)
    guard code == 0 else { throw SpawnFailure(code: code) }
    return process
  }

  /// This process's, without what steers libhdf5, and with one thread: more would only cost address space.
  private static var environment: [String] {
    var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("HDF5_") }
    variables["OPENBLAS_NUM_THREADS"] = "1"
    // Reading needs no lock, and not every file system has them.
    variables["HDF5_USE_FILE_LOCKING"] = "FALSE"
    return variables.map { "\($0.key)=\($0.value)" }.sorted()
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
      var request = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      let left = deadline > now ? (deadline - now) / 1_000_000 + 1 : 0
      let ready = poll(&request, 1, Int32(clamping: left))
      if ready <= 0 {
        // What it has said by now is heard first: this process may have been stopped meanwhile.
        guard ready == 0, left == 0 else { continue }
        end()
        // The time that it computed would be the file's fault; that it got none, or no data, is not.
        throw .notInspected(
          path: path,
          reason: "it gave no answer within \(Int(patience)) seconds, at \(place); "
            + "the machine or the file system may be busy")
      }
      let count = read(output, &buffer, buffer.count)
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
    let status = end(graceMilliseconds: line.count > Self.longestLine ? 0 : 10_000)
    switch status & 0x7F {
    case 0:
      guard status == 0, let verdict else {
        throw .notInspected(path: path, reason: "the process that reads it gave no answer")
      }
      return verdict
    case SIGXCPU: throw .readerTooSlow(path: path, place: place)
    case let signal where Self.crashes.contains(signal) || line.count > Self.longestLine:
      throw .readerCrashed(path: path, place: place, signal: signal)
    case let signal:
      // Someone ended it, such as a system that lacks memory: that says nothing of the file.
      throw .notInspected(
        path: path, reason: "the process that reads it was ended by signal \(signal)")
    }
  }

  /// Ends the child if it has not ended, and gives its wait status.
  @discardableResult
  private func end(graceMilliseconds: Int = 0) -> Int32 {
    guard !isReaped else { return 0 }
    isReaped = true
    var status: Int32 = 0
    var waited = waitpid(process, &status, WNOHANG)
    for _ in 0..<graceMilliseconds where waited == 0 {
      usleep(1000)
      waited = waitpid(process, &status, WNOHANG)
    }
    if waited == 0 {
      kill(process, SIGKILL)
      while waitpid(process, &status, 0) < 0, errno == EINTR {}
    }
    return status
  }
}
