import FPTJSON
import FPTScript

/// One of several equal parts of a plan: the `index`-th of `count`, both from 1.
///
/// The parts of a plan are disjoint and cover it. They are the same on every machine and for every store: cells are dealt
/// out in the order of the digests of their declarations, which do not depend on data or weights files.
package struct Shard: Sendable, Hashable, CustomStringConvertible {
  package let index: Int
  package let count: Int

  package var description: String { "\(index)/\(count)" }

  /// Reads `3/16`; nil for anything else than two whole numbers of which the first is from 1 to the second.
  package init?(parsing text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]),
      (1...1_000_000).contains(count), (1...count).contains(index)
    else { return nil }
    self.index = index
    self.count = count
  }

  /// Indices of the cells of a plan that belong to this part.
  ///
  /// Cells of one identity are in one part, however many runs have them.
  package func indices(of plan: ExperimentPlan) -> Set<Int> {
    let keys = plan.cells.map(\.declarationDigest)
    var keyOfHash: [String: String] = [:]
    for (cell, key) in zip(plan.cells, keys) {
      guard let hash = cell.identity?.hash else { continue }
      keyOfHash[hash] = keyOfHash[hash].map { min($0, key) } ?? key
    }
    let owners = zip(plan.cells, keys).map { cell, key in
      cell.identity.flatMap { keyOfHash[$0.hash] } ?? key
    }
    let ranks = Dictionary(
      Set(keys).sorted().enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    return Set(
      owners.indices.filter { (ranks[owners[$0]] ?? 0) % count == index - 1 })
  }
}

extension PlannedCell {
  /// SHA-256 of what the experiment file says of the cell: its identity without the digests of data and weights.
  fileprivate var declarationDigest: String {
    CellIdentity.sha256(
      JSONValue.object([
        "task": resolved.task.value.canonical(),
        "model": resolved.model.value.canonical(),
        "freezing": .list(resolved.freezing.map { .text($0.expressionText) }),
        "train": resolved.train.value.canonical(),
        "seed": .integer(Int64(bitPattern: resolved.seed)),
        "keep": .list(resolved.keep.sorted().map { .text($0) }),
        "measures": .list(
          resolved.measures.map { .text(CellIdentity.measureKey($0.value)) }),
      ]).canonicalText)
  }
}
