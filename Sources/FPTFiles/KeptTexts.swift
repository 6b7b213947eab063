import FPTDigest
import FPTJSON
import FPTResults
import Foundation

/// Texts in files of a folder, one each, that were expensive to find out and can be found out again.
///
/// Each is put in place whole, so that any number of processes may keep the same one. A file that is damaged, belongs to another key
/// or cannot be read counts as absent, and one that cannot be written is made again the next time.
package struct KeptTexts: Sendable {
  private static let sizeLimit = 1 << 24
  private let folder: String

  package init(folder: String) { self.folder = folder }

  private func path(_ name: String) -> String { "\(folder)/\(name).json" }

  /// The text that was kept under a name for this very key.
  package func text(_ name: String, key: String) -> String? {
    guard let size = AssetStore.size(ofFile: path(name)), size <= Self.sizeLimit,
      let data = FileManager.default.contents(atPath: path(name)),
      let entry = try? JSONParser.parse(Array(data)), entry["key"] == .text(key),
      case .text(let text)? = entry["text"],
      entry["sha256"] == .text(Digest(.sha256, of: text).hexadecimal)
    else { return nil }
    return text
  }

  /// Keeps a text, in the place of any other of this name.
  package func keep(_ text: String, as name: String, key: String) {
    let entry = JSONValue.object([
      "key": .text(key), "sha256": .text(Digest(.sha256, of: text).hexadecimal),
      "text": .text(text),
    ])
    do {
      try AtomicFile.createFolder(folder)
      try AtomicFile.replace(path(name), with: Array(entry.text.utf8))
    } catch {
      // Found out again the next time.
    }
  }

  /// Removes what is kept under a name.
  func forget(_ name: String) { unlink(path(name)) }
}
