import FPTLib
import FPTScript

/// What a model takes of its checkpoint: the prefix, the role of every tensor, and the keys that it refuses.
///
/// Also of a checkpoint that cannot be used.
package struct CheckpointListing: Sendable, Hashable, Encodable {
  package struct Tensors: Sendable, Hashable, Encodable {
    /// As in ``CheckpointMatch/Role``: `used`, `unread`, `harmless`, `leftOut`, `outside`, `accepted`, `refused`.
    package let role: String
    /// In the file's order.
    package let names: [String]
  }

  package struct Key: Sendable, Hashable, Encodable {
    package let key: String
    package let value: String
    /// The values that can be computed; nil for a key that is not known.
    package let expected: String?
    /// Whether the model's `accept:` names it.
    package let isAccepted: Bool
  }

  /// The file of the weights.
  package let weights: String
  /// What stands before the model's own names.
  package let prefix: String
  /// Every prefix under which the file has the whole model.
  package let completePrefixes: [String]
  /// Only roles that some tensor has, in the order above.
  package let tensors: [Tensors]
  /// Tensors that the model reads and the file lacks.
  package let missing: [String]
  /// Keys of config.json that the model refuses or that are accepted.
  package let keys: [Key]

  /// Nil for a model that comes from no checkpoint, and for one of random values, which takes no tensor.
  ///
  /// - Throws: `AssetError` where weights are missing, `CheckpointError` where they cannot be read at all.
  package init?(of cell: ResolvedCell, assets: AssetStore, baseFolder: String) throws {
    let d = cell.model.value
    guard case .text(let name)? = d["weights"], d["init"] != .symbol("random") else { return nil }
    let models = LoadedModels(assets: assets, baseFolder: baseFolder)
    let folder = try CheckpointFolder(path: models.path(of: name))
    let refused = try folder.configuration.refusedKeys()
    let whole = try folder.configuration.accepting(Set(refused.map(\.key))).backbone()
    let backbone = try models.kept(of: whole, d, weights: "\"\(name)\"")
    let choice = d.checkpointChoice
    let match = CheckpointMatch(of: backbone, in: folder.weights, choice: choice)
    weights = folder.weights.path
    prefix = match.prefix
    completePrefixes = match.completePrefixes
    tensors = CheckpointMatch.Role.allCases.compactMap { role in
      let names = match.names(role)
      return names.isEmpty ? nil : Tensors(role: role.rawValue, names: names)
    }
    missing = match.missing.map(\.name)
    keys = refused.map {
      Key(
        key: $0.key, value: $0.found, expected: $0.expected,
        isAccepted: choice.accepted.contains($0.key))
    }
  }

  /// Lines of text, each ended by a line break.
  package var text: String {
    var text = "weights \(weights), prefix `\(prefix)`\n"
    if completePrefixes.count > 1 {
      text +=
        "the whole model stands under " + completePrefixes.map { "`\($0)`" }.joined(separator: ", ")
        + "\n"
    }
    var table: [[String]] = []
    for group in tensors {
      // Used ones are in the table of parameters.
      let patterns = group.role == "used" ? "" : Self.patterns(of: group.names)
      table.append([Self.words(group.role), "\(group.names.count)", patterns])
    }
    if !missing.isEmpty {
      table.append(["missing", "\(missing.count)", Self.patterns(of: missing)])
    }
    text += Columns.text(table, right: [1])
    for key in keys {
      let state = key.isAccepted ? "accepted" : "refused"
      text +=
        "\(state) key `\(key.key)`: \(key.value)"
        + (key.expected.map { "; only \($0) can be computed" } ?? "; not known") + "\n"
    }
    return text
  }

  private static func words(_ role: String) -> String {
    switch role {
    case "unread": "not read"
    case "leftOut": "left out by `layers:`"
    case "outside": "under another prefix"
    default: role
    }
  }

  /// Names with `*` in the place of numbers, each once.
  private static func patterns(of names: [String]) -> String {
    let patterns = NamePattern.covering(names)
    let shown = patterns.prefix(6).joined(separator: ", ")
    return patterns.count > 6 ? shown + " and \(patterns.count - 6) more" : shown
  }
}
