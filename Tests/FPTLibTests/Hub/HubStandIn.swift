import FPTLib
import Foundation
import Synchronization
import Testing

@testable import FPTDigest
@testable import FPTFiles

/// A server that answers as the hub does, with a second one for large files, and a store to fetch into.
final class HubStandIn: Sendable {
  static let commit = "0123456789abcdef0123456789abcdef01234567"
  static let weights = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 >> 7) }
  /// `hf:tiny/model` at its only commit.
  static let pinned = "hf:tiny/model@\(commit)"

  typealias Answer = @Sendable (_ number: Int, _ path: String) -> LocalServer.Answer?

  /// What the stand-in has, and what it does wrong.
  struct Rules: Sendable {
    var files: [String: [UInt8]] = [
      "config.json": Array(#"{"model_type":"gpt2"}"#.utf8), "model.safetensors": weights,
      "tokenizer.json": Array("{}".utf8), "README.md": Array("# Model\n".utf8),
      "onnx/model.onnx": [1, 2, 3],
    ]
    /// Files that the second server has.
    var large: Set<String> = ["model.safetensors"]
    var commit = HubStandIn.commit
    /// False for a mirror that has files and says nothing about them.
    var hasInterface = true
    /// Answers in place of the usual ones.
    var instead: Answer?
    var insteadOfLarge: Answer?
  }

  let hub: LocalServer
  let storage: LocalServer
  let folder: TemporaryFolder

  init(_ rules: Rules = Rules()) throws {
    folder = try TemporaryFolder()
    hub = try #require(LocalServer(.init()))
    storage = try #require(LocalServer(.init()))
    change(rules)
  }

  deinit {
    hub.stop()
    storage.stop()
  }

  func change(_ rules: Rules) {
    // Another host, though on the same machine.
    let elsewhere = "http://localhost:\(storage.port)/"
    hub.change {
      $0.answer = { number, request in
        let path = Self.path(of: request)
        return rules.instead?(number, path) ?? Self.answer(path, rules, elsewhere)
      }
    }
    storage.change {
      $0.answer = { number, request in
        let path = Self.path(of: request)
        return rules.insteadOfLarge?(number, path)
          ?? .init(body: rules.files[String(path.dropFirst().prefix { $0 != "?" })] ?? [])
      }
    }
  }

  private static func path(of request: String) -> String {
    String(request.split(separator: " ").dropFirst().first ?? "")
  }

  private static func answer(
    _ path: String, _ rules: Rules, _ elsewhere: String
  ) -> LocalServer.Answer {
    let missing = { (code: String) in
      LocalServer.Answer(status: 404, fields: rules.hasInterface ? ["X-Error-Code": code] : [:])
    }
    if path.hasPrefix("/api/models/") {
      guard rules.hasInterface else { return missing("") }
      guard path.hasPrefix("/api/models/tiny/model/revision/") else {
        return missing("RepoNotFound")
      }
      let revision = path.dropFirst("/api/models/tiny/model/revision/".count).prefix { $0 != "?" }
      guard
        ["main", "v1.final", rules.commit].contains(String(revision))
          || revision == "refs%2Fpr%2F1"
      else { return missing("RevisionNotFound") }
      return .init(body: Array(listing(rules).utf8))
    }
    guard path.hasPrefix("/tiny/model/resolve/") else { return missing("RepoNotFound") }
    guard path.hasPrefix("/tiny/model/resolve/\(rules.commit)/") else {
      return missing("RevisionNotFound")
    }
    let name = String(path.split(separator: "/").last ?? "")
    guard let body = rules.files[name] else { return missing("EntryNotFound") }
    if rules.large.contains(name) {
      return .init(status: 302, fields: ["Location": elsewhere + name + "?signature=secret"])
    }
    return .init(body: body)
  }

  static func listing(_ rules: Rules) -> String {
    let siblings = rules.files.sorted { $0.key < $1.key }.map { name, body in
      let blob = Digest(.sha1, of: Array("blob \(body.count)\0".utf8) + body).hexadecimal
      let large =
        #","lfs":{"sha256":"\#(FileDigest.sha256(of: body))","size":\#(body.count),"pointerSize":134}"#
      return #"{"rfilename":"\#(name)","blobId":"\#(blob)","size":\#(body.count)"#
        + (rules.large.contains(name) ? large : "") + "}"
    }
    return #"{"id":"tiny/model","sha":"\#(rules.commit)","private":false,"gated":false,"#
      + #""cardData":{"license":"mit"},"siblings":[\#(siblings.joined(separator: ","))]}"#
  }

  var store: AssetStore { AssetStore(root: folder("data")) }

  /// A fetcher that waits so long for an answer, and for more of one: a busy machine must not look like a silent server.
  func fetcher(
    _ environment: [String: String] = [:], seconds: Double = 30
  ) throws -> HubFetcher {
    try HubFetcher(
      store: store,
      access: HubAccess(
        environment: ["HF_ENDPOINT": hub.address].merging(environment) { $1 }),
      limits: TransferLimits(answer: seconds, stall: seconds),
      patience: HubPatience(attempts: 3, delay: 0.01, longestWait: 1))
  }

  /// What a fetch says that fails; empty for one that does not.
  func failure(
    _ name: String = pinned, from folder: String? = nil, _ environment: [String: String] = [:]
  ) async throws -> String {
    do {
      try await fetcher(environment).fetch(HubName(name), from: folder)
      return ""
    } catch { return "\(error)" }
  }

  /// The files of a repository in place, sorted; empty where it is not.
  func placed(_ place: String = "data/hf/tiny/model/\(commit)") -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder(place))) ?? []).sorted()
  }
}
