import FPTLib
import Foundation
import Synchronization
import Testing

@testable import FPTCheckpoints
@testable import FPTData
@testable import FPTFiles

@Suite("Hub: fetching", .timeLimit(.minutes(10)))
struct HubFetchTests {
  static let fetched = [".hub.json", "config.json", "model.safetensors", "tokenizer.json"]

  @Test(
    "a branch, a tag and no revision are resolved to the commit, which is then complete",
    arguments: [
      "hf:tiny/model", "hf:tiny/model@main", "hf:tiny/model@v1.final", "hf:tiny/model@refs/pr/1",
    ])
  func resolve(name: String) async throws {
    let standIn = try HubStandIn()
    let events = Mutex<[AssetFetcher.Progress]>([])
    let pinned = try await standIn.fetcher().fetch(HubName(name)) { event in
      if case .receiving = event { return }
      events.withLock { $0.append(event) }
    }
    #expect("\(pinned)" == HubStandIn.pinned)
    #expect(events.withLock { $0.contains(.resolved(name: pinned, repository: "tiny/model")) })
    #expect(standIn.placed() == Self.fetched)
    // Neither locks nor parts are left.
    #expect(standIn.placed("data/hf/tiny/model") == [HubStandIn.commit])
    #expect(try standIn.store.verify(pinned) == standIn.store.locate(pinned))
    // Nothing but what is read was asked for: two about the revision and files, one redirected.
    #expect(standIn.hub.requests.count == 4 && standIn.storage.requests.count == 1)

    // A tokenizer is found by the same name, and only by a whole one.
    let sources = TaskSources(assets: standIn.store, baseFolder: "base")
    #expect(try sources.tokenizer("\(pinned)") == standIn.store.locate(pinned))
    #expect(try sources.tokenizer("own") == "base/own")
    #expect(throws: HubNameUnpinned.self) { try sources.tokenizer("hf:tiny/model") }

    // With its commit, it needs no server any more.
    standIn.hub.change { $0.answer = { _, _ in .init(status: 500) } }
    #expect(try await standIn.fetcher().fetch(pinned) == pinned)
    #expect(standIn.hub.requests.count == 4)
  }

  @Test("the manifest says what was fetched, and how it was checked")
  func manifest() async throws {
    let standIn = try HubStandIn()
    let name = try HubName(HubStandIn.pinned)
    try await standIn.fetcher().fetch(name)
    let folder = try standIn.store.locate(name)
    let manifest = try #require(try HubManifest(in: folder, of: name))
    #expect(manifest.files.map(\.path) == Array(Self.fetched.dropFirst()))
    #expect(manifest.files.map(\.checkedBy) == ["git", "sha256", "git"])
    #expect(manifest.license == "mit" && "\(manifest.source)/" == standIn.hub.address)
    for file in manifest.files {
      #expect(try FileDigest.sha256(ofFile: "\(folder)/\(file.path)") == file.sha256)
      #expect(AssetStore.size(ofFile: "\(folder)/\(file.path)") == file.bytes)
    }
    #expect(try standIn.store.hubAssets().map(\.name) == [HubStandIn.pinned])
    #expect(try standIn.store.hubNames() == [name])
  }

  @Test("shards are fetched by their index, and nothing beside them")
  func shards() async throws {
    var rules = HubStandIn.Rules()
    rules.files["model.safetensors"] = nil
    rules.files["model.safetensors.index.json"] = Array(
      #"{"weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors"}}"#.utf8)
    rules.files["model-1.safetensors"] = HubStandIn.weights
    rules.files["model-2.safetensors"] = [1, 2, 3]
    rules.files["model-3.safetensors"] = [4]
    rules.files["pytorch_model.bin"] = [5]
    rules.large = ["model-1.safetensors", "model-2.safetensors"]
    let standIn = try HubStandIn(rules)
    try await standIn.fetcher().fetch(HubName(HubStandIn.pinned))
    #expect(
      standIn.placed() == [
        ".hub.json", "config.json", "model-1.safetensors", "model-2.safetensors",
        "model.safetensors.index.json", "tokenizer.json",
      ])
  }

  @Test("the one GGUF file of a repository comes alone")
  func wholeFile() async throws {
    var rules = HubStandIn.Rules()
    rules.files["tiny-q4.gguf"] = rules.files.removeValue(forKey: "model.safetensors")
    rules.large = ["tiny-q4.gguf"]
    let standIn = try HubStandIn(rules)
    try await standIn.fetcher().fetch(HubName(HubStandIn.pinned))
    #expect(standIn.placed() == [".hub.json", "tiny-q4.gguf"])
    try standIn.store.verify(HubName(HubStandIn.pinned))
  }

  @Test("a tokenizer in two files comes with both or with none", arguments: [true, false])
  func tokenizerPair(isWhole: Bool) async throws {
    for hasInterface in [true, false] {
      var rules = HubStandIn.Rules()
      rules.files["tokenizer.json"] = nil
      rules.files["merges.txt"] = Array("#version: 0.2\n".utf8)
      if isWhole { rules.files["vocab.json"] = Array("{}".utf8) }
      rules.hasInterface = hasInterface
      let standIn = try HubStandIn(rules)
      try await standIn.fetcher().fetch(HubName(HubStandIn.pinned))
      let pair = isWhole ? ["merges.txt", "vocab.json"] : []
      let files = [".hub.json", "config.json", "model.safetensors"] + pair
      #expect(standIn.placed() == files.sorted())
    }
  }

  @Test("a mirror that has files alone is asked for them by name; what has no digest is recorded")
  func mirrorOfFiles() async throws {
    var rules = HubStandIn.Rules()
    rules.hasInterface = false
    rules.files["pytorch_model.bin"] = rules.files.removeValue(forKey: "model.safetensors")
    let standIn = try HubStandIn(rules)
    let recorded = Mutex<[String]>([])
    try await standIn.fetcher().fetch(HubName(HubStandIn.pinned)) { event in
      if case .recorded(let file, _) = event { recorded.withLock { $0.append(file) } }
    }
    #expect(recorded.withLock { $0 } == ["config.json", "pytorch_model.bin", "tokenizer.json"])
    #expect(
      standIn.placed() == [".hub.json", "config.json", "pytorch_model.bin", "tokenizer.json"])
    #expect(
      try await standIn.failure("hf:tiny/model@main").contains("does not say which commit"))

    // What was recorded holds: the same commit cannot have other bytes later.
    let config = standIn.folder("data/hf/tiny/model/\(HubStandIn.commit)/config.json")
    try Data("{}".utf8).write(to: URL(filePath: config))
    rules.files["config.json"] = Array(#"{"model_type":"GPT2"}"#.utf8)
    standIn.change(rules)
    let text = try await standIn.failure()
    #expect(text.contains("config.json is not the expected file: its SHA-256 is"), "\(text)")
  }

  @Test("a download that breaks off goes on where it stopped, in the same fetch and in the next")
  func resume() async throws {
    var rules = HubStandIn.Rules()
    rules.insteadOfLarge = { number, _ in
      number == 0 ? .init(body: HubStandIn.weights, cutAfter: 70_000) : nil
    }
    var standIn = try HubStandIn(rules)
    try await standIn.fetcher().fetch(HubName(HubStandIn.pinned))
    #expect(standIn.placed() == Self.fetched)
    let ranges = standIn.storage.requests.map { $0.lowercased().contains("range: bytes=") }
    #expect(ranges == [false, true])

    rules.insteadOfLarge = { _, _ in .init(body: HubStandIn.weights, cutAfter: 30_000) }
    standIn = try HubStandIn(rules)
    let text = try await standIn.failure()
    #expect(text.contains("the transfer broke off") && text.contains("try again"), "\(text)")
    #expect(standIn.placed().isEmpty)
    let part = standIn.folder(
      "data/hf/tiny/model/.\(HubStandIn.commit).part/.parts/model.safetensors")
    #expect(AssetStore.size(ofFile: part) ?? 0 > 30_000)
    rules.insteadOfLarge = nil
    standIn.change(rules)
    let count = standIn.hub.requests.count
    try await standIn.fetcher().fetch(HubName(HubStandIn.pinned))
    #expect(standIn.placed() == Self.fetched)
    // The configuration had come already.
    #expect(!standIn.hub.requests[count...].contains { $0.contains("config.json") })
    #expect(standIn.storage.requests.last?.lowercased().contains("range: bytes=") == true)
  }

  @Test("a damaged beginning is thrown away and the file fetched whole")
  func damagedPart() async throws {
    let standIn = try HubStandIn()
    let parts = standIn.folder("data/hf/tiny/model/.\(HubStandIn.commit).part/.parts")
    for count in [1_000, HubStandIn.weights.count, HubStandIn.weights.count + 5] {
      try? FileManager.default.removeItem(atPath: standIn.folder("data"))
      try FileManager.default.createDirectory(atPath: parts, withIntermediateDirectories: true)
      try Data(repeating: 1, count: count).write(to: URL(filePath: parts + "/model.safetensors"))
      try await standIn.fetcher().fetch(HubName(HubStandIn.pinned))
      try standIn.store.verify(HubName(HubStandIn.pinned))
    }
  }

  @Test("the token goes to the hub's own server alone, and stands in no message or file")
  func token() async throws {
    let standIn = try HubStandIn()
    let token = "hf_" + String(repeating: "x", count: 20)
    try await standIn.fetcher(["HF_TOKEN": token]).fetch(HubName(HubStandIn.pinned))
    #expect(
      standIn.hub.requests.allSatisfy { $0.contains("Authorization: Bearer \(token)\r\n") })
    #expect(!standIn.storage.requests.isEmpty)
    #expect(!standIn.storage.requests.contains { $0.lowercased().contains("authorization") })
    let folder = try standIn.store.locate(HubName(HubStandIn.pinned))
    for name in standIn.placed() {
      let text = String(
        decoding: try Data(contentsOf: URL(filePath: "\(folder)/\(name)")), as: UTF8.self)
      #expect(!text.contains(token) && !text.contains("secret"))
    }
    var rules = HubStandIn.Rules()
    rules.instead = { _, _ in .init(status: 401) }
    standIn.change(rules)
    let text = try await standIn.failure("hf:tiny/other", ["HF_TOKEN": token])
    #expect(text.contains("the token of HF_TOKEN was sent") && !text.contains(token))
  }

  @Test("what is changed or added in the store is refused, and fetched again")
  func changedStore() async throws {
    let standIn = try HubStandIn()
    let name = try HubName(HubStandIn.pinned)
    try await standIn.fetcher().fetch(name)
    let folder = try standIn.store.locate(name)
    var bytes = HubStandIn.weights
    bytes[5] ^= 1
    let changes: [(file: String, contents: [UInt8]?, words: String)] = [
      ("model.safetensors", bytes, "its SHA-256 is"), ("model.safetensors", [1], "it has 1 bytes"),
      ("config.json", nil, "config.json missing"),
    ]
    for change in changes {
      let path = URL(filePath: "\(folder)/\(change.file)")
      try FileManager.default.removeItem(at: path)
      if let contents = change.contents { try Data(contents).write(to: path) }
      let error = #expect(throws: AssetError.self) { try standIn.store.verify(name) }
      let text = "\(error.map { "\($0)" } ?? "")"
      #expect(text.contains(change.words), "\(text)")
      #expect(text.contains("fpt-script fetch \(name)"))
      let (hub, storage) = (standIn.hub.requests.count, standIn.storage.requests.count)
      try await standIn.fetcher().fetch(name)
      try standIn.store.verify(name)
      // Only the one file came anew, besides the list.
      #expect(standIn.hub.requests.count == hub + 2)
      #expect(standIn.storage.requests.count == storage + (change.file == "config.json" ? 0 : 1))
    }
    // Another format that would be read in place of the fetched one.
    var rules = HubStandIn.Rules()
    rules.files["pytorch_model.bin"] = rules.files.removeValue(forKey: "model.safetensors")
    let other = try HubStandIn(rules)
    try await other.fetcher().fetch(name)
    let place = try other.store.locate(name)
    try Data([1]).write(to: URL(filePath: "\(place)/model.safetensors"))
    let error = #expect(throws: AssetError.self) { try other.store.locate(name) }
    #expect("\(error.map { "\($0)" } ?? "")".contains("it was not fetched, and would be taken"))
    try await other.fetcher().fetch(name)
    #expect(!other.placed().contains("model.safetensors"))
    // A manifest of another commit, or none at all.
    for text in ["{}", "[", #"{"format":1,"repository":"tiny/other"}"#] {
      try Data(text.utf8).write(to: URL(filePath: "\(place)/.hub.json"))
      #expect(throws: AssetError.self) { try other.store.locate(name) }
      #expect(try other.store.hubAssets().count == 1)
    }
  }

  @Test("of two fetches at once one says that the other is under way")
  func busy() async throws {
    let standIn = try HubStandIn()
    standIn.storage.change { $0.isSilent = true }
    async let first: Void = {
      _ = try? await standIn.fetcher(seconds: 1).fetch(HubName(HubStandIn.pinned))
    }()
    while standIn.storage.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    let text = try await standIn.failure()
    #expect(text.hasPrefix("`\(HubStandIn.pinned)` is being fetched by process"), "\(text)")
    await first
  }

  @Test("assets that the hub has come through the mirror, without the token")
  func assets() async throws {
    let folder = try TemporaryFolder()
    let server = try #require(LocalServer(.init(body: [1, 2, 3])))
    defer { server.stop() }
    let asset = AssetFetcherTests.asset(
      [1, 2, 3], sources: [.http(base: "https://huggingface.co/tiny/model/resolve/abc/")])
    let environment = ["HF_ENDPOINT": server.address, "HF_TOKEN": "hf_x"]
    for offline in [true, false] {
      let access = try HubAccess(
        environment: environment.merging(offline ? ["HF_HUB_OFFLINE": "1"] : [:]) { $1 })
      let fetcher = AssetFetcher(store: AssetStore(root: folder.path), hub: access)
      let error = await AssetFetcherTests.failure(of: fetcher, fetching: asset)
      #expect((error == nil) == !offline)
      if offline { #expect("\(error.map { "\($0)" } ?? "")".contains("HF_HUB_OFFLINE forbids it")) }
    }
    #expect(server.requests.count == 1)
    #expect(server.requests[0].hasPrefix("GET /tiny/model/resolve/abc/data.bin "))
    #expect(!server.requests[0].lowercased().contains("authorization"))
  }
}
