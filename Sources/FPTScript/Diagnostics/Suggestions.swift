/// Names close to a misspelt one.
package enum Suggestions {
  /// Longest name that is compared; longer ones are nobody's slip.
  private static let longest = 64
  private static let mostCandidates = 2_000
  /// Most names that are suggested.
  package static let most = 3

  /// The nearest candidates within `max(1, length / 3)` edits, nearest first, then in their order.
  ///
  /// An edit inserts, deletes or replaces a character, or swaps two neighbors (Damerau 1964).
  package static func near(_ name: String, among candidates: some Sequence<String>) -> [String] {
    let wanted = Array(name.utf8)
    guard !wanted.isEmpty, wanted.count <= longest else { return [] }
    let limit = max(1, wanted.count / 3)
    var found: [(name: String, distance: Int)] = []
    for candidate in candidates.prefix(mostCandidates) where candidate != name {
      let length = candidate.utf8.count
      guard length > 0, length <= longest, abs(length - wanted.count) <= limit else { continue }
      let distance = self.distance(wanted, Array(candidate.utf8))
      guard distance <= limit, !found.contains(where: { $0.name == candidate }) else { continue }
      found.append((candidate, distance))
    }
    let sorted = found.enumerated().sorted {
      ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset)
    }
    return sorted.prefix(most).map(\.element.name)
  }

  /// The nearest candidates however far they are, nearest first, then in their order.
  package static func nearest(
    _ name: String, among candidates: some Sequence<String>, count: Int
  ) -> [String] {
    let wanted = Array(name.utf8.prefix(longest))
    return candidates.prefix(mostCandidates).enumerated()
      .map { (distance(wanted, Array($1.utf8.prefix(2 * longest))), $0, $1) }
      .sorted { ($0.0, $0.1) < ($1.0, $1.1) }.prefix(count).map(\.2)
  }

  /// Optimal string alignment distance.
  ///
  /// O(|a| · |b|).
  static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    var current = last
    for i in a.indices {
      current[0] = i + 1
      for j in b.indices {
        let replacement = last[j] + (a[i] == b[j] ? 0 : 1)
        var best = min(replacement, last[j + 1] + 1, current[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, beforeLast[j - 1] + 1)
        }
        current[j + 1] = best
      }
      (beforeLast, last, current) = (last, current, beforeLast)
    }
    return last[b.count]
  }
}
