import Foundation
import Synchronization

/// Lines that arrive from a pipe, read by a thread of their own so that the writer never waits.
final class LineCollector: Sendable {
  /// Lines that nobody has taken yet are capped: a process that floods its output loses its own lines, not our memory.
  private static let mostBytes = 16 << 20

  private struct State {
    var lines: [[UInt8]] = []
    var rest: [UInt8] = []
    var bytes = 0
    var isAtEnd = false
  }
  private let state = Mutex(State())

  /// - Parameters:
  ///   - descriptor: closed at the end of what is read from it.
  ///   - onArrival: called, on the thread that reads, after each piece and at the end.
  init(_ descriptor: Int32, onArrival: @escaping @Sendable () -> Void = {}) {
    Thread.detachNewThread { [self] in
      var buffer = [UInt8](repeating: 0, count: 1 << 14)
      while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }
        add(buffer.prefix(count))
        onArrival()
      }
      close(descriptor)
      state.withLock { state in
        if !state.rest.isEmpty { state.lines.append(state.rest) }
        state.rest = []
        state.isAtEnd = true
      }
      onArrival()
    }
  }

  private func add(_ bytes: ArraySlice<UInt8>) {
    state.withLock { state in
      guard state.bytes + bytes.count <= Self.mostBytes else { return }
      state.bytes += bytes.count
      for byte in bytes {
        if byte == UInt8(ascii: "\n") {
          state.lines.append(state.rest)
          state.rest = []
        } else {
          state.rest.append(byte)
        }
      }
    }
  }

  func takeLines() -> [[UInt8]] {
    state.withLock { state in
      defer {
        state.lines = []
        state.bytes = state.rest.count
      }
      return state.lines
    }
  }

  var isAtEnd: Bool { state.withLock { $0.isAtEnd } }
}
