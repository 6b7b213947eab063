/// How long a source may take to answer.
public struct TransferLimits: Sendable, Hashable {
  /// Seconds until the first byte of an answer.
  public var answer: Double
  /// Seconds without any data during a transfer.
  public var stall: Double
  /// Seconds a package tool may run.
  public var tool: Double

  /// Makes limits, in seconds.
  public init(answer: Double = 5, stall: Double = 30, tool: Double = 1_800) {
    self.answer = answer
    self.stall = stall
    self.tool = tool
  }
}

/// Why one source did not deliver.
package enum TransferError: Error, Sendable, Hashable {
  case malformedAddress(String)
  case noAnswer(seconds: Double)
  /// No data during a transfer.
  case stalled(seconds: Double)
  /// An answer that is none with the file.
  case refused(HTTPAnswer)
  /// Redirects that lead in a circle, or on and on; the host that sent the last one.
  case redirects(host: String, limit: Int)
  /// A redirect from an encrypted address to a host's plain one.
  case unencryptedRedirect(host: String)
  case tooLong(limit: Int)
  /// The server could not be reached, in the network library's words.
  case unreachable(String)
  case interrupted(String)
  case system(operation: String, reason: String)
  case toolMissing(String)
  case toolFailed(tool: String, detail: String)
  case toolTimedOut(tool: String, seconds: Double)
  case fileMissing(path: String)
  /// An archive that cannot be read, or lacks a file.
  case archive(ArchiveProblem)
  case wrongContent(file: String, mismatch: FileMismatch)
}

extension TransferError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .malformedAddress(let address): "`\(address)` is not an address"
    case .noAnswer(let seconds): "no answer within \(seconds) s"
    case .stalled(let seconds): "the transfer stopped: no data for \(seconds) s"
    case .refused(let answer): "the server answered with status \(answer.status)"
    case .redirects(let host, let limit):
      "the server redirects without end: more than \(limit) times, the last one by \(host)"
    case .unencryptedRedirect(let host): "the server redirects to \(host) without encryption"
    case .tooLong(let limit): "the server sent more than the \(limit) bytes the file has"
    case .unreachable(let reason): "cannot be reached: \(reason)"
    case .interrupted(let reason): "the transfer broke off: \(reason)"
    case .system(let operation, let reason): "could not \(operation): \(reason)"
    case .toolMissing(let tool): "\(tool) is not installed"
    case .toolFailed(let tool, let detail): "\(tool) failed: \(detail)"
    case .toolTimedOut(let tool, let seconds): "\(tool) took longer than \(seconds) s"
    case .fileMissing(let path): "there is no file \(path)"
    case .archive(let problem): "\(problem)"
    case .wrongContent(let file, let mismatch): "\(file) is not the expected file: \(mismatch)"
    }
  }
}
