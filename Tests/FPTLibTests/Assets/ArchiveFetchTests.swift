import FPTLib
import Foundation
import Synchronization
import Testing

@testable import FPTFiles

@Suite("Assets: archives, redirects and files without a published digest")
struct ArchiveFetchTests {
  typealias Entry = (name: String, kind: Character, contents: [UInt8])

  /// A tar archive, gzipped.
  static func archive(_ entries: [Entry]) throws -> [UInt8] {
    try PatchedImagesTests.gzip(tar(entries))
  }

  static func tar(_ entries: [Entry]) -> [UInt8] {
    var bytes: [UInt8] = []
    for entry in entries {
      var header = [UInt8](repeating: 0, count: 512)
      func put(_ text: String, at offset: Int) {
        header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
      }
      put(String(entry.name.prefix(100)), at: 0)
      put("0000777\0", at: 100)
      let size = String(entry.contents.count, radix: 8)
      put(String(repeating: "0", count: 11 - size.count) + size, at: 124)
      put(String(entry.kind), at: 156)
      put("ustar\u{0}00", at: 257)
      put("        ", at: 148)
      let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
      put(String(repeating: "0", count: 6 - sum.count) + sum + "\0 ", at: 148)
      bytes += header + entry.contents
      bytes += [UInt8](repeating: 0, count: (512 - entry.contents.count % 512) % 512)
    }
    return bytes + [UInt8](repeating: 0, count: 1_024)
  }

  static let first = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
  static let second = Array("second".utf8)
  static let entries: [Entry] = [
    ("set/", "5", []), ("set/readme", "0", Array("no".utf8)), ("set/a.bin", "0", first),
    ("../../escape", "0", Array("out".utf8)), ("./set/sub/b.bin", "0", second),
  ]

  static func asset(_ archive: [UInt8], base: String, md5: String? = nil) -> Asset {
    Asset(
      name: "packed", kind: .dataset, summary: "packed",
      files: [
        AssetFile("a.bin", .unpublished(size: first.count)),
        AssetFile("sub/b.bin", .unpublished()),
      ], license: "CC0-1.0", citation: "none",
      sources: [
        .archive(
          address: "\(base)packed.tar.gz",
          form: md5.map { .init(size: archive.count, md5: $0) } ?? .unpublished(), folder: "set")
      ])
  }

  @Test("only the wanted files of an archive are unpacked, and recorded", arguments: [true, false])
  func unpack(hasDigest: Bool) async throws {
    let folder = try TemporaryFolder()
    let archive = try Self.archive(Self.entries)
    let md5 = try FileDigest.md5(ofFile: folder.write(archive, to: "x"))
    let server = try AssetFetcherTests.server(.init(body: archive))
    defer { server.stop() }
    let asset = Self.asset(archive, base: server.address, md5: hasDigest ? md5 : nil)
    let fetcher = AssetFetcherTests.fetcher(folder)
    let recorded = Mutex<[String]>([])
    try await fetcher.fetch(asset) { event in
      if case .recorded(let file, let digest) = event {
        recorded.withLock { $0.append("\(file) \(digest)") }
      }
    }
    #expect(
      recorded.withLock { $0 } == [
        "a.bin \(FileDigest.sha256(of: Self.first))",
        "sub/b.bin \(FileDigest.sha256(of: Self.second))",
      ])
    try fetcher.store.verify(asset)
    let names = FileManager.default.enumerator(atPath: folder("packed"))?.allObjects ?? []
    #expect(
      Set(names.compactMap { $0 as? String })
        == [".recorded-sha256", "a.bin", "sub", "sub/b.bin"])
    #expect(
      Set(try FileManager.default.contentsOfDirectory(atPath: folder.path)) == ["packed", "x"])

    // What was recorded holds from then on.
    _ = try folder.write(Array("secomd".utf8), to: "packed/sub/b.bin")
    #expect(throws: AssetError.self) { try fetcher.store.verify(asset) }
    try await fetcher.fetch(asset)
    try fetcher.store.verify(asset)
  }

  @Test("a folder given by hand may hold the archive")
  func byHand() async throws {
    let (folder, own) = (try TemporaryFolder(), try TemporaryFolder())
    let archive = try Self.archive(Self.entries)
    let md5 = try FileDigest.md5(ofFile: own.write(archive, to: "packed.tar.gz"))
    let asset = Self.asset(archive, base: "http://127.0.0.1:1/", md5: md5)
    let fetcher = AssetFetcherTests.fetcher(folder)
    try await fetcher.fetch(asset, from: own.path)
    try fetcher.store.verify(asset)
    #expect(AssetStore.size(ofFile: own("packed.tar.gz")) == archive.count)
  }

  @Test("an interrupted archive goes on where it stopped; a damaged one is fetched again")
  func resume() async throws {
    let folder = try TemporaryFolder()
    let archive = try Self.archive(
      Self.entries + [("noise", "0", AssetFetcherTests.contents.map { $0 ^ UInt8($0 % 7) })])
    let md5 = try FileDigest.md5(ofFile: folder.write(archive, to: "x"))
    let server = try AssetFetcherTests.server(.init(body: archive, cutAfter: archive.count / 2))
    defer { server.stop() }
    let asset = Self.asset(archive, base: server.address, md5: md5)
    let fetcher = AssetFetcherTests.fetcher(folder)
    await #expect(throws: AssetError.self) { try await fetcher.fetch(asset) }
    server.change { $0.cutAfter = nil }
    try await fetcher.fetch(asset)
    #expect(server.requests.last?.contains("bytes=") == true)
    try fetcher.store.verify(asset)
  }

  @Test("archives that lie are refused")
  func hostile() throws {
    let folder = try TemporaryFolder()
    let wanted = TarArchive.Wanted(name: "a", destination: folder("out"), sizeLimit: 1_000)
    let good = Self.tar([("a", "0", Array("yes".utf8))])
    var sum = good
    sum[150] ^= 1
    var size = good
    size.replaceSubrange(124..<135, with: "77777777777".utf8)
    let packed = try PatchedImagesTests.gzip(good)
    let cases: [(String, [UInt8], String)] = [
      ("empty", [], "holds no file a"),
      ("not an archive", Array("hello".utf8), "ends in the middle"),
      ("cut header", Array(good[..<300]), "ends in the middle"),
      ("cut contents", Array(good[..<514]), "ends in the middle"),
      ("cut gzip", Array(packed.dropLast(12)), "archive"),
      ("checksum", sum, "a header that is none"), ("size", size, "a header that is none"),
      ("link", Self.tar([("a", "2", [])]), "holds no file a"),
      ("other", Self.tar([("b", "0", [1])]), "holds no file a"),
      ("path", Self.tar([("/a", "0", [1]), ("x/../a", "0", [1])]), "holds no file a"),
      ("long", Self.tar([("a", "0", [UInt8](repeating: 1, count: 1_001))]), "more than 1000 bytes"),
      ("long name", Self.tar([("x", "L", [UInt8](repeating: 65, count: 5_000))]), "more than 4096"),
    ]
    for (name, bytes, expected) in cases {
      let path = try folder.write(bytes, to: "archive")
      do {
        try TarArchive(path: path).extract([wanted])
        Issue.record("\(name) was accepted")
      } catch { #expect("\(error)".contains(expected), "\(name): \(error)") }
    }
    let long = String(repeating: "d/", count: 80) + "a"
    let spelled = Self.tar([
      ("././@LongLink", "L", Array(long.utf8) + [0]), (long, "0", [7]),
    ])
    let path = try folder.write(spelled, to: "archive")
    try TarArchive(path: path).extract([
      .init(name: long, destination: folder("out"), sizeLimit: 10)
    ])
    #expect(AssetStore.size(ofFile: folder("out")) == 1)
  }

  @Test("a redirected download is followed, and resumed")
  func redirect() async throws {
    let contents = AssetFetcherTests.contents
    let server = try AssetFetcherTests.server(
      .init(body: contents, cutAfter: 60_000, redirect: "/elsewhere"))
    defer { server.stop() }
    let folder = try TemporaryFolder()
    let asset = AssetFetcherTests.asset(contents, sources: [.http(base: server.address)])
    let fetcher = AssetFetcherTests.fetcher(folder)
    await #expect(throws: AssetError.self) { try await fetcher.fetch(asset) }
    server.change { $0.cutAfter = nil }
    try await fetcher.fetch(asset)
    try fetcher.store.verify(asset)
    #expect(server.requests.filter { $0.hasPrefix("GET /elsewhere ") }.count == 2)
    // A circle ends.
    server.change { $0.redirect = "/data.bin" }
    unlink(folder("sample/data.bin"))
    await #expect(throws: AssetError.self) { try await fetcher.fetch(asset) }
  }

  @Test("a file with a published MD5 is held to it")
  func md5() async throws {
    let (folder, own) = (try TemporaryFolder(), try TemporaryFolder())
    let path = try own.write("abc".utf8, to: "data.bin")
    #expect(try FileDigest.md5(ofFile: path) == "900150983cd24fb0d6963f7d28e17f72")
    var asset = AssetFetcherTests.asset([], sources: [.folder(own.path)])
    asset.files = [
      AssetFile("data.bin", .init(size: 3, md5: "900150983cd24fb0d6963f7d28e17f72"))
    ]
    let fetcher = AssetFetcherTests.fetcher(folder)
    try await fetcher.fetch(asset)
    try fetcher.store.verify(asset)
    _ = try own.write("abd".utf8, to: "data.bin")
    unlink(folder("sample/data.bin"))
    let error = await AssetFetcherTests.failure(of: fetcher, fetching: asset)
    #expect("\(String(describing: error))".contains("MD5"))
  }
}
