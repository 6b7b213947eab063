import Foundation

/// The child's side of an inspection: limits itself, reads a file, and says on standard output what it found.
public enum ResultInspection {
  /// Carries out an order; the process is to end with the status returned.
  ///
  /// The output is a line `@PLACE` before each object that is read, and at last a line `=` with an ``InspectionVerdict``.
  public static func perform(_ order: InspectionOrder) -> Int32 {
    limitProcess(order)
    let verdict: InspectionVerdict
    do throws(ResultFileError) {
      _ = try ResultFile.readHere(order.path, limits: ResultReadLimits()) { say("@" + $0) }
      verdict = .intact
    } catch {
      verdict = InspectionVerdict(error)
    }
    guard let text = verdict.text else { return 1 }
    say("=" + text)
    return 0
  }

  private static func limitProcess(_ order: InspectionOrder) {
    // What asks a run to wind up goes to its whole group, and is the parent's concern: an inspection is short.
    for name in [SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2] { signal(name, SIG_IGN) }
    // How it ends is what the parent goes by, also where that was started to ignore these.
    for name in [SIGXCPU, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL] { signal(name, SIG_DFL) }
    // The thread that starts a process hands down which signals wait, and those of thread pools let nearly all wait.
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
    // No core file, no byte to any file, and no more time or memory than the order says.
    limit(.core, to: 0)
    limit(.fileSize, to: 0)
    // At the second limit the system would kill without saying that it was the time.
    limit(.computingTime, to: order.seconds, atMost: order.seconds &+ 1)
    limit(.addressSpace, to: saturatingSum(addressSpaceInUse(), order.bytes))
  }

  private enum Resource { case core, fileSize, computingTime, addressSpace }

  private static func limit(_ resource: Resource, to value: Int, atMost most: Int? = nil) {
    var limit = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(most ?? value))
    #if canImport(Glibc)
      let name =
        switch resource {
        case .core: RLIMIT_CORE
        case .fileSize: RLIMIT_FSIZE
        case .computingTime: RLIMIT_CPU
        case .addressSpace: RLIMIT_AS
        }
      _ = setrlimit(__rlimit_resource_t(name.rawValue), &limit)
    #else
      let name =
        switch resource {
        case .core: RLIMIT_CORE
        case .fileSize: RLIMIT_FSIZE
        case .computingTime: RLIMIT_CPU
        case .addressSpace: RLIMIT_AS
        }
      _ = setrlimit(name, &limit)
    #endif
  }

  /// Libraries reserve address space at their start; only what is added counts.
  private static func addressSpaceInUse() -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
      let pages = text.split(separator: " ").first.flatMap({ Int($0) })
    else { return 1 << 32 }
    return pages.multipliedReportingOverflow(by: Int(getpagesize())).partialValue
  }

  private static func saturatingSum(_ a: Int, _ b: Int) -> Int {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }

  private static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      // Without a reader there is nothing to say it to.
      guard count > 0 else { exit(1) }
      rest = rest.dropFirst(count)
    }
  }
}

/// A child's result, as it is sent to the parent.
///
/// The parent takes it for no more than words: a child that a file has taken over may say anything, which is why the error
/// names the parent's own path and the text is limited.
enum InspectionVerdict: Codable, Equatable {
  case intact
  case damaged(place: String, expected: String, found: String)
  case cutShort(bytes: Int, of: Int)
  case notAResultsFile(found: String)
  case unsupportedFormat(Int64)
  case system(step: String, code: Int32)
  case other(String)

  init(_ error: ResultFileError) {
    self =
      switch error {
      case .damaged(_, let place, let expected, let found):
        .damaged(place: place, expected: expected, found: found)
      case .cutShort(_, let bytes, let all): .cutShort(bytes: bytes, of: all)
      case .notAResultsFile(_, let found): .notAResultsFile(found: found)
      case .unsupportedFormat(_, let version): .unsupportedFormat(version)
      case .system(let step, _, let code): .system(step: step.rawValue, code: code)
      default: .other("\(error)")
      }
  }

  var text: String? {
    (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) }
  }

  init?(text: String) {
    guard let verdict = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else {
      return nil
    }
    self = verdict
  }

  /// Throws what was found about the file of this path.
  func check(path: String) throws(ResultFileError) {
    switch self {
    case .intact: return
    case .damaged(let place, let expected, let found):
      throw .damaged(path: path, place: place, expected: expected, found: found)
    case .cutShort(let bytes, let all): throw .cutShort(path: path, bytes: bytes, of: all)
    case .notAResultsFile(let found): throw .notAResultsFile(path: path, found: found)
    case .unsupportedFormat(let version): throw .unsupportedFormat(path: path, found: version)
    case .system(let step, let code):
      throw .system(step: ResultFileError.Step(rawValue: step) ?? .open, path: path, code: code)
    case .other(let reason): throw .notInspected(path: path, reason: reason)
    }
  }
}
