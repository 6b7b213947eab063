import FPTLib
import FPTScript

/// What a model takes of its checkpoint: the prefix, the role of every tensor, and the keys that it refuses. Also of a checkpoint that
/// cannot be used.
public struct CheckpointListing: Sendable, Hashable, Encodable {
  public struct Tensors: Sendable, Hashable, Encodable {
    /// As in ``CheckpointMatch/Role``: `used`, `unread`, `harmless`, `leftOut`, `outside`, `accepted`, `refused`.
    public let role: String
    /// In the file's order.
    public let names: [String]
  }

  public struct Key: Sendable, Hashable, Encodable {
    public let key: String
    public let value: String
    /// The values that can be computed; nil for a key that is not known.
    public let expected: String?
    /// Whether the model's `accept:` names it.
    public let isAccepted: Bool
  }

  /// The file of the weights.
  public let weights: String
  /// What stands before the model's own names.
  public let prefix: String
  /// Every prefix under which the file has the whole model.
  public let completePrefixes: [String]
  /// Only roles that some tensor has, in the order above.
  public let tensors: [Tensors]
  /// Tensors that the model reads and the file lacks.
  public let missing: [String]
  /// Keys of config.json that the model refuses or that are accepted.
  public let keys: [Key]

  /// Nil for a model that comes from no checkpoint, and for one of random values, which takes no tensor.
  ///
  /// - Throws: `AssetError` where weights are missing, `CheckpointError` where they cannot be read at all.
  public init?(of cell: ResolvedCell, assets: AssetStore, baseFolder: String) throws {
    let d = cell.model.value
    guard case .text(let name)? = d["weights"], d["init"] != .symbol("random") else { return nil }
    let models = ModelCatalog(assets: assets, baseFolder: baseFolder)
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
  public var text: String {
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
