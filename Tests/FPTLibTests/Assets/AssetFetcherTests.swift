import FPTLib
import Foundation
import Synchronization
import Testing

@testable import FPTFiles
@testable import FPTResults

@Suite("Assets: fetching")
struct AssetFetcherTests {
  static let contents = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }

  static func asset(_ contents: [UInt8], sources: [AssetSource]) -> Asset {
    Asset(
      name: "sample", kind: .dataset, summary: "a sample",
      files: [
        AssetFile(
          "data.bin", .init(size: contents.count, sha256: FileDigest.sha256(of: contents)))
      ], license: "CC0-1.0", citation: "none", sources: sources)
  }

  static func fetcher(_ folder: TemporaryFolder) -> AssetFetcher {
    AssetFetcher(
      store: AssetStore(root: folder.path), limits: TransferLimits(answer: 1, stall: 2, tool: 60))
  }

  static func server(_ rules: LocalServer.Rules) throws -> LocalServer {
    try #require(LocalServer(rules))
  }

  static func failure(of fetcher: AssetFetcher, fetching asset: Asset) async -> AssetError? {
    do {
      try await fetcher.fetch(asset)
      return nil
    } catch { return error }
  }

  static func failures(_ error: AssetError?) -> [SourceFailure] {
    if case .allSourcesFailed(_, _, _, let failures) = error { failures } else { [] }
  }

  @Test("a file is fetched, checked, and not fetched again")
  func plain() async throws {
    let server = try Self.server(.init(body: Self.contents))
    defer { server.stop() }
    let folder = try TemporaryFolder()
    let asset = Self.asset(Self.contents, sources: [.http(base: server.address)])
    let path = try await Self.fetcher(folder).fetch(asset)
    #expect(path == folder("sample"))
    #expect(try AssetStore(root: folder.path).verify(asset) == path)
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
    #expect(names.sorted() == ["data.bin"])
    let events = Mutex<[AssetFetcher.Progress]>([])
    try await Self.fetcher(folder).fetch(asset) { event in events.withLock { $0.append(event) } }
    #expect(events.withLock { $0 } == [.alreadyComplete])
    #expect(server.requests.count == 1)
    #expect(server.requests.first?.hasPrefix("GET /data.bin HTTP/1.1") == true)
  }

  @Test("an interrupted download goes on where it stopped", arguments: [true, false])
  func resume(supportsRanges: Bool) async throws {
    let server = try Self.server(
      .init(body: Self.contents, supportsRanges: supportsRanges, cutAfter: 70_000))
    defer { server.stop() }
    let folder = try TemporaryFolder()
    let asset = Self.asset(Self.contents, sources: [.http(base: server.address)])
    await #expect(throws: AssetError.self) { try await Self.fetcher(folder).fetch(asset) }
    let part = AssetStore.size(ofFile: folder("sample/data.bin.part")) ?? 0
    #expect(part > 0 && part <= 70_000)
    #expect(AssetStore.size(ofFile: folder("sample/data.bin")) == nil)

    server.change { $0.cutAfter = nil }
    let first = Mutex<Int?>(nil)
    try await Self.fetcher(folder).fetch(asset) { event in
      if case .receiving(_, let received, _) = event { first.withLock { $0 = $0 ?? received } }
    }
    try AssetStore(root: folder.path).verify(asset)
    #expect(server.requests.last?.contains("bytes=\(part)-") == true)
    if supportsRanges { #expect(first.withLock { $0 ?? 0 } > part) }
  }

  @Test("a transfer that stops without an end is given up, and what came is kept")
  func stall() async throws {
    let server = try Self.server(
      .init(body: Self.contents, cutAfter: 70_000, stallsAtCut: true))
    defer { server.stop() }
    let folder = try TemporaryFolder()
    let asset = Self.asset(Self.contents, sources: [.http(base: server.address)])
    let error = await Self.failure(of: Self.fetcher(folder), fetching: asset)
    #expect(
      Self.failures(error).map(\.reason) == ["the transfer stopped: no data for 2.0 s"])
    #expect(AssetStore.size(ofFile: folder("sample/data.bin.part")) == 70_000)
  }

  @Test("the beginning of another file is thrown away and the file fetched whole")
  func damagedPart() async throws {
    let server = try Self.server(.init(body: Self.contents))
    defer { server.stop() }
    let folder = try TemporaryFolder()
    let asset = Self.asset(Self.contents, sources: [.http(base: server.address)])
    for damage in [1_000, Self.contents.count - 1, Self.contents.count, Self.contents.count + 5] {
      try FileManager.default.createDirectory(
        atPath: folder("sample"), withIntermediateDirectories: true)
      unlink(folder("sample/data.bin"))
      _ = try folder.write([UInt8](repeating: 1, count: damage), to: "sample/data.bin.part")
      try await Self.fetcher(folder).fetch(asset)
      try AssetStore(root: folder.path).verify(asset)
    }
  }

  @Test("a shorter file at the server than the part here is fetched from its beginning")
  func rangeBeyondEnd() async throws {
    let short = Array(Self.contents[..<1_000])
    let server = try Self.server(.init(body: short))
    defer { server.stop() }
    let folder = try TemporaryFolder()
    var asset = Self.asset(short, sources: [.http(base: server.address)])
    asset.files[0].accepted.append(.init(size: 9_000, sha256: String(repeating: "0", count: 64)))
    try FileManager.default.createDirectory(
      atPath: folder("sample"), withIntermediateDirectories: true)
    _ = try folder.write([UInt8](repeating: 1, count: 5_000), to: "sample/data.bin.part")
    try await Self.fetcher(folder).fetch(asset)
    try AssetStore(root: folder.path).verify(asset)
  }

  @Test("wrong contents are never put in place; the next source is tried")
  func wrongContents() async throws {
    var changed = Self.contents
    changed[12_345] ^= 1
    let bad = try Self.server(.init(body: changed))
    let long = try Self.server(.init(body: Self.contents + [0]))
    let missing = try Self.server(.init(status: 404))
    let silent = try Self.server(.init(isSilent: true))
    defer { for server in [bad, long, missing, silent] { server.stop() } }
    let folder = try TemporaryFolder()
    let servers = [bad, long, missing, silent].map { AssetSource.http(base: $0.address) }
    let unreachable = [
      AssetSource.http(base: "http://127.0.0.1:1/"), .folder(folder("nowhere")), .http(base: "no"),
    ]
    var asset = Self.asset(Self.contents, sources: servers + unreachable)
    let error = await Self.failure(of: Self.fetcher(folder), fetching: asset)
    let expected = [
      "data.bin is not the expected file: its SHA-256 is", "more than the 200000 bytes",
      "status 404", "no answer within 1.0 s", "cannot be reached", "there is no file",
      "is not an address",
    ]
    let failures = Self.failures(error)
    #expect(failures.count == expected.count)
    for (failure, text) in zip(failures, expected) {
      #expect(failure.reason.contains(text), "\(failure)")
    }
    let text = error?.description ?? ""
    #expect(text.contains("put them in \(folder("sample"))"))
    #expect(text.contains("fpt-script fetch sample --from FOLDER"))
    #expect(text.contains(FileDigest.sha256(of: Self.contents)))
    #expect(AssetStore.size(ofFile: folder("sample/data.bin")) == nil)

    let good = try Self.server(.init(body: Self.contents))
    defer { good.stop() }
    asset.sources = [servers[0], servers[2], .http(base: good.address)]
    try await Self.fetcher(folder).fetch(asset)
    try AssetStore(root: folder.path).verify(asset)
  }

  @Test("a folder given by hand is the only source")
  func fromFolder() async throws {
    let (folder, own) = (try TemporaryFolder(), try TemporaryFolder())
    let asset = Self.asset(Self.contents, sources: [])
    _ = try own.write(Self.contents, to: "data.bin")
    try await Self.fetcher(folder).fetch(asset, from: own.path)
    try AssetStore(root: folder.path).verify(asset)
    #expect(AssetStore.size(ofFile: own("data.bin")) == Self.contents.count)
  }

  @Test("a damaged file in place is replaced")
  func replacesDamage() async throws {
    let (folder, own) = (try TemporaryFolder(), try TemporaryFolder())
    let asset = Self.asset(Self.contents, sources: [.folder(own.path)])
    _ = try own.write(Self.contents, to: "data.bin")
    try await Self.fetcher(folder).fetch(asset)
    _ = try folder.write([UInt8](repeating: 0, count: Self.contents.count), to: "sample/data.bin")
    try await Self.fetcher(folder).fetch(asset)
    try AssetStore(root: folder.path).verify(asset)
  }

  @Test("a second fetch of the same asset says that one is under way")
  func busy() async throws {
    let server = try Self.server(.init(isSilent: true))
    defer { server.stop() }
    let folder = try TemporaryFolder()
    let asset = Self.asset(Self.contents, sources: [.http(base: server.address)])
    async let first: Void = { _ = try? await Self.fetcher(folder).fetch(asset) }()
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    let owner = "process \(ProcessInfo.processInfo.processIdentifier) on \(ProcessName.host)"
    await #expect(throws: AssetError.busy(name: "sample", owner: owner)) {
      try await Self.fetcher(folder).fetch(asset)
    }
    await first
  }

  @Test("tools that are missing, fail or hang are told apart")
  func tools() async throws {
    let folder = try TemporaryFolder()
    let archives = PackageArchives(limits: TransferLimits(tool: 600))
    await #expect(throws: TransferError.toolMissing("no-such-tool-here")) {
      try await archives.run("no-such-tool-here", [], in: folder.path)
    }
    await #expect(throws: TransferError.toolFailed(tool: "sh", detail: "E: two")) {
      let script = "echo one >&2; echo E: two >&2; echo three >&2; exit 3"
      try await archives.run("sh", ["-c", script], in: folder.path)
    }
    try await archives.run("true", [], in: folder.path)
    // A busy machine wakes the clock late: the tool outlasts any delay of the tests beside it.
    let impatient = PackageArchives(limits: TransferLimits(tool: 0.3))
    await #expect(throws: TransferError.toolTimedOut(tool: "sleep", seconds: 0.3)) {
      try await impatient.run("sleep", ["3600"], in: folder.path)
    }
  }
}
