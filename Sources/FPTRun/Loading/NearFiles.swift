import FPTScript
import Foundation

/// Files that a path may have been meant for.
package enum NearFiles {
  /// Files with one of some endings: of the same name in the usual folders, and of a similar name beside the path.
  ///
  /// - Complexity: linear in the folder.
  package static func near(_ path: String, endings: [String]) -> [String] {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? ""
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let names =
      ((try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? [])
      .sorted()
    var found: [String] = []
    for ending in endings {
      let files = names.filter { $0.hasSuffix(ending) }
      let full = name.hasSuffix(ending) ? name : name + ending
      func stem(_ name: String) -> String { String(name.dropLast(ending.count)) }
      if full != name, files.contains(full) { found.append(folder + full) }
      if folder.isEmpty, let usual = usualFolder[ending],
        FileManager.default.fileExists(atPath: usual + full)
      {
        found.append(usual + full)
      }
      found += Suggestions.near(stem(full), among: files.map(stem)).map { folder + $0 + ending }
    }
    return Array(found.prefix(Suggestions.most))
  }

  private static let usualFolder = [".fpt": "experiments/", ".h5": "results/"]

  /// `did you mean …?`, or nil where nothing is near.
  package static func question(_ names: [String]) -> String? {
    names.isEmpty ? nil : "did you mean \(names.map { "`\($0)`" }.joined(separator: " or "))?"
  }
}
