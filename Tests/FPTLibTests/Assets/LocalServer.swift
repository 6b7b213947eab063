import Foundation
import Synchronization

/// A minimal HTTP server on 127.0.0.1, for tests of what a network does: it serves one body, under rules of the test's own.
final class LocalServer: Sendable {
  struct Rules: Sendable {
    var body: [UInt8] = []
    var status = 200
    /// Answers `Range` requests with 206.
    var supportsRanges = true
    /// Closes the connection after this many bytes of the body.
    var cutAfter: Int?
    /// Leaves the connection open instead, without a word.
    var stallsAtCut = false
    /// Sends whoever asks for `/data.bin` to this path.
    var redirect: String?
    /// Accepts connections and says nothing.
    var isSilent = false
    /// Answers a request with more than one body in its place: by its number, from 0, and its text.
    var answer: (@Sendable (Int, String) -> Answer)?
  }

  /// One answer of a server that has several.
  struct Answer: Sendable {
    var status = 200
    var fields: [String: String] = [:]
    var body: [UInt8] = []
    var cutAfter: Int?
  }

  let port: UInt16
  private let listener: Int32
  private let state: Mutex<(rules: Rules, requests: [String], silent: [Int32])>

  /// Starts serving; nil where no socket can be had.
  init?(_ rules: Rules) {
    let stream = Int32(SOCK_STREAM.rawValue)
    listener = socket(AF_INET, stream, 0)
    guard listener >= 0 else { return nil }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let socket = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(socket, address, length) == 0 && listen(socket, 16) == 0
          && getsockname(socket, address, &length) == 0
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    state = Mutex((rules, [], []))
    guard isBound else { return nil }
    Thread.detachNewThread { [self] in
      while true {
        let connection = accept(socket, nil, nil)
        guard connection >= 0 else { return }
        serve(connection)
      }
    }
  }

  /// Ends the server: the listening thread keeps it alive until then.
  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
    state.withLock { for connection in $0.silent { close(connection) } }
  }

  var address: String { "http://127.0.0.1:\(port)/" }
  var requests: [String] { state.withLock { $0.requests } }
  func change(_ body: @Sendable (inout Rules) -> Void) { state.withLock { body(&$0.rules) } }

  private func serve(_ connection: Int32) {
    var request: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while !String(decoding: request, as: UTF8.self).contains("\r\n\r\n") {
      let count = recv(connection, &chunk, chunk.count, 0)
      guard count > 0 else { break }
      request += chunk[..<count]
    }
    let text = String(decoding: request, as: UTF8.self)
    var (rules, number) = state.withLock { state in
      state.requests.append(text)
      if state.rules.isSilent { state.silent.append(connection) }
      return (state.rules, state.requests.count - 1)
    }
    var fields = ""
    if let answer = rules.answer?(number, text) {
      (rules.status, rules.body, rules.cutAfter) = (answer.status, answer.body, answer.cutAfter)
      fields = answer.fields.map { "\($0.key): \($0.value)\r\n" }.joined()
    }
    if rules.isSilent { return }
    defer {
      if rules.stallsAtCut {
        state.withLock { $0.silent.append(connection) }
      } else {
        close(connection)
      }
    }
    if let redirect = rules.redirect, text.hasPrefix("GET /data.bin ") {
      let answer =
        "HTTP/1.1 302 Found\r\nLocation: \(redirect)\r\nContent-Length: 0\r\n"
        + "Connection: close\r\n\r\n"
      _ = Array(answer.utf8).withUnsafeBytes {
        send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      return
    }
    var start = 0
    var head = "HTTP/1.1 \(rules.status) Status\r\n"
    if rules.status == 200, rules.supportsRanges,
      let line = text.split(separator: "\r\n").first(where: { $0.lowercased().hasPrefix("range:") }
      ),
      let offset = Int(line.drop { !$0.isNumber }.prefix { $0.isNumber })
    {
      start = offset
      let count = rules.body.count
      head =
        offset < count
        ? "HTTP/1.1 206 Partial\r\nContent-Range: bytes \(offset)-\(count - 1)/\(count)\r\n"
        : "HTTP/1.1 416 Range\r\n"
      start = min(offset, count)
    }
    let body = rules.status == 200 ? Array(rules.body[start...]) : []
    head += fields + "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n"
    let sent = rules.cutAfter.map { Array(body.prefix($0)) } ?? body
    var rest = (Array(head.utf8) + sent)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
