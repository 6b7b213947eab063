/// A pattern over parameter names, in which `*` stands for any run of characters, dots included.
package struct NamePattern: Sendable, Hashable {
  private let pieces: [[UInt8]]

  /// A pattern as it is written; every text is one.
  package init(_ pattern: String) {
    pieces = pattern.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
      .map(Array.init)
  }

  /// - Complexity: O(name · pattern).
  package func matches(_ name: String) -> Bool {
    let name = Array(name.utf8)
    guard let first = pieces.first, let last = pieces.last else { return name.isEmpty }
    if pieces.count == 1 { return name == first }
    guard name.count >= first.count + last.count, name.starts(with: first),
      name.suffix(last.count).elementsEqual(last)
    else { return false }
    // Between a fixed beginning and a fixed end the earliest place of each piece is the best one.
    var place = first.count
    let end = name.count - last.count
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      var found = false
      while place + piece.count <= end {
        if name[place..<place + piece.count].elementsEqual(piece) {
          found = true
          break
        }
        place += 1
      }
      if !found { return false }
      place += piece.count
    }
    return true
  }

  /// Whether the pattern matches a name, whole or without the prefix that it begins with.
  package func matches(_ name: String, orAfter prefix: String) -> Bool {
    matches(name) || matches(String(name.dropFirst(prefix.count)))
  }

  /// Patterns that cover some names, with `*` in the place of numbers between dots, each once: `h.*.ls1.gamma` for the gains of all blocks.
  package static func covering(_ names: [String]) -> [String] {
    var patterns: [String] = []
    var seen: Set<String> = []
    for name in names {
      let pattern = name.split(separator: ".", omittingEmptySubsequences: false)
        .map { Int($0) == nil ? String($0) : "*" }.joined(separator: ".")
      if seen.insert(pattern).inserted { patterns.append(pattern) }
    }
    return patterns
  }
}
