import FPTLib
import Foundation
import Testing

@Suite("Assets: the real sources")
struct RealFetchTests {
  static let isWanted = ProcessInfo.processInfo.environment["FPT_TEST_NETWORK"] == "1"

  @Test(
    "each asset can be fetched into an empty folder",
    .enabled(if: isWanted, "set FPT_TEST_NETWORK=1 to download from the real sources"),
    arguments: Asset.all.filter { ["minilm", "fashion-mnist"].contains($0.name) })
  func fetch(asset: Asset) async throws {
    let folder = try TemporaryFolder()
    let fetcher = AssetFetcher(store: AssetStore(root: folder.path))
    try await fetcher.fetch(asset) { event in
      if case .receiving = event { return }
      print("\(asset.name): \(event)")
    }
    try fetcher.store.verify(asset)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder(asset.name))
    #expect(Set(names) == Set(asset.files.map(\.path) + [".lock"]))
  }
}
