/// One file of the script behind a notebook, or a file of published values.
package struct NotebookFile: Sendable, Hashable {
  package var name: String
  package var code: CodeText

  package init(name: String, code: CodeText) {
    self.name = name
    self.code = code
  }
}

/// A piece of the experiment file, in its order.
package enum NotebookExcerpt: Sendable, Hashable {
  /// Markdown.
  case prose(String)
  /// The declaration of a table or plot of some name.
  case figure(name: String, CodeText)
  /// Declarations between the other pieces.
  case declarations(CodeText)
}

extension Notebook {
  /// Puts the source of each table and plot beside it, and the declarations between them where they stand in the file.
  ///
  /// A piece whose neighbors the notebook does not show stands at the end.
  package mutating func add(_ excerpts: [NotebookExcerpt]) {
    let places = places(of: excerpts)
    for (place, excerpt) in zip(places, excerpts) {
      guard let place, case .figure(_, let code) = excerpt else { continue }
      items[place].figureText?.source = code
    }
    // From the end, so that places before stay as they are.
    var next = items.count
    for (place, excerpt) in zip(places, excerpts).reversed() {
      if case .declarations(let code) = excerpt {
        items.insert(.source(code), at: next)
      } else if let place {
        next = place
      }
    }
  }

  /// The item that each piece is; nil for declarations, and for what the notebook does not show.
  private func places(of excerpts: [NotebookExcerpt]) -> [Int?] {
    let prose = items.indices.filter { if case .prose = items[$0] { true } else { false } }
    let written = excerpts.count { if case .prose = $0 { true } else { false } }
    // The first piece may have been the title alone, which the notebook has above.
    let dropped = written - prose.count
    var seen = 0
    var last = -1
    return excerpts.map { excerpt in
      var place: Int?
      switch excerpt {
      case .prose:
        let index = seen - dropped
        seen += 1
        place = (0...1).contains(dropped) && prose.indices.contains(index) ? prose[index] : nil
      case .figure(let name, _):
        place = items.firstIndex { $0.figureText?.data?.name == name }
      case .declarations: return nil
      }
      // Out of order, they would carry what stands between them to another place.
      guard let found = place, found > last else { return nil }
      last = found
      return found
    }
  }
}

extension Notebook.Item {
  /// What is said of a table or plot besides its numbers; nil for other items.
  var figureText: FigureText? {
    get {
      switch self {
      case .table(_, let text), .drawing(_, let text): text
      case .prose, .source, .note: nil
      }
    }
    set {
      guard let newValue else { return }
      switch self {
      case .table(let table, _): self = .table(table, newValue)
      case .drawing(let drawing, _): self = .drawing(drawing, newValue)
      case .prose, .source, .note: break
      }
    }
  }
}
