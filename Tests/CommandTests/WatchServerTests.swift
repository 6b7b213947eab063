import Foundation
import Testing

/// The server of `watch` over real sockets: who is let in, and what becomes of clients that misbehave.
@Suite(.serialized, .timeLimit(.minutes(1))) struct WatchServerTests {
  private static let script = TinyScript.text().replacing(
    "Two seeds", with: "Two <script>alert(1)</script> seeds")

  private static func watch(_ options: [String] = []) throws -> WatchTests.Watch {
    let watch = try WatchTests.Watch(script, options: options)
    watch.wait("Nothing wrong")
    return watch
  }

  @Test func letsInWhoeverKnowsTheAddress() throws {
    let watch = try Self.watch()
    #expect(watch.path.count == 34 && watch.path.dropFirst().dropLast().allSatisfy(\.isHexDigit))
    let answer = try #require(PageClient.ask(watch.port, "GET", watch.path))
    #expect(answer.status == 200)
    #expect(answer.contains("<h1>Tiny") && !answer.contains("<script>alert"))
    for field in [
      "Content-Security-Policy: default-src 'none'; script-src 'self'", "Cache-Control: no-store",
      "Referrer-Policy: no-referrer", "X-Content-Type-Options: nosniff", "X-Frame-Options: DENY",
      "Cross-Origin-Resource-Policy: same-origin",
    ] {
      #expect(answer.contains(field))
    }
    #expect(!answer.contains("Access-Control-"))
    for (name, type) in [
      ("style.css", "text/css"), ("script.js", "text/javascript"), ("notebook", "text/html"),
    ] {
      let part = try #require(PageClient.ask(watch.port, "GET", watch.path + name))
      #expect(part.status == 200 && part.contains("Content-Type: \(type)"), "\(name)")
    }
    // The address is another each time.
    #expect(try Self.watch().path != watch.path)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var method = "GET"
    var place: String?
    var part = ""
    var host: String? = "127.0.0.1"
    var fields = ""
    var body = ""
    var status: Int?
    var testDescription: String {
      "\(method) \(place ?? part) \(host ?? "no host") \(fields.prefix(40))"
    }
  }

  static let refusals: [Refusal] = [
    Refusal(place: "/", status: 404),
    Refusal(place: "/00000000000000000000000000000000/", status: 404),
    Refusal(method: "POST", place: "/00000000000000000000000000000000/run", status: 404),
    Refusal(place: "//", status: 404), Refusal(place: "*", status: 404),
    Refusal(place: "http://127.0.0.1/", status: 404),
    Refusal(place: "/%00%ff/../..", status: 404),
    Refusal(part: "other", status: 404), Refusal(part: "../", status: 404),
    Refusal(host: "evil.example", status: 403), Refusal(host: nil, status: 403),
    Refusal(host: "127.0.0.1.evil.example", status: 403),
    Refusal(host: "localhost@evil.example", status: 403),
    Refusal(host: "[::1", status: 403), Refusal(host: "127.0.0.1:80x", status: 403),
    Refusal(method: "POST", status: 405), Refusal(method: "PUT", part: "run", status: 405),
    Refusal(method: "GET", part: "run", status: 405), Refusal(method: "DELETE", status: 405),
    Refusal(method: "OPTIONS", status: 405), Refusal(method: "HEAD", status: 405),
    Refusal(
      method: "POST", part: "run", fields: "Origin: http://evil.example\r\n", status: 403),
    Refusal(method: "POST", part: "run", fields: "Origin: null\r\n", status: 403),
    Refusal(method: "POST", part: "run", fields: "Content-Length: 99999999\r\n", status: 413),
    Refusal(
      method: "POST", part: "run", fields: "Transfer-Encoding: chunked\r\n",
      body: "5\r\nhello\r\n0\r\n\r\n", status: 413),
    // What is no request at all gets no answer.
    Refusal(method: "nonsense\r\n", status: nil),
    Refusal(method: "POST", part: "run", fields: "Content-Length: -5\r\n", status: nil),
  ]

  @Test func refusesEverythingElse() throws {
    let watch = try Self.watch()
    for test in Self.refusals {
      let answer = try #require(
        PageClient.ask(
          watch.port, test.method, test.place ?? watch.path + test.part, host: test.host,
          fields: test.fields, body: test.body))
      #expect(answer.status == test.status, "\(test.testDescription)")
      #expect(!answer.contains("Tiny"), "\(test.testDescription)")
    }
    #expect(watch.page().contains("2 cells, 2 to compute"))
    #expect(
      PageClient.ask(watch.port, "GET", watch.path, host: "localhost:\(watch.port)")?.status == 200)
  }

  @Test func listensOnTheLoopbackInterfaceAlone() throws {
    let watch = try Self.watch()
    let port = String(watch.port, radix: 16, uppercase: true)
    var listening: [Substring] = []
    for list in ["/proc/net/tcp", "/proc/net/tcp6"] {
      guard let text = try? String(contentsOfFile: list, encoding: .utf8) else { continue }
      listening += text.split(separator: "\n").filter {
        $0.contains(":\(port) ") && $0.contains(" 0A ")
      }
    }
    #expect(listening.count == 1 && listening[0].contains(" 0100007F:"), "\(listening)")
    let other = try watch.command.run("watch", "tiny.fpt", "--port", "\(watch.port)")
    #expect(other.status == 1)
    #expect(
      other.messages.hasPrefix(
        "error: port \(watch.port) is taken by process \(watch.running.processIdentifier) (fpt-script)"
      ),
      "\(other.messages)")
  }

  @Test func tellsWhatChangesAsItChanges() throws {
    let watch = try Self.watch()
    try watch.save(TinyScript.text(steps: 3_000))
    watch.wait("Two seeds")
    let events = try #require(PageClient(port: watch.port))
    events.send("GET \(watch.path)events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(events.receive(until: "event: notebook").contains("Run 2 cells"))
    try watch.post("run")
    #expect(events.receive(until: "loss 0.").contains("cell 1 of 2"))
    // A page without script shows the same.
    watch.wait("cell 1 of 2", "loss 0.")
    #expect(
      PageClient.ask(
        watch.port, "POST", watch.path + "stop", fields: "Origin: http://127.0.0.1\r\n")?.status
        == 303)
    #expect(events.receive(until: "Stopped").contains("Stopped"))
    // The end of the program is the end of the stream.
    #expect(try watch.end().status == 130)
    #expect(events.receive().hasSuffix("0\r\n\r\n"))
  }

  /// Fifty pages at once, and as many clients that say nothing: whoever comes then is answered at once.
  @Test func serves50Pages() throws {
    let watch = try Self.watch(["--patience", "2"])
    let before = watch.size.descriptors
    var silent: [PageClient] = []
    var streams: [PageClient] = []
    for _ in 0..<50 {
      silent.append(try #require(PageClient(port: watch.port)))
      let stream = try #require(PageClient(port: watch.port))
      stream.send("GET \(watch.path)events HTTP/1.1\r\nHost: localhost\r\n\r\n")
      streams.append(stream)
    }
    for stream in streams {
      #expect(stream.receive(until: "event: notebook").contains("Nothing wrong"))
    }
    let start = ContinuousClock.now
    #expect(watch.page().status == 200)
    #expect(ContinuousClock.now - start < .seconds(2))
    // Who says nothing is let go; who listens is not.
    #expect(silent[0].receive() == "")
    try watch.save(Self.script.replacing("layernorm]", with: "layernrom]"))
    #expect(streams[49].receive(until: "1 error").contains("1 error"))
    (silent, streams) = ([], [])
    let end = Date() + 15
    while watch.size.descriptors > before + 5, Date() < end { Thread.sleep(forTimeInterval: 0.05) }
    #expect(watch.size.descriptors <= before + 5)
    #expect(try watch.end().status == 130)
  }

  /// A client that asks and does not read, and one that sends a line without an end, hold nobody up and are let go.
  @Test func outlivesClientsThatMisbehave() throws {
    let watch = try Self.watch(["--patience", "1"])
    let before = watch.size.memory
    let deaf = try #require(PageClient(port: watch.port))
    for _ in 0..<300 {
      deaf.send("GET \(watch.path)style.css HTTP/1.1\r\nHost: localhost\r\n\r\n")
    }
    let endless = try #require(PageClient(port: watch.port))
    let sent = endless.send("GET /" + String(repeating: "a", count: 64 << 20))
    #expect(sent < 16 << 20)
    let start = ContinuousClock.now
    #expect(watch.page().status == 200)
    #expect(ContinuousClock.now - start < .seconds(3))
    #expect(watch.size.memory < before + 64 << 20)
    #expect(try watch.end().status == 130)
  }
}
