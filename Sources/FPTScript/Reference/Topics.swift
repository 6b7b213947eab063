/// Something that people ask about and that is no word of a file: a symptom, an idea of the paper, a mark of the grammar.
package struct Topic: Sendable, Hashable {
  package var title: String
  /// Words and phrases under which people look for it; the title is one of them.
  package var names: [String]
  package var text: String
  /// What to look up next.
  package var see: [String]

  init(_ title: String, _ names: [String], _ text: String, see: [String] = []) {
    (self.title, self.names, self.text, self.see) = (title, [title] + names, text, see)
  }

  /// The topic as `explain` prints it, ended by a line break.
  package var rendered: String {
    "\(title)\n\n\(text)\n"
      + (see.isEmpty ? "" : "\nSee also: \(see.map { "`\($0)`" }.joined(separator: ", "))\n")
  }

  /// The topics that a phrase asks for, the nearest first: those of this name, or else those that share most of its words.
  package static func matching(_ phrase: String) -> [Topic] {
    let wanted = Suggestions.folded(phrase)
    guard !wanted.isEmpty else { return [] }
    let named = all.filter { $0.names.contains { Suggestions.folded($0) == wanted } }
    if !named.isEmpty { return named }
    let words = content(phrase)
    guard !words.isEmpty else { return [] }
    let scored = all.enumerated().compactMap { index, topic -> (score: Int, index: Int)? in
      let best = topic.names.map { name in words.intersection(content(name)).count }.max() ?? 0
      return best > 0 && 2 * best >= words.count ? (best, index) : nil
    }
    guard let most = scored.map(\.score).max() else { return [] }
    return scored.filter { $0.score == most }.prefix(2).map { all[$0.index] }
  }

  /// The words of a phrase that say what it is about.
  private static func content(_ phrase: String) -> Set<String> {
    let small: Set = [
      "is", "the", "a", "an", "of", "my", "does", "do", "it", "to", "in", "and", "not", "why",
      "how", "what", "are", "i",
    ]
    let words = phrase.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return Set(words.filter { !small.contains($0) })
  }
}
