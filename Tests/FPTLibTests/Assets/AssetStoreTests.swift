import FPTLib
import Foundation
import Testing

@Suite("Assets: the table and the store")
struct AssetStoreTests {
  @Test("the table is well-formed", arguments: Asset.all)
  func table(asset: Asset) {
    #expect(!asset.files.isEmpty && !asset.sources.isEmpty)
    #expect(!asset.license.isEmpty && !asset.citation.isEmpty && !asset.summary.isEmpty)
    for file in asset.files {
      #expect(!file.path.hasPrefix("/") && !file.path.contains(".."))
      for form in file.accepted {
        #expect(form.size ?? 1 > 0)
        switch form.checksum {
        case .sha256(let text): #expect(text.count == 64 && Self.isHexadecimal(text))
        case .md5(let text): #expect(text.count == 32 && Self.isHexadecimal(text))
        case .gitBlob(let text): #expect(text.count == 40 && Self.isHexadecimal(text))
        // One content cannot be both unpublished and of a known digest.
        case .unpublished: #expect(file.accepted.count == 1)
        }
      }
    }
    for source in asset.sources {
      switch source {
      case .http(let base): #expect(base.hasSuffix("/") && URL(string: base) != nil)
      case .archive(let address, _, let folder):
        #expect(URL(string: address) != nil && !folder.hasSuffix("/"))
      default: break
      }
    }
    #expect(Asset.all.filter { $0.name == asset.name }.count == 1)
  }

  private static func isHexadecimal(_ text: String) -> Bool {
    text.allSatisfy { "0123456789abcdef".contains($0) }
  }

  @Test(
    "the folder follows the environment",
    arguments: [
      (["FPT_DATA": "/d", "HOME": "/h", "XDG_DATA_HOME": "/x"], "/d"),
      (["HOME": "/h", "XDG_DATA_HOME": "/x"], "/x/fpt-script"),
      (["HOME": "/h", "XDG_DATA_HOME": "relative"], "/h/.local/share/fpt-script"),
      (["HOME": "/h", "FPT_DATA": ""], "/h/.local/share/fpt-script"),
    ])
  func environment(_ variables: [String: String], root: String) throws {
    #expect(try AssetStore(environment: variables).root == root)
  }

  @Test("no home is an error")
  func noHome() { #expect(throws: AssetError.self) { try AssetStore(environment: [:]) } }

  /// As a link that leads to itself, a server that does not answer is no sign that nothing is there.
  @Test("what cannot be looked at now is not said to be missing")
  func unknown() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/minilm", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/minilm/config.json", withDestinationPath: "config.json")
    let error = #expect(throws: AssetError.self) {
      try AssetStore(root: folder.path).locate("minilm")
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("minilm/config.json: Too many levels"), "\(text)")
    #expect(!text.contains("fetch"), "\(text)")
  }

  @Test("what is missing is named with the command that gets it")
  func missing() throws {
    let folder = try TemporaryFolder()
    let store = AssetStore(root: folder.path)
    do {
      _ = try store.locate("minilm")
      Issue.record("found in an empty folder")
    } catch {
      #expect(
        "\(error)"
          == "`minilm` is not on this machine (config.json, model.safetensors missing in "
          + "\(folder.path)/minilm); get it with: fpt-script fetch minilm")
    }
    #expect(throws: AssetError.unknown(name: "minilmm", known: Asset.all.map(\.name))) {
      try store.locate("minilmm")
    }
  }

  @Test("a file of another size, or other contents, is not taken for the asset's")
  func wrongFiles() throws {
    let folder = try TemporaryFolder()
    let store = AssetStore(root: folder.path)
    let asset = AssetFetcherTests.asset(Array("abc".utf8), sources: [])
    try FileManager.default.createDirectory(
      atPath: store.folder(of: asset), withIntermediateDirectories: true)
    _ = try folder.write("abcd".utf8, to: "sample/data.bin")
    #expect(throws: AssetError.self) { try store.locate(asset) }
    _ = try folder.write("abd".utf8, to: "sample/data.bin")
    #expect(try store.locate(asset) == folder("sample"))
    #expect(throws: AssetError.self) { try store.verify(asset) }
    _ = try folder.write("abc".utf8, to: "sample/data.bin")
    #expect(try store.verify(asset) == folder("sample"))
  }

  static let installed: [Asset] = {
    let store = try? AssetStore(environment: ProcessInfo.processInfo.environment)
    return Asset.all.filter { asset in (try? store?.locate(asset)) != nil }
  }()

  @Test(
    "assets on this machine have the digests of the table",
    .enabled(if: !installed.isEmpty, "needs a fetched asset"), arguments: installed)
  func installedAssets(asset: Asset) throws {
    try AssetStore(environment: ProcessInfo.processInfo.environment).verify(asset)
  }
}
