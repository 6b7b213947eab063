import FPTLib
import Foundation
import Testing

@testable import FPTData
@testable import FPTFiles

@Suite("Assets: files known by their contents")
struct AssetContentsTests {
  static let contents = PatchedImagesTests.idx([300], (0..<300).map { UInt8($0 % 10) })

  static func asset() throws -> Asset {
    let published = try PatchedImagesTests.gzip(contents)
    return Asset(
      name: "sample", kind: .dataset, summary: "a sample",
      files: [
        AssetFile(
          "t10k-labels-idx1-ubyte.gz",
          contents: .init(size: contents.count, sha256: FileDigest.sha256(of: contents)),
          // As if it had been compressed by another program.
          .init(size: published.count + 5, sha256: String(repeating: "0", count: 64)))
      ], license: "CC0-1.0", citation: "none", sources: [])
  }

  /// Names and bytes of files that hold the contents.
  static func forms() throws -> [(name: String, bytes: [UInt8])] {
    let packed = try PatchedImagesTests.gzip(contents)
    let members =
      try PatchedImagesTests.gzip(Array(contents[..<100]))
      + PatchedImagesTests.gzip(Array(contents[100...]))
    return [
      ("t10k-labels-idx1-ubyte.gz", packed), ("t10k-labels-idx1-ubyte", contents),
      ("t10k-labels.idx1-ubyte", contents), ("t10k-labels.idx1-ubyte.gz", members),
      ("t10k-labels-idx1-ubyte.gz", contents), ("t10k-labels-idx1-ubyte", packed),
      ("labels.bin", contents), ("raw/labels", members),
      ("MNIST/raw/t10k-labels-idx1-ubyte", packed),
    ]
  }

  @Test("any name and any compression are fetched from a folder, and found in the store's own")
  func accepted() async throws {
    let asset = try Self.asset()
    for (name, bytes) in try Self.forms() {
      let folder = try TemporaryFolder()
      for place in ["from", "own/sample"] {
        let path = folder("\(place)/\(name)")
        try FileManager.default.createDirectory(
          at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        _ = try folder.write([7], to: "\(place)/another")
        _ = try folder.write(bytes, to: "\(place)/\(name)")
      }
      let store = AssetStore(root: folder.path)
      try await AssetFetcherTests.fetcher(folder).fetch(asset, from: folder("from"))
      for store in [store, AssetStore(root: folder("own"))] {
        let paths = try store.paths(of: asset)
        let path = try #require(paths["t10k-labels-idx1-ubyte.gz"], "\(name)")
        #expect(try IDXFile(path: path, dimensions: 1).elements.count == 300, "\(name)")
      }
      let isPlain = bytes == Self.contents
      #expect(
        FileManager.default.fileExists(
          atPath: folder("sample/t10k-labels-idx1-ubyte" + (isPlain ? "" : ".gz"))), "\(name)")
    }
  }

  @Test("other contents are refused, whatever their name")
  func refused() async throws {
    let asset = try Self.asset()
    var other = Self.contents
    other[200] ^= 1
    let packed = try PatchedImagesTests.gzip(other)
    let cases: [(bytes: [UInt8], reason: String)] = [
      (other, "the SHA-256 of its contents, inflated, is "),
      (packed, "the SHA-256 of its contents, inflated, is "),
      (Array(packed.dropLast(9)), "it cannot be inflated: "),
      (try PatchedImagesTests.gzip(Self.contents + [0]), "it cannot be inflated: "),
    ]
    for (bytes, reason) in cases {
      let folder = try TemporaryFolder()
      try FileManager.default.createDirectory(
        atPath: folder("from"), withIntermediateDirectories: true)
      _ = try folder.write(bytes, to: "from/t10k-labels-idx1-ubyte")
      let error = await #expect(throws: AssetError.self) {
        try await AssetFetcherTests.fetcher(folder).fetch(asset, from: folder("from"))
      }
      #expect("\(error.map { "\($0)" } ?? "")".contains(reason), "\(reason)")
      // Under a name of no meaning it is not even looked at.
      try FileManager.default.moveItem(
        atPath: folder("from/t10k-labels-idx1-ubyte"), toPath: folder("from/labels"))
      let missing = await #expect(throws: AssetError.self) {
        try await AssetFetcherTests.fetcher(folder).fetch(asset, from: folder("from"))
      }
      #expect("\(missing.map { "\($0)" } ?? "")".contains("there is no "))
    }
  }

  @Test("the MNIST family is known by its contents", arguments: ["mnist", "fashion-mnist"])
  func table(name: String) throws {
    let asset = try Asset.named(name)
    #expect(asset.files.map(\.contents?.size) == [47_040_016, 60_008, 7_840_016, 10_008])
    #expect(Set(asset.files.compactMap(\.contents?.sha256)).count == 4)
  }
}
