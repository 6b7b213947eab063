import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The head of a server's answer, after redirects.
package struct HTTPAnswer: Sendable, Hashable {
  package var status: Int
  /// The host that gave it.
  package var host: String
  /// The fields by their names in lower case.
  package var fields: [String: String]

  package init(status: Int, host: String, fields: [String: String] = [:]) {
    (self.status, self.host, self.fields) = (status, host, fields)
  }

  init(_ response: HTTPURLResponse) {
    var fields: [String: String] = [:]
    for (name, value) in response.allHeaderFields {
      fields["\(name)".lowercased()] = "\(value)"
    }
    self.init(status: response.statusCode, host: response.url?.host ?? "", fields: fields)
  }

  /// Whether the answer calls itself a web page.
  package var isPage: Bool { fields["content-type"]?.lowercased().hasPrefix("text/html") == true }

  /// Seconds that the server asks to wait before the next request; nil where it does not say.
  package func retryAfter(now: Date) -> Double? {
    guard let text = fields["retry-after"]?.trimmingCharacters(in: .whitespaces) else {
      // The field that hubs send in its place: `"api";r=0;t=55`.
      let parts = (fields["ratelimit"] ?? "").split(separator: ";")
      return parts.compactMap { part in
        let word = part.trimmingCharacters(in: .whitespaces)
        return word.hasPrefix("t=") ? Int(word.dropFirst(2)).map { Double(max(0, $0)) } : nil
      }.first
    }
    if let seconds = Double(text) { return seconds.isFinite && seconds >= 0 ? seconds : nil }
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "GMT")
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    return format.date(from: text).map { max(0, $0.timeIntervalSince(now)) }
  }
}

extension URL {
  /// Scheme, host and port: what two addresses have in common that are one server's.
  var server: String { "\(scheme ?? "")://\(host ?? ""):\(port ?? (scheme == "https" ? 443 : 80))" }

  /// Whether what is sent there never leaves this machine.
  package var isOfThisMachine: Bool {
    ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host ?? "")
  }
}
