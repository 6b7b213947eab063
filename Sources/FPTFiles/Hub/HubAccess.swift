import Foundation

/// How the Hugging Face hub is reached: its address or that of a mirror, the token, and whether it may be asked at all.
///
/// The environment decides, by the variables that Hugging Face's own programs read.
public struct HubAccess: Sendable, Hashable {
  /// The address without a slash at its end.
  public let address: String
  /// What is sent to the address's own server and to no other; nil without one.
  package let token: Token?
  /// The variable that forbids the network; nil where it is allowed.
  package let offline: String?

  /// A token and the place it comes from; its text is in no description.
  package struct Token: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    package let text: String
    package let place: String
    package var description: String { "a token of \(place)" }
    package var debugDescription: String { description }
  }

  /// The hub's own address.
  package static let hub = "https://huggingface.co"

  /// The hub at an address, without a token.
  ///
  /// - Throws: `HubAccessError.address`.
  public init(address: String) throws(HubAccessError) {
    try self.init(address: address, variable: "the address", token: nil, offline: nil)
  }

  /// What an environment asks for: `HF_ENDPOINT`, `HF_HUB_OFFLINE`, and the token of `HF_TOKEN` or of the file that
  /// `hf auth login` writes.
  ///
  /// - Throws: `HubAccessError` where a variable has what is no address, or a file of a token cannot be read or has none.
  public init(environment: [String: String]) throws(HubAccessError) {
    func value(_ name: String) -> String? {
      environment[name].map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        .flatMap { $0.isEmpty ? nil : $0 }
    }
    let offline = ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"].first { name in
      ["1", "on", "yes", "true"].contains(value(name)?.lowercased())
    }
    try self.init(
      address: value("HF_ENDPOINT") ?? Self.hub, variable: "HF_ENDPOINT",
      token: try Token(value), offline: offline)
  }

  private init(
    address: String, variable: String, token: Token?, offline: String?
  ) throws(HubAccessError) {
    var text = address
    while text.hasSuffix("/") { text.removeLast() }
    guard let url = URL(string: text), url.scheme == "https" || url.scheme == "http",
      url.host?.isEmpty == false, url.query == nil, url.user == nil
    else {
      // A password in it is not for messages.
      let found = address.contains("@") ? "…" + address.drop { $0 != "@" } : address
      throw .address(variable: variable, found: found)
    }
    (self.address, self.token, self.offline) = (text, token, offline)
  }

  /// Whether the address's server may have the token: what is sent is encrypted, or stays on this machine.
  package var mayHaveToken: Bool {
    guard let url = URL(string: address) else { return false }
    return url.scheme == "https" || url.isOfThisMachine
  }

  /// The field of a request that has the token; none where there is none, or where anybody could read it.
  package var fields: [String: String] {
    guard let token, mayHaveToken else { return [:] }
    return ["Authorization": "Bearer \(token.text)"]
  }

  /// An address of the hub, at this one.
  func mirrored(_ base: String) -> String {
    base.hasPrefix(Self.hub + "/") ? address + base.dropFirst(Self.hub.count) : base
  }
}

extension HubAccess.Token {
  /// The most bytes of a file with a token.
  private static let sizeLimit = 4_096

  /// The first that there is: `HF_TOKEN`, its older name, the file at `HF_TOKEN_PATH`, the file `token` in `HF_HOME`.
  fileprivate init?(_ value: (String) -> String?) throws(HubAccessError) {
    for name in ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"] {
      if let text = value(name) {
        self = try Self(text, from: name)
        return
      }
    }
    guard let path = Self.path(value) else { return nil }
    guard access(path, F_OK) == 0 else { return nil }
    let text: String?
    do throws(FileError) {
      let file = try MappedFile(path: path)
      text = withExtendedLifetime(file) {
        file.byteCount > Self.sizeLimit ? nil : String(decoding: file.bytes, as: UTF8.self)
      }
    } catch {
      throw .unreadableToken(reason: "\(error)")
    }
    guard let text else { throw .token(place: path) }
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    if trimmed.isEmpty { return nil }
    self = try Self(trimmed, from: path)
  }

  /// What cannot stand in a request's field is no token.
  private init(_ text: String, from place: String) throws(HubAccessError) {
    guard text.utf8.count <= Self.sizeLimit, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { throw .token(place: place) }
    (self.text, self.place) = (text, place)
  }

  private static func path(_ value: (String) -> String?) -> String? {
    if let path = value("HF_TOKEN_PATH") { return expanded(path, value) }
    if let home = value("HF_HOME") { return expanded(home, value).map { "\($0)/token" } }
    let cache = value("XDG_CACHE_HOME") ?? value("HOME").map { "\($0)/.cache" }
    return cache.map { "\($0)/huggingface/token" }
  }

  private static func expanded(_ path: String, _ value: (String) -> String?) -> String? {
    path.hasPrefix("~/") ? value("HOME").map { $0 + path.dropFirst() } : path
  }
}

/// A setting of the hub that cannot be used.
public enum HubAccessError: Error, Sendable, Hashable {
  /// A variable has no address.
  case address(variable: String, found: String)
  /// What is at a place is no token; its text is not told.
  case token(place: String)
  /// A file with a token cannot be read.
  case unreadableToken(reason: String)
}

extension HubAccessError: CustomStringConvertible {
  /// A sentence that names the place, what is expected and what to do.
  public var description: String {
    switch self {
    case .address(let variable, let found):
      "\(variable) is `\(found)`; expected is the hub's address, such as \(HubAccess.hub)"
    case .token(let place):
      "what \(place) has is no token of the hub: a token is one word of printable characters, such as "
        + "hf_…; log in anew, or set HF_TOKEN"
    case .unreadableToken(let reason):
      "the hub's token cannot be read: \(reason); mend it, or set HF_TOKEN"
    }
  }
}
