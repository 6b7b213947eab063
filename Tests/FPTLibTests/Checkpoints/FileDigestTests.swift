import FPTLib
import Foundation
import Testing

/// A file is hashed once in a process, and again once it is touched.
@Suite struct FileDigestTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func write(_ bytes: [UInt8], to name: String) throws -> String {
    try FileManager.default.createDirectory(
      atPath: folder("sample"), withIntermediateDirectories: true)
    let path = try folder.write(bytes, to: name)
    // Younger files are hashed each time: two changes of one instant look like one.
    Thread.sleep(forTimeInterval: 0.15)
    return path
  }

  @Test func onceForEachState() throws {
    let counter = HashedFiles()
    try HashedFiles.$current.withValue(counter) {
      let path = try write([1, 2, 3], to: "a")
      let first = try FileDigest.sha256(ofFile: path)
      #expect(try FileDigest.sha256(ofFile: path) == first)
      #expect(counter.paths == [path])
      // Of the same size, in place, and by a rename.
      for bytes: [UInt8] in [[3, 2, 1], [4, 5, 6]] {
        #expect(try write(bytes, to: "a") == path)
        #expect(try FileDigest.sha256(ofFile: path) == FileDigest.sha256(of: bytes))
      }
      #expect(counter.paths == [path, path, path])
    }
  }

  /// A known asset's file is checked and identified by one reading.
  @Test func ofAnAsset() throws {
    let bytes = AssetFetcherTests.contents
    let path = try write(bytes, to: "sample/data.bin")
    let asset = AssetFetcherTests.asset(bytes, sources: [])
    let counter = HashedFiles()
    try HashedFiles.$current.withValue(counter) {
      #expect(try asset.mismatch(of: "data.bin", in: folder("sample")) == nil)
      #expect(try FileDigest.sha256(ofFile: path) == FileDigest.sha256(of: bytes))
      try AssetStore(root: folder.path).verify(asset)
    }
    #expect(counter.paths == [path])
  }

  @Test func aYoungFileIsHashedEachTime() throws {
    let counter = HashedFiles()
    try HashedFiles.$current.withValue(counter) {
      for byte in UInt8(0)..<20 {
        let path = try folder.write([byte], to: "young")
        #expect(try FileDigest.sha256(ofFile: path) == FileDigest.sha256(of: [byte]))
      }
    }
    #expect(counter.paths.count == 20)
  }

  /// What was looked at and what is there are the same files, or it is told which are not.
  @Test func changesInAFolder() throws {
    _ = try folder.write([1], to: "config.json")
    _ = try folder.write([2], to: "model.safetensors")
    let before = try FolderState(of: folder.path)
    #expect(try FolderState(of: folder.path).changes(since: before).isEmpty)
    Thread.sleep(forTimeInterval: 0.02)
    _ = try folder.write([3], to: "model.safetensors")
    #expect(try FolderState(of: folder.path).changes(since: before) == ["model.safetensors"])
    try FileManager.default.removeItem(atPath: folder("config.json"))
    _ = try folder.write([4], to: "new")
    #expect(
      try FolderState(of: folder.path).changes(since: before)
        == ["config.json", "model.safetensors", "new"])
  }
}
