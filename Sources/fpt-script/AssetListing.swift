import FPTLib
import Foundation

/// The table that `fetch --list` prints.
struct AssetListing {
  let store: AssetStore

  var text: String {
    var text = "assets in \(store.root)\n\n"
    for asset in Asset.all {
      let isHere = (try? store.locate(asset)) != nil
      let bytes = asset.files.reduce(0) { $0 + ($1.accepted.map(\.size).max() ?? 0) }
      let size = String(format: "%.1f MB", Double(bytes) / 1e6)
      text += "\(asset.name)  (\(asset.kind.rawValue), \(size), \(isHere ? "here" : "not here"))\n"
      text += "  \(asset.summary)\n"
      text += "  licence: \(asset.licence)\n"
      text += "  sources: \(asset.sources.map(\.description).joined(separator: "; "))\n"
      for file in asset.files {
        let digests = file.accepted.map(\.sha256).joined(separator: " or ")
        text += "  \(file.path)  sha256 \(digests)\n"
      }
      text += "\n"
    }
    return text
  }
}
