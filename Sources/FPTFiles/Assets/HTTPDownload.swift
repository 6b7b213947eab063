import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One download over HTTP into a file, going on where an earlier attempt stopped.
struct HTTPDownload: Sendable {
  var limits: TransferLimits

  /// Downloads `address` to `path`.
  ///
  /// If the file exists, the download resumes after its last byte.
  ///
  /// The file may have `size` bytes; one byte more ends the transfer. `progress` is called from any
  /// thread with the bytes received and expected.
  ///
  /// - Throws: `TransferError`. What was received stays in the file for the next attempt, except
  ///   where it cannot be right.
  func fetch(
    _ address: String, to path: String, size: Int, progress: @escaping @Sendable (Int, Int) -> Void
  ) async throws(TransferError) {
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
    let receiver = try DownloadReceiver(
      path: path, offset: present, size: size, limits: limits, progress: progress)
    do throws(TransferError) {
      try await receiver.run(request)
    } catch .status(416) where present > 0 {
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
    var hasAnswer = false
    var failure: TransferError?
    var continuation: CheckedContinuation<TransferError?, Never>?
  }

  private let descriptor: Int32
  private let offset: Int
  private let size: Int
  private let limits: TransferLimits
  private let progress: @Sendable (Int, Int) -> Void
  private let state: Mutex<State>

  init(
    path: String, offset: Int, size: Int, limits: TransferLimits,
    progress: @escaping @Sendable (Int, Int) -> Void
  ) throws(TransferError) {
    descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .system(operation: "write \(path)", reason: String(cString: strerror(errno)))
    }
    self.offset = offset
    self.size = size
    self.limits = limits
    self.progress = progress
    self.state = Mutex(State(received: offset))
  }

  deinit { close(descriptor) }

  func run(_ request: URLRequest) async throws(TransferError) {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = limits.stall
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    let transfer = session.dataTask(with: request)
    let watchdog = Task {
      try await Task.sleep(for: .seconds(limits.answer))
      let isSilent = state.withLock { state in
        if state.hasAnswer || state.failure != nil { return false }
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
    let code = (response as? HTTPURLResponse)?.statusCode ?? 0
    let range = (response as? HTTPURLResponse)?.value(forHTTPHeaderField: "Content-Range")
    switch code {
    case 206 where range?.hasPrefix("bytes \(offset)-") == true:
      accepted = lseek(descriptor, off_t(offset), SEEK_SET) >= 0
    case 200:
      // The whole file from its beginning, whether or not that was asked for.
      accepted = ftruncate(descriptor, 0) == 0 && lseek(descriptor, 0, SEEK_SET) >= 0
      state.withLock { $0.received = 0 }
    default:
      accepted = false
      fail(.status(code))
    }
    if !accepted { fail(.system(operation: "write", reason: String(cString: strerror(errno)))) }
    state.withLock { $0.hasAnswer = true }
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
    let hasAnswer = state.withLock { $0.hasAnswer }
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
