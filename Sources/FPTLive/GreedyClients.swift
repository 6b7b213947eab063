import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Cuts connections that have sent far more than the page ever asks for: the library reads a line of a request however long it is.
final class GreedyClients: Sendable {
  /// Bytes that a client may send over one connection.
  static let mostBytes: UInt64 = 256 << 10
  /// Bytes that the system takes in for a client before the server reads them.
  static let buffer: Int32 = 64 << 10
  private static let interval = 0.1

  private let isStopped = Atomic<Bool>(false)

  /// Looks at the connections of a port from now on, on a thread of its own: those that the server runs on may all be busy.
  init(port: UInt16) {
    #if os(Linux)
      Thread.detachNewThread { [self] in
        while !isStopped.load(ordering: .relaxed) {
          Self.cut(port)
          Thread.sleep(forTimeInterval: Self.interval)
        }
      }
    #endif
  }

  func stop() { isStopped.store(true, ordering: .relaxed) }

  #if os(Linux)
    private static func cut(_ port: UInt16) {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
      for descriptor in names.compactMap({ Int32($0) })
      where received(descriptor) > mostBytes && isOf(port, descriptor) {
        shutdown(descriptor, Int32(SHUT_RDWR))
      }
    }

    /// Bytes that came over a connection; 0 for what is none.
    private static func received(_ descriptor: Int32) -> UInt64 {
      // `tcpi_bytes_received` of `struct tcp_info` (linux/tcp.h), which the C library's older copy does not have.
      let offset = 128
      var info = [UInt8](repeating: 0, count: 232)
      var size = socklen_t(info.count)
      guard getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &info, &size) == 0,
        Int(size) >= offset + 8
      else { return 0 }
      return info.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
    }

    private static func isOf(_ port: UInt16, _ descriptor: Int32) -> Bool {
      var address = sockaddr_in()
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let status = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          getsockname(descriptor, $0, &size)
        }
      }
      return status == 0 && address.sin_family == sa_family_t(AF_INET)
        && UInt16(bigEndian: address.sin_port) == port
    }
  #endif
}
