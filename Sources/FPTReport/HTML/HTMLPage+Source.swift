extension HTMLPage {
  /// Code that the reader unfolds, under a name that no other code of the page has.
  func fold(_ code: CodeText, _ summary: String = "Source", name: String) -> String {
    HTMLElement.fold(summary, HTMLElement.code(colored(code), name: name), kind: "source")
  }

  /// Declarations between figures, with what they declare on the outside.
  ///
  /// `number` counts them on the page.
  func foldDeclarations(_ code: CodeText, number: Int) -> String {
    let kinds = code.declaredKinds.joined(separator: ", ")
    return fold(code, kinds.isEmpty ? "Source" : "Source: \(kinds)", name: "source, part \(number)")
  }

  private func colored(_ code: CodeText) -> String {
    code.spans.map { span in
      let text = span.text.visibleLines.escapedTextForHTML
      let kind = span.role.styleName
      return kind.isEmpty ? text : "<span class=\"\(kind)\">\(text)</span>"
    }.joined()
  }

  /// Every file of the script, and every file of published values; nil where there are none.
  var scriptSection: PageSection? {
    guard !notebook.files.isEmpty else { return nil }
    let files = notebook.files.map { file in
      HTMLElement.fold(
        file.name, HTMLElement.code(colored(file.code), name: file.name), kind: "source")
    }
    return PageSection(name: "source", title: "Source", content: files.joined())
  }
}

extension CodeText.Role {
  /// One letter, since a script has thousands of pieces; empty for what is not colored.
  fileprivate var styleName: String {
    switch self {
    case .plain, .name: ""
    case .comment: "c"
    case .prose: "p"
    case .string: "s"
    case .number: "n"
    case .keyword: "k"
    case .declared: "d"
    case .call: "f"
    case .field: "a"
    }
  }
}
