import FlyingSocks
import Foundation

/// Sockets that wait for their clients for so long and no longer: one that says nothing, or reads nothing, does not hold a connection for
/// ever.
struct PatientPool<Base: AsyncSocketPool>: AsyncSocketPool {
  private let base: Base
  private let seconds: Double

  init(_ base: Base, seconds: Double) {
    self.base = base
    self.seconds = seconds
  }

  func prepare() async throws { try await base.prepare() }

  func run() async throws { try await base.run() }

  func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
    // The socket that listens waits for as long as nobody comes.
    if Self.listens(socket) {
      // Those that it accepts have it from it.
      var size = GreedyClients.buffer
      setsockopt(
        socket.file.rawValue, SOL_SOCKET, SO_RCVBUF, &size,
        socklen_t(MemoryLayout<Int32>.size))
      return try await base.suspendSocket(socket, untilReadyFor: events)
    }
    let (base, seconds) = (self.base, self.seconds)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await base.suspendSocket(socket, untilReadyFor: events) }
      group.addTask {
        try await Task.sleep(for: .seconds(seconds))
        throw SocketError.disconnected
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private static func listens(_ socket: Socket) -> Bool {
    var value: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(socket.file.rawValue, SOL_SOCKET, SO_ACCEPTCONN, &value, &size) == 0
      && value != 0
  }
}
