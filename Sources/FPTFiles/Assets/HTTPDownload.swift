import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One download over HTTP into a file, going on where an earlier attempt stopped.
package struct HTTPDownload: Sendable {
  package var limits: TransferLimits
  /// Fields of the request that are for the address's own server: no redirect takes them to another.
  package var ownFields: [String: String]
  /// Whether an answer that calls itself a web page is refused, whatever its status.
  package var refusesPages: Bool

  package init(
    limits: TransferLimits, ownFields: [String: String] = [:], refusesPages: Bool = false
  ) {
    (self.limits, self.ownFields, self.refusesPages) = (limits, ownFields, refusesPages)
  }

  /// Downloads `address` to `path`.
  ///
  /// If the file exists, the download resumes after its last byte.
  ///
  /// The file may have `size` bytes; one byte more ends the transfer. `progress` is called from any
  /// thread with the bytes received and expected.
  ///
  /// - Returns: the head of the answer that had the file.
  /// - Throws: `TransferError`. What was received stays in the file for the next attempt, except
  ///   where it cannot be right.
  @discardableResult
  package func fetch(
    _ address: String, to path: String, size: Int, progress: @escaping @Sendable (Int, Int) -> Void
  ) async throws(TransferError) -> HTTPAnswer {
    guard let url = URL(string: address), url.scheme == "https" || url.scheme == "http" else {
      throw .malformedAddress(address)
    }
    var present = AssetStore.size(ofFile: path) ?? 0
    if present >= size {
      // As long as the file may be, so complete or wrong; the digest cannot tell here, so start over.
      unlink(path)
      present = 0
    }
    var request = URLRequest(url: url)
    if present > 0 { request.setValue("bytes=\(present)-", forHTTPHeaderField: "Range") }
    // The bytes as they are: a compressed transfer would make the offsets of a resumed one meaningless.
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    for (name, value) in ownFields { request.setValue(value, forHTTPHeaderField: name) }
    let receiver = try DownloadReceiver(
      path: path, offset: present, size: size, limits: limits,
      privateFields: Array(ownFields.keys), refusesPages: refusesPages, origin: url,
      progress: progress)
    do throws(TransferError) {
      return try await receiver.run(request)
    } catch .refused(let answer) where answer.status == 416 && present > 0 {
      // The server's file ends before our offset: what is here is not its beginning.
      unlink(path)
      return try await fetch(address, to: path, size: size, progress: progress)
    }
  }
}

/// Receives one answer and writes it to a file, as the delegate of its own session.
private final class DownloadReceiver: NSObject, URLSessionDataDelegate, Sendable {
  private struct State {
    var received: Int
    var answer: HTTPAnswer?
    var redirects = 0
    var failure: TransferError?
    var continuation: CheckedContinuation<TransferError?, Never>?
  }

  private let descriptor: Int32
  private let offset: Int
  private let size: Int
  private let limits: TransferLimits
  private let privateFields: [String]
  private let refusesPages: Bool
  private let origin: URL
  private let progress: @Sendable (Int, Int) -> Void
  private let state: Mutex<State>

  init(
    path: String, offset: Int, size: Int, limits: TransferLimits, privateFields: [String],
    refusesPages: Bool, origin: URL, progress: @escaping @Sendable (Int, Int) -> Void
  ) throws(TransferError) {
    descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .system(operation: "write \(path)", reason: String(cString: strerror(errno)))
    }
    self.offset = offset
    self.size = size
    self.limits = limits
    self.privateFields = privateFields
    self.refusesPages = refusesPages
    self.origin = origin
    self.progress = progress
    self.state = Mutex(State(received: offset))
  }

  deinit { close(descriptor) }

  func run(_ request: URLRequest) async throws(TransferError) -> HTTPAnswer {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = limits.stall
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    let transfer = session.dataTask(with: request)
    let watchdog = Task {
      try await Task.sleep(for: .seconds(limits.answer))
      let isSilent = state.withLock { state in
        if state.answer != nil || state.failure != nil { return false }
        state.failure = .noAnswer(seconds: limits.answer)
        return true
      }
      if isSilent {
        transfer.cancel()
        // A transfer that is still looking up a name may not notice that it was cancelled.
        finish(nil)
      }
    }
    let failure = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        state.withLock { $0.continuation = continuation }
        transfer.resume()
      }
    } onCancel: {
      transfer.cancel()
    }
    watchdog.cancel()
    session.invalidateAndCancel()
    if let failure { throw failure }
    guard let answer = state.withLock({ $0.answer }) else {
      throw .interrupted("there was no answer")
    }
    return answer
  }

  /// A redirect is followed a bounded number of times, and what is for one server is not told another.
  func urlSession(
    _ session: URLSession, task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
  ) {
    let count = state.withLock { state in
      state.redirects += 1
      return state.redirects
    }
    let host = response.url?.host ?? ""
    guard count <= Self.redirectLimit, let url = newRequest.url else {
      return stop(task, .redirects(host: host, limit: Self.redirectLimit), completionHandler)
    }
    if response.url?.scheme == "https", url.scheme != "https" {
      return stop(task, .unencryptedRedirect(host: url.host ?? ""), completionHandler)
    }
    var request = newRequest
    if url.server != origin.server {
      for name in privateFields { request.setValue(nil, forHTTPHeaderField: name) }
    }
    completionHandler(request)
  }

  private static let redirectLimit = 10

  private func stop(
    _ task: URLSessionTask, _ error: TransferError, _ completionHandler: (URLRequest?) -> Void
  ) {
    fail(error)
    completionHandler(nil)
    task.cancel()
    finish(nil)
  }

  /// Resumes the waiting caller, once.
  private func finish(_ error: TransferError?) {
    let (continuation, failure) = state.withLock { state in
      defer { state.continuation = nil }
      return (state.continuation, state.failure ?? error)
    }
    continuation?.resume(returning: failure)
  }

  private func fail(_ error: TransferError) {
    state.withLock { state in state.failure = state.failure ?? error }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    let accepted: Bool
    let answer =
      (response as? HTTPURLResponse).map(HTTPAnswer.init) ?? HTTPAnswer(status: 0, host: "")
    switch answer.status {
    case 200..<300 where refusesPages && answer.isPage:
      accepted = false
      fail(.refused(answer))
    case 206 where answer.fields["content-range"]?.hasPrefix("bytes \(offset)-") == true:
      accepted = lseek(descriptor, off_t(offset), SEEK_SET) >= 0
    case 200:
      // The whole file from its beginning, whether or not that was asked for.
      accepted = ftruncate(descriptor, 0) == 0 && lseek(descriptor, 0, SEEK_SET) >= 0
      state.withLock { $0.received = 0 }
    default:
      accepted = false
      fail(.refused(answer))
    }
    if !accepted { fail(.system(operation: "write", reason: String(cString: strerror(errno)))) }
    state.withLock { $0.answer = answer }
    completionHandler(accepted ? .allow : .cancel)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let received = state.withLock { state -> Int? in
      guard state.failure == nil else { return nil }
      guard data.count <= size - state.received else {
        state.failure = .tooLong(limit: size)
        return nil
      }
      state.received += data.count
      return state.received
    }
    guard let received else { return dataTask.cancel() }
    for region in data.regions where !write(region) {
      fail(.system(operation: "write", reason: String(cString: strerror(errno))))
      return dataTask.cancel()
    }
    progress(received, size)
  }

  private func write(_ region: Data) -> Bool {
    region.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let chunk = UnsafeRawBufferPointer(rebasing: rest)
        let count = Foundation.write(descriptor, chunk.baseAddress, chunk.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    let hasAnswer = state.withLock { $0.answer != nil }
    finish(error.map { failure(of: $0, hasAnswer: hasAnswer) })
  }

  /// What the network library's error means here.
  private func failure(of error: any Error, hasAnswer: Bool) -> TransferError {
    if (error as? URLError)?.code == .timedOut {
      // Its own clock has run out, whichever of the two limits was to be first.
      return hasAnswer
        ? .stalled(seconds: limits.stall) : .noAnswer(seconds: min(limits.answer, limits.stall))
    }
    let reason = error.localizedDescription
    return hasAnswer ? .interrupted(reason) : .unreachable(reason)
  }
}
