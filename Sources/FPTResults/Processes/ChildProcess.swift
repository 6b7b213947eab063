import Foundation

/// A process that this one starts, watches and reaps: the one way in which the package starts any.
///
/// It has the three standard streams that are given to it and no other descriptor of ours, whatever other threads open meanwhile; no signal
/// is blocked in it, and it ignores none that this program ignores for itself. It is not `Foundation.Process`, whose pipes other children
/// inherit and whose ends are told by a run loop, and not swift-subprocess, which needs an asynchronous caller and two more packages.
package final class ChildProcess {
  /// The destination of its output.
  package enum Sink {
    case nowhere
    /// To this process, line by line or as it comes.
    case pipe
    /// Into a descriptor, which stays the caller's.
    case descriptor(Int32)
  }

  /// The end of a process.
  package enum End: Sendable, Hashable, CustomStringConvertible {
    case status(Int32)
    case signal(Int32)

    package var description: String {
      switch self {
      case .status(let status): "exit status \(status)"
      case .signal(let signal): "ended by signal \(signal)"
      }
    }
  }

  /// The system starts no process; `code` is its errno.
  package struct NotStarted: Error, CustomStringConvertible {
    package var executable: String
    package var code: Int32
    package init(executable: String, code: Int32) {
      (self.executable, self.code) = (executable, code)
    }
    package var description: String {
      "\(executable) cannot be started: \(String(cString: strerror(code)))"
    }
  }

  package let identifier: pid_t
  /// What it writes on standard output, for whoever reads it; -1 where that goes elsewhere.
  ///
  /// Closed with this object.
  package private(set) var output: Int32
  /// The same for standard error.
  package private(set) var messages: Int32
  private var end: End?

  /// Starts it; throws where the system does not.
  ///
  /// A nil `environment` is that of this process, and a nil `input` an empty standard input. With
  /// `hasOwnGroup`, Ctrl-C in the terminal leaves it to this process to tell it.
  package init(
    _ executable: String, _ arguments: [String], environment: [String: String]? = nil,
    input: Int32? = nil, output: Sink = .nowhere,
    messages: Sink = .nowhere, hasOwnGroup: Bool = false
  ) throws(NotStarted) {
    func failure(_ code: Int32) -> NotStarted { NotStarted(executable: executable, code: code) }
    var start = SpawnRequest()
    if let input {
      start.give(input, as: STDIN_FILENO)
    } else {
      start.open("/dev/null", O_RDONLY, as: STDIN_FILENO)
    }
    var ends: [(own: Int32, its: Int32)] = []
    var isStarted = false
    defer {
      for end in ends {
        if end.its >= 0 { close(end.its) }
        if !isStarted, end.own >= 0 { close(end.own) }
      }
    }
    for (sink, stream) in [(output, STDOUT_FILENO), (messages, STDERR_FILENO)] {
      switch sink {
      case .nowhere:
        start.open("/dev/null", O_WRONLY, as: stream)
        ends.append((-1, -1))
      case .descriptor(let descriptor):
        start.give(descriptor, as: stream)
        ends.append((-1, -1))
      case .pipe:
        guard let pair = DescriptorPair.make() else { throw failure(errno) }
        ends.append((pair.0, pair.1))
        start.give(pair.1, as: stream)
      }
    }
    let variables = environment ?? ProcessInfo.processInfo.environment
    let code = start.run(
      executable, arguments, variables.map { "\($0.key)=\($0.value)" }.sorted(),
      hasOwnGroup: hasOwnGroup)
    guard case .success(let identifier) = code else {
      if case .failure(let error) = code { throw failure(error.code) }
      throw failure(EINVAL)
    }
    isStarted = true
    self.identifier = identifier
    (self.output, self.messages) = (ends[0].own, ends[1].own)
  }

  /// Hands over what it writes to someone who closes it.
  package func takeStreams() -> (output: Int32, messages: Int32) {
    defer { (output, messages) = (-1, -1) }
    return (output, messages)
  }

  /// A process that runs is left to itself.
  deinit {
    _ = poll()
    if output >= 0 { close(output) }
    if messages >= 0 { close(messages) }
  }

  /// The end of the process; nil while it runs.
  package func poll() -> End? {
    if let end { return end }
    var status: Int32 = 0
    let found = waitpid(identifier, &status, WNOHANG)
    if found == identifier { end = Self.end(status) }
    // Reaped by someone else: what it said is all there is.
    if found < 0, errno == ECHILD { end = .status(-1) }
    return end
  }

  /// Sends it a signal, unless it has ended: its number may be another's by then.
  package func send(_ signal: Int32) {
    if poll() == nil { kill(identifier, signal) }
  }

  /// Waits for its end for some time, and then brings it about.
  @discardableResult
  package func finish(graceMilliseconds: Int = 0) -> End {
    for _ in 0..<graceMilliseconds where poll() == nil { usleep(1000) }
    if let end = poll() { return end }
    kill(identifier, SIGKILL)
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    let end = Self.end(status)
    self.end = end
    return end
  }

  private static func end(_ status: Int32) -> End {
    let signal = status & 0x7F
    return signal == 0 ? .status(status >> 8 & 0xFF) : .signal(signal)
  }
}
