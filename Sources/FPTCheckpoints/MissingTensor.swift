/// A tensor that should be in a checkpoint and is not.
public struct MissingTensor: Sendable, Hashable {
  /// The name that was looked for.
  public let name: String
  /// Names that the checkpoint has and that end alike, the most alike first.
  public let similar: [String]

  /// Makes the record of a tensor that was looked for.
  package init(name: String, similar: [String]) {
    self.name = name
    self.similar = similar
  }

  /// For how many missing tensors similar names are looked for.
  package static let suggestionLimit = 8

  /// Up to three names of a file that share at least their last component with `name`, by how much of the end is shared.
  package static func names(similarTo name: String, in file: any TensorSource) -> [String] {
    let parts = name.split(separator: ".")
    var ranked: [(shared: Int, name: String)] = []
    for candidate in file.names {
      let others = candidate.split(separator: ".")
      let end = zip(parts.reversed(), others.reversed()).prefix { $0 == $1 }.count
      guard end > 0 else { continue }
      // Between equal ends, as many components and then shared ones decide.
      let shared =
        100 * end - 10 * min(9, abs(parts.count - others.count))
        + min(9, parts.count { others.contains($0) })
      let place = ranked.firstIndex { $0.shared < shared } ?? ranked.endIndex
      if place < 3 {
        ranked.insert((shared, candidate), at: place)
        if ranked.count > 3 { ranked.removeLast() }
      }
    }
    return ranked.map(\.name)
  }
}
