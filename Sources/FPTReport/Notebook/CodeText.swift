/// Code in pieces, each with what it is, so that a page and a terminal can color it.
package struct CodeText: Sendable, Hashable {
  /// What a piece is; colors follow it.
  package enum Role: String, Sendable, Hashable, CaseIterable {
    case plain, comment, prose, string, number, keyword, declared, call, field, name
  }

  package struct Span: Sendable, Hashable {
    package var text: String
    package var role: Role

    package init(_ text: String, _ role: Role = .plain) {
      self.text = text
      self.role = role
    }
  }

  package var spans: [Span]

  package init(_ spans: [Span]) {
    self.spans = spans
  }

  /// Code that nobody has looked into.
  package init(plain text: String) {
    spans = [Span(text)]
  }

  package var text: String { spans.map(\.text).joined() }

  /// The words that its declarations begin with, each once: `task`, `model`.
  var declaredKinds: [String] {
    var kinds: [String] = []
    var keyword: String?
    for span in spans where span.role != .plain {
      if span.role == .declared, let keyword, !kinds.contains(keyword) { kinds.append(keyword) }
      keyword = span.role == .keyword ? span.text : nil
    }
    return kinds
  }
}
