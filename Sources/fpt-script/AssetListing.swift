import FPTLib
import Foundation

/// The output of `fetch --list`.
struct AssetListing {
  let store: AssetStore

  /// One entry an asset: name, kind, size, license, whether it is here, and what it is; then what is here of the hub.
  func overview(_ hub: [Asset]) -> String {
    var text = "assets in \(store.root)\n" + lines(Asset.all)
    if !hub.isEmpty { text += "\nfrom the Hugging Face hub\n" + lines(hub) }
    return text + "\nfpt-script fetch NAME         gets one\n"
      + "fpt-script fetch --list NAME  shows its sources, files and digests\n"
      + "fpt-script fetch hf:ORG/NAME  gets a repository of the Hugging Face hub\n"
  }

  private func lines(_ assets: [Asset]) -> String {
    let rows = assets.map { asset in
      [asset.name, asset.kind.rawValue, size(asset), asset.license, state(asset)]
    }
    let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
    var text = ""
    for (asset, row) in zip(assets, rows) {
      let cells = row.enumerated().map { column, cell in
        let gap = String(repeating: " ", count: widths[column] - cell.count)
        return column == 2 ? gap + cell : cell + gap
      }
      text += "\n  " + cells.joined(separator: "  ").trimmedAtEnd + "\n"
      text += String(repeating: " ", count: widths[0] + 4) + asset.summary + "\n"
    }
    return text
  }

  /// All that is known of some assets.
  func details(_ assets: [Asset]) -> String {
    assets.map { asset in
      var text = "\(asset.name)  \(asset.summary)\n\n"
      let size = size(asset)
      text +=
        "  kind      \(asset.kind.rawValue), \(size.isEmpty ? "its size is not published" : size)\n"
      text += "  state     \(state(asset)), \(store.folder(of: asset))\n"
      text += "  license   \(asset.license)\n"
      text += "  citation  \(asset.citation)\n\n  sources, tried in this order\n"
      for (index, source) in asset.sources.enumerated() {
        text += "    \(index + 1). \(source)\n"
      }
      text += "\n  files\n"
      for file in asset.files {
        text += "    \(file.path)\n"
        for (index, form) in file.accepted.enumerated() {
          text += "      \(index == 0 ? "" : "or ")\(form)\n"
        }
      }
      return text
    }.joined(separator: "\n")
  }

  /// The description of an asset, as `--json` prints it.
  struct Entry: Encodable {
    struct File: Encodable {
      struct Form: Encodable {
        /// Absent where it is not published; the same goes for the digests.
        var bytes: Int?
        var sha256: String?
        var md5: String?
        var gitBlob: String?

        init(_ digest: AssetFile.Digest) {
          bytes = digest.size
          switch digest.checksum {
          case .sha256(let value): sha256 = value
          case .md5(let value): md5 = value
          case .gitBlob(let value): gitBlob = value
          case .unpublished: break
          }
        }
      }
      var path: String
      var accepted: [Form]
    }
    var name: String
    var kind: String
    var summary: String
    var licence: String
    var citation: String
    /// `here`, `not here`, `incomplete` or `damaged`.
    var state: String
    var folder: String
    var sources: [String]
    var files: [File]
  }

  func entries(_ assets: [Asset]) -> [Entry] {
    assets.map { asset in
      Entry(
        name: asset.name, kind: asset.kind.rawValue, summary: asset.summary,
        licence: asset.license, citation: asset.citation, state: state(asset),
        folder: store.folder(of: asset), sources: asset.sources.map { "\($0)" },
        files: asset.files.map { file in
          Entry.File(
            path: file.path,
            accepted: file.accepted.map(Entry.File.Form.init))
        })
    }
  }

  private func size(_ asset: Asset) -> String {
    asset.bytes.map { String(format: "%.1f MB", Double($0) / 1e6) } ?? ""
  }

  private func state(_ asset: Asset) -> String {
    switch Result(catching: { () throws(AssetError) in try store.locate(asset) }) {
    case .success: "here"
    case .failure(.wrongFile): "damaged"
    case .failure(.missing(_, _, let files)) where files.count < asset.files.count: "incomplete"
    case .failure: "not here"
    }
  }
}

extension String {
  fileprivate var trimmedAtEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
