/// Names close to a misspelt one.
package enum Suggestions {
  /// Longest name that is compared; longer ones are nobody's slip.
  private static let longest = 64
  private static let mostCandidates = 2_000
  /// Most names that are suggested.
  package static let most = 3

  /// The nearest candidates within `max(1, length / 3)` edits, nearest first, then in their order.
  ///
  /// Capitals, `_` and `-` make no difference: `bitxor` is as near to `BitXOR` as can be.
  /// An edit inserts, deletes or replaces a character, or swaps two neighbors (Damerau 1964).
  package static func near(_ name: String, among candidates: some Sequence<String>) -> [String] {
    let wanted = Array(name.utf8)
    guard !wanted.isEmpty, wanted.count <= longest else { return [] }
    let limit = max(1, wanted.count / 3)
    let folded = Array(folded(name).utf8)
    var found: [(name: String, distance: Int)] = []
    for candidate in candidates.prefix(mostCandidates) where candidate != name {
      let length = candidate.utf8.count
      if !folded.isEmpty, isFolded(candidate, folded) {
        if !found.contains(where: { $0.name == candidate }) { found.append((candidate, 0)) }
        continue
      }
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

  /// A name without what only its way of writing adds: capitals, and marks between its words.
  static func folded(_ name: String) -> String {
    String(decoding: name.utf8.compactMap(folded), as: UTF8.self)
  }

  private static func folded(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "): nil
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
    default: byte
    }
  }

  /// Whether a name folds to these bytes; allocates nothing.
  private static func isFolded(_ name: String, _ wanted: [UInt8]) -> Bool {
    var index = 0
    for byte in name.utf8 {
      guard let byte = folded(byte) else { continue }
      guard index < wanted.count, wanted[index] == byte else { return false }
      index += 1
    }
    return index == wanted.count
  }

  /// Whether two names differ in their way of writing alone.
  package static func areAlike(_ one: String, _ other: String) -> Bool {
    let folded = folded(other)
    return !folded.isEmpty && isFolded(one, Array(folded.utf8))
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
