import FPTReport
import FPTScript
import Foundation
import Synchronization
import Testing

@testable import FPTLive

/// The server over real sockets: who is let in, and what becomes of clients that misbehave.
@Suite(.serialized, .timeLimit(.minutes(1))) struct LiveServerTests {
  /// An experiment without a file: each check has another text.
  final class Work: LiveWork {
    let count = Atomic<Int>(0)
    let toCompute = Atomic<Int>(2)
    func check() -> LiveCheck {
      let number = count.add(1, ordering: .relaxed).newValue
      var check = LiveStateTests.check(
        "text \(number)", toCompute: toCompute.load(ordering: .relaxed))
      check.notebook = {
        Notebook(title: "<b>Title</b> \(number)", items: [.prose("<script>alert(1)</script>")])
      }
      check.run = { running in
        running.report(.planned([ProgressCell(name: "a · 0", steps: 100)]))
        running.report(.started(cell: 0, atStep: 0))
        var step = 0
        while !running.shouldStop(), step < 200 {
          step += 1
          running.report(.step(cell: 0, ProgressSample(step: step, loss: 1 / Double(step))))
          Thread.sleep(forTimeInterval: 0.02)
        }
        return LiveEnd(running.shouldStop() ? .stopped : .done, ["the end"])
      }
      return check
    }
  }

  /// A page that is open while a test runs.
  struct Page: Sendable {
    let session: LiveSession
    let server: LiveServer
    let port: UInt16
    let path: String
    private let leaves: Flag
    private let thread: Flag

    final class Flag: Sendable {
      let value = Atomic<Bool>(false)
    }

    static func open(patience: Double = 20) async throws -> Page {
      let session = LiveSession(file: "a.fpt", mode: .asked, work: Work())
      let (leaves, ended) = (Flag(), Flag())
      Thread.detachNewThread {
        session.drive(isAskedToLeave: { leaves.value.load(ordering: .relaxed) })
        ended.value.store(true, ordering: .relaxed)
      }
      let server = LiveServer(session, port: 0, patience: patience)
      let address = try await server.start()
      let url = try #require(URL(string: address))
      while session.state.notebook == nil { try await Task.sleep(for: .milliseconds(5)) }
      return Page(
        session: session, server: server, port: UInt16(try #require(url.port)),
        path: url.path + "/",
        leaves: leaves, thread: ended)
    }

    /// True where everything has ended in time.
    func close() async throws -> Bool {
      leaves.value.store(true, ordering: .relaxed)
      await server.stop()
      for _ in 0..<200 where !thread.value.load(ordering: .relaxed) {
        try await Task.sleep(for: .milliseconds(10))
      }
      return thread.value.load(ordering: .relaxed) && Client(port: port) == nil
    }
  }

  @Test func letsInWhoeverKnowsTheAddress() async throws {
    let page = try await Page.open()
    let answer = try #require(Client.ask(page.port, "GET", page.path))
    #expect(answer.status == 200)
    #expect(answer.contains("&lt;b&gt;Title&lt;/b&gt; 1") && !answer.contains("<script>alert"))
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
      let part = try #require(Client.ask(page.port, "GET", page.path + name))
      #expect(part.status == 200 && part.contains("Content-Type: \(type)"), "\(name)")
    }
    #expect(try await page.close())
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var method = "GET"
    var place: String?
    var part = ""
    var host: String? = "127.0.0.1"
    var fields = ""
    var body = ""
    var status: Int?
    var testDescription: String { "\(method) \(place ?? part) \(host ?? "") \(fields.prefix(40))" }
  }

  static let refusals: [Refusal] = [
    Refusal(place: "/", status: 404),
    Refusal(place: "/00000000000000000000000000000000/", status: 404),
    Refusal(place: "/00000000000000000000000000000000/run", status: 404),
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

  @Test func refusesEverythingElse() async throws {
    let page = try await Page.open()
    for test in Self.refusals {
      let answer = try #require(
        Client.ask(
          page.port, test.method, test.place ?? page.path + test.part, host: test.host,
          fields: test.fields, body: test.body))
      #expect(answer.status == test.status, "\(test.testDescription)")
      #expect(!answer.contains("Title"), "\(test.testDescription)")
    }
    #expect(!page.session.state.isRunning)
    #expect(Client.ask(page.port, "GET", page.path, host: "localhost:\(page.port)")?.status == 200)
    #expect(try await page.close())
  }

  /// Another port of the loopback interface is no other interface.
  @Test func listensOnTheLoopbackInterfaceAlone() async throws {
    let page = try await Page.open()
    let lines = try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)
    let port = String(page.port, radix: 16, uppercase: true)
    let listening = lines.split(separator: "\n").filter {
      $0.contains(":\(port) ") && $0.contains(" 0A ")
    }
    #expect(listening.count == 1 && listening[0].contains("0100007F:"))
    #expect(PortOwner(ofPort: page.port)?.process == Int(getpid()))
    let other = LiveServer(page.session, port: page.port)
    await #expect(throws: LiveServer.Failure.taken(port: page.port)) { try await other.start() }
    #expect(try await page.close())
  }

  @Test func runsAndStops() async throws {
    let page = try await Page.open()
    let events = try #require(Client(port: page.port))
    events.send("GET \(page.path)events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(events.receive(until: "event: notebook").contains("Run 2 cells"))
    #expect(Client.ask(page.port, "POST", page.path + "run")?.status == 303)
    #expect(events.receive(until: "loss 0.").contains("cell 1 of 1"))
    // A page without script shows the same.
    #expect(Client.ask(page.port, "GET", page.path)?.contains("cell 1 of 1") == true)
    #expect(
      Client.ask(
        page.port, "POST", page.path + "stop", fields: "Origin: http://127.0.0.1\r\n")?.status
        == 303)
    #expect(events.receive(until: "Stopped").contains("Stopped"))
    #expect(try await page.close())
  }

  /// Fifty pages at once, and as many clients that say nothing: whoever comes then is answered at once.
  @Test func serves50Connections() async throws {
    let page = try await Page.open(patience: 2)
    let before = Self.descriptors
    var silent: [Client] = []
    var streams: [Client] = []
    for _ in 0..<50 {
      silent.append(try #require(Client(port: page.port)))
      let stream = try #require(Client(port: page.port))
      stream.send("GET \(page.path)events HTTP/1.1\r\nHost: localhost\r\n\r\n")
      streams.append(stream)
    }
    for stream in streams {
      #expect(stream.receive(until: "event: notebook").contains("Nothing wrong"))
    }
    let start = ContinuousClock.now
    #expect(Client.ask(page.port, "GET", page.path)?.status == 200)
    #expect(ContinuousClock.now - start < .seconds(1))
    // Who says nothing is let go; who listens is not.
    #expect(silent[0].receive() == "")
    #expect(Client.ask(page.port, "POST", page.path + "run")?.status == 303)
    #expect(streams[0].receive(until: "Running").contains("Running"))
    silent = []
    streams = []
    for _ in 0..<100 where Self.descriptors > before + 5 {
      try await Task.sleep(for: .milliseconds(100))
    }
    #expect(Self.descriptors <= before + 5)
    #expect(try await page.close())
  }

  /// A client that asks and does not read, and one that sends a line without an end, hold nobody up and are let go.
  @Test func outlivesClientsThatMisbehave() async throws {
    let page = try await Page.open(patience: 1)
    let deaf = try #require(Client(port: page.port))
    for _ in 0..<300 {
      deaf.send("GET \(page.path)style.css HTTP/1.1\r\nHost: localhost\r\n\r\n")
    }
    let endless = try #require(Client(port: page.port))
    let sent = endless.send("GET /" + String(repeating: "a", count: 64 << 20))
    #expect(sent < 8 << 20)
    let start = ContinuousClock.now
    #expect(Client.ask(page.port, "GET", page.path)?.status == 200)
    #expect(ContinuousClock.now - start < .seconds(3))
    #expect(try await page.close())
  }

  private static var descriptors: Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
  }
}
