import FPTLib
import FPTScript

/// A name of weights that is neither that of an asset nor a path.
struct UnknownWeights: Error, CustomStringConvertible {
  var name: String
  /// Whether a folder of this name lies beside the experiment file.
  var isFolder: Bool
  /// Whether there are data of this name.
  var isDataset: Bool

  private static let known = Asset.all.filter { $0.kind == .weights }.map(\.name)

  /// The nearest names of weights.
  var suggestions: [String] {
    isFolder || isDataset ? [] : Suggestions.near(name, among: Self.known)
  }

  var help: String? {
    if isFolder { return "there is a folder of this name: write \"./\(name)\"" }
    if let first = suggestions.first { return "did you mean \"\(first)\"?" }
    return "a folder of your own is written \"./\(name)\"; known by name are "
      + Self.known.joined(separator: ", ")
  }

  var description: String {
    isDataset ? "`\(name)` is data, and no weights" : "no weights are called `\(name)`"
  }
}
