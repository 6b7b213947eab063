/// Renders a notebook as text for a terminal.
///
/// No line is wider than `width`, except where a single number is. Without color the text has no
/// escape sequence, and what color would say stands in words or signs.
package struct TerminalRenderer: Sendable {
  /// Columns of the terminal, at least 24.
  package let width: Int
  package let color: Bool
  /// Whether each declaration stands where it is in the file.
  package let showsSource: Bool

  package init(width: Int = 80, color: Bool = false, showsSource: Bool = false) {
    self.width = max(width, 24)
    self.color = color
    self.showsSource = showsSource
  }

  /// The whole notebook, ending in a newline.
  package func render(_ notebook: Notebook) -> String {
    var sections: [[StyledText]] = []
    var top: [StyledText] = heading([.text(notebook.title)], level: 1, limit: width)
    top += notebook.header.flatMap { wrapped($0, style: .dim) }
    sections.append(top)
    for (item, heading) in zip(notebook.items, notebook.headings) {
      sections.append(lines(of: item, heading))
    }
    if let origin = notebook.origin { sections.append(lines(of: origin)) }
    if !notebook.footer.isEmpty {
      // Commands and paths among them are copied whole.
      sections.append(notebook.footer.map { StyledText($0, .dim) })
    }
    return encode(sections.filter { !$0.isEmpty })
  }

  /// One item, ending in a newline.
  package func render(_ item: Notebook.Item) -> String {
    encode([lines(of: item, item.heading)])
  }

  private func lines(of item: Notebook.Item, _ heading: FigureHeading?) -> [StyledText] {
    let source = showsSource ? heading?.text.source.map(lines(of:)) ?? [] : []
    return shownLines(of: item, heading) + source
  }

  private func shownLines(of item: Notebook.Item, _ heading: FigureHeading?) -> [StyledText] {
    let heading = heading ?? FigureHeading(.figure, title: "")
    return switch item {
    case .prose(let markdown): lines(of: MarkdownDocument(markdown).blocks, limit: proseWidth)
    case .table(let table, _): lines(of: table, heading) + notes(of: heading)
    case .drawing(.lines(let plot), _): lines(of: plot, heading) + notes(of: heading)
    case .drawing(.map(let map), _): lines(of: map, heading) + notes(of: heading)
    case .source(let code): showsSource ? lines(of: code) : []
    case .note(let text): note(text)
    }
  }

  /// Prose stays readable on a wide terminal.
  private var proseWidth: Int { min(width, 88) }

  private func note(_ text: String) -> [StyledText] {
    let mark = StyledText("note: ", TextStyle(isBold: true, color: .cyan))
    return (mark + StyledText(text)).wrapped(toColumns: width)
  }

  /// A plain line, wrapped where it must be, so that its continuation keeps the indentation.
  private func wrapped(_ text: String, style: TextStyle) -> [StyledText] {
    let whole = StyledText(text, style)
    if whole.width <= width { return [whole] }
    let indentation = min(text.prefix { $0 == " " }.count, width / 2)
    let margin = StyledText(String(repeating: " ", count: indentation))
    return StyledText(text, style).wrapped(toColumns: width - indentation).map { margin + $0 }
  }

  /// Entries of a legend: as many on a line as fit, each kept together where it can be.
  func flowed(_ entries: [StyledText]) -> [StyledText] {
    var lines: [StyledText] = []
    for entry in entries {
      if let last = lines.last, last.width + 3 + entry.width <= width {
        lines[lines.count - 1] = last + StyledText("   ") + entry
      } else {
        lines += entry.wrapped(toColumns: width)
      }
    }
    return lines
  }

  private func encode(_ sections: [[StyledText]]) -> String {
    sections.map { section in
      section.map { $0.encoded(color: color) + "\n" }.joined()
    }.joined(separator: "\n")
  }
}
