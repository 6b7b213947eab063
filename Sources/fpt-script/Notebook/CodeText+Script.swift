import FPTReport
import FPTScript

extension CodeText {
  /// An experiment file in the colors of the language.
  init(script text: String) {
    self.init(SourceHighlight.spans(of: text).map { Span($0.text, Role($0.role)) })
  }
}

extension CodeText.Role {
  fileprivate init(_ role: SourceHighlight.Role) {
    self =
      switch role {
      case .plain: .plain
      case .comment: .comment
      case .prose: .prose
      case .string: .string
      case .number: .number
      case .keyword: .keyword
      case .declared: .declared
      case .call: .call
      case .field: .field
      case .name: .name
      }
  }
}

extension NotebookExcerpt {
  /// A piece of an experiment file in the colors of the language.
  init(_ piece: ScriptExcerpts.Piece) {
    self =
      switch piece {
      case .prose(let text): .prose(text)
      case .figure(_, let name, let source): .figure(name: name, CodeText(script: source))
      case .declarations(let source): .declarations(CodeText(script: source))
      }
  }
}
