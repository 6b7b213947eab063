/// A cell that one process plans and another computes, given by its hash and its indices in the plan.
///
/// Its text is `HASH@3,17`: the indices of all cells with this hash, counted over all runs in the order of a plan.
package struct CellOrder: Sendable, Hashable, CustomStringConvertible {
  package let hash: String
  /// Several runs may have the cell, and measure it differently.
  package let places: [Int]

  package var description: String {
    "\(hash)@\(places.map(String.init).joined(separator: ","))"
  }

  /// A cell of a plan of a whole experiment; nil for one whose identity is unknown.
  init?(of index: Int, in plan: ExperimentPlan) {
    guard let hash = plan.cells[index].identity?.hash else { return nil }
    self.hash = hash
    places = plan.cells.indices.filter { plan.cells[$0].identity?.hash == hash }
  }

  /// Reads what ``description`` writes; nil for anything else.
  package init?(parsing text: String) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 64 else { return nil }
    let numbers = parts[1].split(separator: ",", omittingEmptySubsequences: false)
    let places = numbers.compactMap { Int($0) }
    guard !places.isEmpty, places.count == numbers.count, places.allSatisfy({ $0 >= 0 }) else {
      return nil
    }
    hash = String(parts[0])
    self.places = places
  }
}
