import FlyingFox
import FlyingSocks
import Foundation
import Synchronization

/// The server of the page: on the loopback interface alone, which nothing outside of this machine reaches.
package actor LiveServer {
  /// Why the server cannot begin.
  package enum Failure: Error, Sendable, Hashable {
    case taken(port: UInt16)
    /// Ports below 1024 belong to the system.
    case forbidden(port: UInt16)
    case system(reason: String)
  }

  private let token: AccessToken
  private let session: LiveSession
  private let requested: UInt16
  private var server: HTTPServer?
  private var task: Task<Void, Never>?
  private var greedy: GreedyClients?

  /// Seconds that a client may let the server wait, for a request as for taking an answer.
  private let patience: Double

  /// Makes the server of a session; port 0 stands for any that is free.
  package init(
    _ session: LiveSession, port: UInt16, token: AccessToken = AccessToken(),
    patience: Double
  ) {
    self.session = session
    self.token = token
    self.patience = patience
    requested = port
  }

  /// Listens, and returns the address of the page.
  package func start() async throws(Failure) -> String {
    let (port, running) = try await listen(requested)
    greedy = GreedyClients(port: port)
    // What ends the server, such as a want of descriptors, passes; the page is then there again.
    task = Task {
      var running = running
      while !Task.isCancelled {
        await withTaskCancellationHandler {
          _ = await running.result
        } onCancel: { [running] in
          running.cancel()
        }
        guard !Task.isCancelled, (try? await Task.sleep(for: .milliseconds(500))) != nil else {
          return
        }
        if let again = try? await self.listen(port).task { running = again }
      }
    }
    return "http://127.0.0.1:\(port)/\(token.text)/"
  }

  /// Closes all connections.
  package func stop() async {
    // Streams of a session that has ended come to their own end.
    if session.isClosed { try? await Task.sleep(for: .milliseconds(300)) }
    task?.cancel()
    greedy?.stop()
    await server?.stop(timeout: 0.2)
    await task?.value
  }

  private func listen(
    _ port: UInt16
  ) async throws(Failure) -> (port: UInt16, task: Task<Void, any Error>) {
    do {
      let server = HTTPServer(
        config: HTTPServer.Configuration(
          address: try .inet(ip4: "127.0.0.1", port: port), timeout: patience,
          pool: PatientPool(HTTPServer.defaultPool(), seconds: patience), logger: .disabled),
        handler: LiveHandler(session: session, token: token))
      let ending = Ending()
      let running = Task {
        do { try await server.run() } catch {
          ending.note(error)
          throw error
        }
      }
      while await !server.isListening {
        if let error = ending.error { throw error }
        try await Task.sleep(for: .milliseconds(5))
      }
      guard case .ip4(_, let port) = await server.listeningAddress else {
        throw ending.error ?? Failure.system(reason: "it has no address")
      }
      self.server = server
      return (port, running)
    } catch let failure as Failure {
      throw failure
    } catch SocketError.failed(_, let code, _) where code == EADDRINUSE {
      throw .taken(port: port)
    } catch SocketError.failed(_, let code, _) where code == EACCES || code == EPERM {
      throw .forbidden(port: port)
    } catch {
      throw .system(reason: error.localizedDescription)
    }
  }
}

/// What ended a server.
private final class Ending: Sendable {
  private let noted = Mutex<(any Error)?>(nil)

  var error: (any Error)? { noted.withLock { $0 } }
  func note(_ error: any Error) { noted.withLock { $0 = error } }
}
