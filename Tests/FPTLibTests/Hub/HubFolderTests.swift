import FPTLib
import Foundation
import Testing

@testable import FPTCheckpoints
@testable import FPTDigest
@testable import FPTFiles

@Suite("Hub: local copies")
struct HubFolderTests {
  /// A cache as Hugging Face's programs lay it out, with one repository.
  static func cache(_ folder: TemporaryFolder, _ rules: HubStandIn.Rules = .init()) throws {
    let repository = folder("cache/hub/models--tiny--model")
    for name in ["blobs", "refs", "snapshots/\(HubStandIn.commit)"] {
      try FileManager.default.createDirectory(
        atPath: "\(repository)/\(name)", withIntermediateDirectories: true)
    }
    try Data(HubStandIn.commit.utf8).write(to: URL(filePath: "\(repository)/refs/main"))
    for (name, bytes) in rules.files where !name.contains("/") {
      let digest =
        rules.large.contains(name)
        ? FileDigest.sha256(of: bytes)
        : Digest(.sha1, of: Array("blob \(bytes.count)\0".utf8) + bytes).hexadecimal
      try Data(bytes).write(to: URL(filePath: "\(repository)/blobs/\(digest)"))
      try FileManager.default.createSymbolicLink(
        atPath: "\(repository)/snapshots/\(HubStandIn.commit)/\(name)",
        withDestinationPath: "../../blobs/\(digest)")
    }
  }

  static let places = [
    "cache", "cache/hub", "cache/hub/models--tiny--model",
    "cache/hub/models--tiny--model/snapshots/\(HubStandIn.commit)",
  ]

  @Test(
    "the cache of Hugging Face's programs is taken, with its digests checked", arguments: places)
  func cache(place: String) async throws {
    let standIn = try HubStandIn()
    try Self.cache(standIn.folder)
    for name in ["hf:tiny/model", "hf:tiny/model@main", HubStandIn.pinned] {
      try? FileManager.default.removeItem(atPath: standIn.folder("data"))
      let pinned = try await standIn.fetcher(["HF_HUB_OFFLINE": "1"]).fetch(
        HubName(name), from: standIn.folder(place))
      #expect("\(pinned)" == HubStandIn.pinned)
      #expect(standIn.placed() == HubFetchTests.fetched)
      let manifest = try HubManifest(in: try standIn.store.verify(pinned), of: pinned)
      #expect(manifest?.files.map(\.checkedBy) == ["git", "sha256", "git"])
    }
    #expect(standIn.hub.requests.isEmpty)
    // The files are the store's own, and no links into the cache.
    try FileManager.default.removeItem(atPath: standIn.folder("cache"))
    try standIn.store.verify(HubName(HubStandIn.pinned))
  }

  @Test("a plain folder is taken for the commit that is named, and recorded")
  func plain() async throws {
    let standIn = try HubStandIn()
    let own = standIn.folder("own")
    try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
    for (name, bytes) in HubStandIn.Rules().files where !name.contains("/") {
      _ = try standIn.folder.write(bytes, to: "own/\(name)")
    }
    let text = try await standIn.failure("hf:tiny/model@main", from: own)
    #expect(text.contains("does not say which commit") && text.contains("@COMMIT"), "\(text)")
    try await standIn.fetcher().fetch(HubName(HubStandIn.pinned), from: own)
    let name = try HubName(HubStandIn.pinned)
    let manifest = try HubManifest(in: try standIn.store.verify(name), of: name)
    #expect(manifest?.files.map(\.checkedBy) == ["nothing", "nothing", "nothing"])
    #expect(manifest?.source == own)
  }

  @Test("a folder that is not what was asked for is refused")
  func refused() async throws {
    let standIn = try HubStandIn()
    try Self.cache(standIn.folder)
    let cache = standIn.folder("cache/hub")
    let other = "hf:tiny/model@" + String(repeating: "7", count: 40)
    let snapshot = "\(cache)/models--tiny--model/snapshots/\(HubStandIn.commit)"
    for (name, place, words) in [
      (HubStandIn.pinned, standIn.folder("nowhere"), "it is no folder"),
      (other, cache, "found is \(HubStandIn.commit)"),
      (other, snapshot, "found is \(HubStandIn.commit)"),
      ("hf:tiny/model@v2", cache, "does not say which commit v2 is"),
      ("hf:tiny/other", cache, "has no models--tiny--other"),
      ("hf:tiny/other", "\(cache)/models--tiny--model", "it is the cache of models--tiny--model"),
      ("hf:tiny/other@\(HubStandIn.commit)", snapshot, "it is the cache of models--tiny--model"),
    ] {
      let text = try await standIn.failure(name, from: place)
      #expect(text.contains(words) && text.contains(place), "\(text)")
    }
    // A blob that is not the one it is called after, one that is not there, and a pointer.
    let blob = FileDigest.sha256(of: HubStandIn.weights)
    let path = URL(filePath: "\(cache)/models--tiny--model/blobs/\(blob)")
    try Data(HubStandIn.weights.reversed()).write(to: path)
    #expect(try await standIn.failure(from: cache).contains("its SHA-256 is"))
    try Data(HubRefusalTests.pointer).write(to: path)
    #expect(try await standIn.failure(from: cache).contains("is a Git LFS pointer"))
    try FileManager.default.removeItem(at: path)
    #expect(try await standIn.failure(from: cache).contains("the repository has none of"))
    #expect(standIn.placed().isEmpty && standIn.hub.requests.isEmpty)
  }

  @Test("what Hugging Face's programs note of a plain folder's commit is held to")
  func note() async throws {
    let standIn = try HubStandIn()
    let notes = standIn.folder("own/.cache/huggingface/download")
    try FileManager.default.createDirectory(atPath: notes, withIntermediateDirectories: true)
    for (name, bytes) in HubStandIn.Rules().files where !name.contains("/") {
      _ = try standIn.folder.write(bytes, to: "own/\(name)")
    }
    let other = String(repeating: "7", count: 40)
    try Data("\(other)\netag\n1.0\n".utf8).write(
      to: URL(filePath: "\(notes)/model.safetensors.metadata"))
    let text = try await standIn.failure(from: standIn.folder("own"))
    #expect(text.contains("found is \(other), which model.safetensors is of"), "\(text)")
  }
}
