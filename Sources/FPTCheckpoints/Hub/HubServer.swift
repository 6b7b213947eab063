import FPTFiles
import FPTJSON
import Foundation

/// How often and how long a server that fails is asked again.
public struct HubPatience: Sendable, Hashable {
  /// Attempts without a byte of progress, before a server is given up.
  public var attempts: Int
  /// Seconds before the second attempt; each further one waits twice as long.
  public var delay: Double
  /// The most seconds that are waited in all because a server asks to.
  public var longestWait: Double

  /// Makes limits; times are in seconds.
  public init(attempts: Int = 4, delay: Double = 1, longestWait: Double = 120) {
    (self.attempts, self.delay, self.longestWait) = (attempts, delay, longestWait)
  }
}

/// The hub, or a mirror that answers as it does.
struct HubServer: HubSource {
  let access: HubAccess
  let limits: TransferLimits
  let patience: HubPatience
  let progress: @Sendable (AssetFetcher.Progress) -> Void

  var place: String { access.address }

  private static let answerWords = "the answer about the repository"
  /// The most bytes of an answer about a repository.
  private static let answerLimit = 32 << 20
  /// Seconds to wait for a server that takes no more requests and does not say for how long.
  private static let unsaidWait = 10.0
  /// Waits that a server may ask for, however short each is.
  private static let waitLimit = 20
  /// Fewer bytes that an attempt brings are no progress.
  private static let leastProgress = 1 << 16

  func listing(of name: HubName) async throws -> HubListing {
    let revision = Self.encoded(name.revision ?? "main")
    let file = FileManager.default.temporaryDirectory.appending(path: "fpt-hub-\(UUID()).json").path
    defer { unlink(file) }
    do {
      try await request(
        "api/models/\(name.repository)/revision/\(revision)?blobs=true", for: Self.answerWords,
        to: file, size: Self.answerLimit)
    } catch HubRefusal.missing(let code) {
      switch code {
      case "RevisionNotFound": throw HubProblem.noRevision
      case "RepoNotFound": throw HubProblem.noRepository(credentials)
      // A mirror that has files alone; the hub itself says what is missing.
      default:
        if access.address == HubAccess.hub { throw HubProblem.noRepository(credentials) }
        guard let commit = name.commit else { throw HubProblem.unresolvable }
        return HubListing(unlisted: commit)
      }
    }
    let text = try Self.text(of: file)
    if text.withUnsafeBytes({ FileKind(of: $0) }) == .webPage {
      throw HubProblem.webPage(file: Self.answerWords)
    }
    return try HubListing(text)
  }

  private static func text(of path: String) throws -> [UInt8] {
    do throws(FileError) {
      let file = try MappedFile(path: path)
      return withExtendedLifetime(file) { Array(file.bytes) }
    } catch { throw HubProblem.system("\(error)") }
  }

  func get(
    _ file: AssetFile, of name: HubName, to path: String,
    progress: @escaping @Sendable (AssetFetcher.Progress) -> Void
  ) async throws -> Bool {
    let size = file.accepted.first?.size
    do {
      try await request(
        "\(name.repository)/resolve/\(name.commit ?? "main")/\(Self.encoded(file.path))",
        for: file.path,
        to: path, size: size ?? AssetFile.sizeLimit, isWhole: { size == nil || $0 == size }
      ) { received in
        progress(.receiving(file: file.path, received: received, total: size ?? 0))
      }
      return true
    } catch HubRefusal.missing(let code) {
      switch code {
      case "RepoNotFound": throw HubProblem.noRepository(credentials)
      case "RevisionNotFound": throw HubProblem.noRevision
      default: return false
      }
    }
  }

  // MARK: Requests

  /// An answer that names nothing at the address, with the hub's word for what is missing.
  private enum HubRefusal: Error { case missing(code: String?) }

  /// Downloads a path of the server, as often as patience allows.
  private func request(
    _ path: String, for subject: String, to file: String, size: Int,
    isWhole: (Int) -> Bool = { _ in true },
    received: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws {
    let download = HTTPDownload(limits: limits, ownFields: access.fields, refusesPages: true)
    var failures = 0
    var waits: [Double] = []
    while true {
      let before = AssetStore.size(ofFile: file) ?? 0
      var reason: String
      do throws(TransferError) {
        try await download.fetch("\(access.address)/\(path)", to: file, size: size) { count, _ in
          received(count)
        }
        reason = ""
      } catch {
        if case .refused(let answer) = error, answer.status == 429 {
          waits.append(try await wait(answer, after: waits))
          continue
        }
        guard Self.mayPass(error), !Task.isCancelled else {
          throw problem(error, subject, failures + 1)
        }
        reason = error.description
        if failures + 1 >= patience.attempts { throw problem(error, subject, failures + 1) }
      }
      let count = AssetStore.size(ofFile: file) ?? 0
      if reason.isEmpty {
        // What is too short may be another file altogether, which the caller tells.
        if isWhole(count) || failures + 1 >= patience.attempts { return }
        if try HubFetcher.foreignKind(of: file) != nil { return }
        reason = "the server sent \(count) bytes of \(size)"
      }
      // The number of bytes that can come is bounded.
      failures = count >= before + Self.leastProgress ? 0 : failures + 1
      let delay = patience.delay * Double(1 << min(failures, 10)) / 2
      progress(.waiting(seconds: delay, reason: reason))
      try await Task.sleep(for: .seconds(delay))
    }
  }

  /// Waits as long as a server asks to, within bounds.
  ///
  /// - Returns: the seconds waited.
  private func wait(_ answer: HTTPAnswer, after waits: [Double]) async throws -> Double {
    let asked = answer.retryAfter(now: Date())
    let seconds = max(asked ?? Self.unsaidWait, patience.delay)
    let waited = waits.reduce(0, +)
    guard waited + seconds <= patience.longestWait, waits.count < Self.waitLimit else {
      throw HubProblem.tooManyRequests(retryAfter: asked, waited: waited)
    }
    progress(.waiting(seconds: seconds, reason: "the server takes no more requests (status 429)"))
    try await Task.sleep(for: .seconds(seconds))
    return seconds
  }

  /// Whether another attempt may succeed.
  private static func mayPass(_ error: TransferError) -> Bool {
    switch error {
    case .refused(let answer): answer.status >= 500
    case .noAnswer, .stalled, .interrupted: true
    default: false
    }
  }

  private func problem(_ error: TransferError, _ subject: String, _ attempts: Int) -> any Error {
    guard case .refused(let answer) = error else { return HubProblem.transfer("\(error)") }
    let code = answer.fields["x-error-code"]
    let isElsewhere = answer.host != (URL(string: access.address)?.host ?? "")
    switch answer.status {
    case 200..<300:
      return HubProblem.webPage(file: subject)
    case 404: return HubRefusal.missing(code: code)
    case 401 where code == "RepoNotFound": return HubProblem.noRepository(credentials)
    case 401, 403:
      if code == "GatedRepo" { return HubProblem.gated(credentials) }
      if isElsewhere {
        return HubProblem.refusedElsewhere(host: answer.host, status: answer.status)
      }
      return HubProblem.forbidden(status: answer.status, credentials)
    case 500...:
      return HubProblem.serverError(
        status: answer.status, host: answer.host, attempts: attempts)
    default: return HubProblem.status(answer.status)
    }
  }

  private var credentials: HubProblem.Credentials {
    guard let token = access.token else { return .none }
    return access.mayHaveToken ? .sent(from: token.place) : .keptBack(from: token.place)
  }

  /// A text as one part of an address's path.
  private static func encoded(_ text: String) -> String {
    let allowed = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? text
  }
}
