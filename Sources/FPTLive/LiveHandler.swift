import FlyingFox
import Foundation

/// Answers the requests of the page.
///
/// Whoever does not know the token learns nothing but that something answers. A page of another site cannot read, frame or command this
/// one: no header allows it, its name for this machine is refused, and actions need the page's own origin.
struct LiveHandler: HTTPHandler {
  let session: LiveSession
  let token: AccessToken

  /// Names under which a browser reaches this machine itself.
  private static let hosts: Set<String> = ["127.0.0.1", "localhost", "[::1]"]
  /// Bytes that a request's body may have; actions need none.
  private static let mostBytes = 1_024

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard let host = request.headers[.host], Self.isOwn(host) else {
      return text(.forbidden, "this page is only for the machine that it runs on\n")
    }
    let parts = request.target.path(percentEncoded: true)
      .split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    guard let word = parts.first, token.matches(word) else {
      return text(.notFound, "not found\n")
    }
    switch (request.method, parts.dropFirst().joined(separator: "/")) {
    case (.GET, "") where parts.count == 1:
      return redirect("/\(token.text)/")
    case (.GET, ""):
      return answer(LivePage(session).document(), "text/html; charset=utf-8")
    case (.GET, "notebook"): return answer(session.content, "text/html; charset=utf-8")
    case (.GET, "style.css"): return answer(LivePage.stylesheet, "text/css; charset=utf-8")
    case (.GET, "script.js"): return answer(LivePage.script, "text/javascript; charset=utf-8")
    case (.GET, "events"): return events()
    case (.POST, "run"), (.POST, "stop"): return try await act(request, parts.last == "run")
    case (_, "run"), (_, "stop"):
      return text(.methodNotAllowed, "only POST\n", ["Allow": "POST"])
    case (.GET, _): return text(.notFound, "not found\n")
    default: return text(.methodNotAllowed, "only GET\n", ["Allow": "GET"])
    }
  }

  private func act(_ request: HTTPRequest, _ runs: Bool) async throws -> HTTPResponse {
    if let origin = request.headers[HTTPHeader("Origin")],
      origin != "http://\(request.headers[.host] ?? "")"
    {
      return text(.forbidden, "only the page itself may ask for this\n")
    }
    if let count = request.bodySequence.count, count <= Self.mostBytes {
      _ = try await request.bodyData
    } else {
      return text(HTTPStatusCode(413, phrase: "Content Too Large"), "too much\n")
    }
    session.send(runs ? .askedToRun : .askedToStop)
    // A page without script loads itself again.
    return redirect("/\(token.text)/")
  }

  /// A name, with or without a port.
  private static func isOwn(_ host: String) -> Bool {
    // An address of version 6 has colons of its own.
    let start = host.hasPrefix("[") ? host.firstIndex(of: "]") ?? host.endIndex : host.startIndex
    let name = host[..<(host[start...].firstIndex(of: ":") ?? host.endIndex)]
    let rest = host[name.endIndex...]
    let isPort = rest.isEmpty || (rest.hasPrefix(":") && rest.dropFirst().allSatisfy(\.isNumber))
    return isPort && hosts.contains(name.lowercased())
  }

  // MARK: Answers

  private func events() -> HTTPResponse {
    respond(
      .ok, body: HTTPBodySequence(from: LiveEvents(session: session), suggestedBufferSize: 1 << 16),
      ["Content-Type": "text/event-stream"])
  }

  private func answer(_ body: String, _ type: String) -> HTTPResponse {
    respond(.ok, body: HTTPBodySequence(data: Data(body.utf8)), ["Content-Type": type])
  }

  private func text(
    _ status: HTTPStatusCode, _ body: String, _ fields: [String: String] = [:]
  ) -> HTTPResponse {
    respond(
      status, body: HTTPBodySequence(data: Data(body.utf8)),
      fields.merging(["Content-Type": "text/plain; charset=utf-8"]) { $1 })
  }

  private func redirect(_ place: String) -> HTTPResponse {
    respond(
      HTTPStatusCode(303, phrase: "See Other"), body: HTTPBodySequence(), ["Location": place])
  }

  /// What every answer says: keep nothing, send the address nowhere, load nothing from elsewhere.
  private func respond(
    _ status: HTTPStatusCode, body: HTTPBodySequence, _ fields: [String: String]
  ) -> HTTPResponse {
    let rules = [
      "Content-Security-Policy": Self.policy, "Cache-Control": "no-store",
      "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
      "X-Frame-Options": "DENY", "Cross-Origin-Resource-Policy": "same-origin",
      "Cross-Origin-Opener-Policy": "same-origin",
    ]
    var headers = HTTPHeaders()
    for (name, value) in rules.merging(fields, uniquingKeysWith: { $1 }) {
      headers[HTTPHeader(name)] = value
    }
    return HTTPResponse(statusCode: status, headers: headers, body: body)
  }

  /// Scripts, styles and connections of this server alone, and images that stand in the page itself.
  static let policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}
