import FPTLib
import FPTScript

/// Weights and data known by name that are not on this machine: told once, with one command that gets all of them.
struct MissingAssets {
  private var names: [String] = []
  private var labels: [Diagnostic.Label] = []
  private var firstCell = ""

  /// Takes an error that says that an asset is missing; false for any other.
  mutating func add(_ error: any Error, of cell: ResolvedCell, name: String, isTask: Bool) -> Bool {
    guard case AssetError.missing(let asset, _, _) = error else { return false }
    guard !names.contains(asset) else { return true }
    if names.isEmpty { firstCell = name }
    names.append(asset)
    if let span = cell.span(of: error, isTask: isTask), !labels.contains(where: { $0.span == span })
    {
      labels.append(Diagnostic.Label(span))
    }
    return true
  }

  /// The note about all of them, and the first cell that needs one; nil where none is missing.
  var diagnostic: (cell: String, diagnostic: Diagnostic)? {
    guard !names.isEmpty else { return nil }
    let listed = names.map { name in
      let bytes = (try? Asset.named(name))?.bytes
      return "`\(name)`" + (bytes.map { " (\(Amount.bytes($0)))" } ?? "")
    }
    return (
      firstCell,
      Diagnostic(
        severity: .note,
        message: "not on this machine: \(listed.joined(separator: ", "))", labels: labels,
        help:
          "get \(names.count == 1 ? "it" : "them") with `\(AssetStore.command(fetching: names.joined(separator: " ")))`"
      )
    )
  }
}
