import Foundation

/// A client that says what it likes on a socket, and waits for answers no longer than a few seconds.
final class PageClient {
  private let descriptor: Int32

  init?(port: UInt16) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var limit = timeval(tv_sec: 5, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    let socket = descriptor
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    if !isConnected { return nil }
  }

  deinit { close(descriptor) }

  /// How many bytes were taken.
  @discardableResult
  func send(_ text: String) -> Int {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return sent }
      sent += count
    }
    return sent
  }

  /// What comes until something is in it, the connection ends or five seconds pass without a byte.
  func receive(until end: String? = nil) -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count <= 0 { break }
      bytes += chunk[..<count]
      if let end, String(decoding: bytes, as: UTF8.self).contains(end) { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The answer to one request; nil where there is no connection.
  static func ask(
    _ port: UInt16, _ method: String, _ path: String, host: String? = "127.0.0.1",
    fields: String = "", body: String = ""
  ) -> String? {
    guard let client = PageClient(port: port) else { return nil }
    let name = host.map { "Host: \($0)\r\n" } ?? ""
    client.send(
      "\(method) \(path) HTTP/1.1\r\n\(name)Connection: close\r\n\(fields)\r\n\(body)")
    return client.receive()
  }
}

extension String {
  /// The status of an answer.
  var status: Int? { split(separator: " ").dropFirst().first.flatMap { Int($0) } }
}
