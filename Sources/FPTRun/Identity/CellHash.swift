import FPTScript

/// Hashes of cells as people type them: the first few digits.
package enum CellHash {
  /// Digits that listings show of a hash.
  package static let shownDigits = 12

  /// The one hash that begins with some digits.
  ///
  /// - Throws: `CellHashError` where there is none, or more than one.
  package static func complete(
    _ prefix: String, among hashes: some Sequence<String>
  ) throws(CellHashError) -> String {
    let digits = prefix.lowercased()
    let known = Array(Set(hashes)).sorted()
    guard !digits.isEmpty, digits.utf8.count <= 64,
      digits.allSatisfy({ $0.isASCII && $0.isHexDigit })
    else { throw .malformed(prefix) }
    let found = known.filter { $0.hasPrefix(digits) }
    if found.count > 1 { throw .ambiguous(prefix, matches: found) }
    guard let hash = found.first else {
      let shown = known.map { String($0.prefix(max(digits.count, shownDigits))) }
      // Near as a whole, or alike in the first digits, which is what is read off a listing.
      let near = Suggestions.near(digits, among: known.map { String($0.prefix(digits.count)) })
      let alike = shown.filter { digits.count >= 4 && $0.hasPrefix(digits.prefix(4)) }
      let nearest = shown.filter { hash in near.contains { hash.hasPrefix($0) } }
      throw .unknown(
        prefix, near: Array((alike + nearest.filter { !alike.contains($0) }).prefix(3)),
        count: known.count)
    }
    return hash
  }
}

/// Why some digits choose no cell.
package enum CellHashError: Error, Sendable, Hashable {
  case malformed(String)
  case unknown(String, near: [String], count: Int)
  case ambiguous(String, matches: [String])
}

extension CellHashError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .malformed(let text):
      return "a cell is named by the first of its 64 digits 0-9 and a-f; found `\(text)`"
    case .unknown(let text, let near, let count):
      let cells = count == 1 ? "the one cell there is has no" : "none of the \(count) cells has a"
      return "\(cells) hash that begins with `\(text)`"
        + (near.isEmpty
          ? "" : "; did you mean \(near.map { "`\($0)`" }.joined(separator: " or "))?")
    case .ambiguous(let text, let matches):
      let digits = Self.distinguishing(matches)
      let shown = matches.prefix(4).map { String($0.prefix(digits)) }.joined(separator: ", ")
      return "\(matches.count) cells have a hash that begins with `\(text)`: \(shown)"
        + (matches.count > 4 ? ", …" : "")
    }
  }

  /// How many digits tell some hashes apart, and a few more.
  private static func distinguishing(_ hashes: [String]) -> Int {
    var digits = CellHash.shownDigits
    while digits < 64, Set(hashes.map { $0.prefix(digits) }).count < hashes.count { digits += 4 }
    return digits
  }
}
