extension TerminalRenderer {
  typealias Block = MarkdownDocument.Block
  typealias Inline = MarkdownDocument.Inline

  /// Blocks under each other, an empty line between them unless they are items of a tight list.
  func lines(of blocks: [Block], limit: Int, isTight: Bool = false) -> [StyledText] {
    var result: [StyledText] = []
    for block in blocks {
      if !result.isEmpty, !isTight { result.append(StyledText()) }
      result += lines(of: block, limit: limit)
    }
    return result
  }

  private func lines(of block: Block, limit: Int) -> [StyledText] {
    // Whatever is nested however deep keeps a few columns to stand in.
    let limit = max(limit, 8)
    switch block {
    case .heading(let level, let inlines):
      return heading(inlines, level: level, limit: limit)
    case .paragraph(let inlines):
      return paragraph(inlines, limit: limit)
    case .list(let list):
      return lines(of: list, limit: limit)
    case .quote(let blocks):
      let bar = StyledText("│ ", .dim)
      return lines(of: blocks, limit: limit - 2).map { bar + $0 }
    case .code(let code):
      return literal(code, style: TextStyle(color: .cyan), limit: limit)
    case .html(let html):
      return literal(html, style: .dim, limit: limit)
    case .rule:
      return [StyledText(String(repeating: "─", count: limit), .dim)]
    case .table(let table):
      return lines(of: table, limit: limit)
    }
  }

  /// Two levels of headings carry a rule, which also tells them apart without color.
  func heading(_ inlines: [Inline], level: Int, limit: Int) -> [StyledText] {
    let title = paragraph(inlines, limit: limit, style: .bold)
    guard level <= 2 else { return title }
    let width = title.reduce(0) { max($0, $1.width) }
    return title + [StyledText(String(repeating: level == 1 ? "═" : "─", count: width), .dim)]
  }

  private func paragraph(
    _ inlines: [Inline], limit: Int, style: TextStyle = .plain
  ) -> [StyledText] {
    text(of: inlines, style: style).flatMap { $0.wrapped(toColumns: limit) }
  }

  private func literal(_ text: String, style: TextStyle, limit: Int) -> [StyledText] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    while lines.last?.isEmpty == true { lines.removeLast() }
    let margin = StyledText("    ")
    return lines.flatMap { line in
      let expanded = String(line).split(separator: "\t", omittingEmptySubsequences: false)
        .joined(separator: "    ")
      return StyledText(expanded, style).broken(atColumns: limit - 4).map { margin + $0 }
    }
  }

  private func lines(of list: MarkdownDocument.List, limit: Int) -> [StyledText] {
    // The last number decides the indentation of all.
    let widest = list.start.map { "\($0 &+ list.items.count)".count + 2 } ?? 2
    var result: [StyledText] = []
    for (index, item) in list.items.enumerated() {
      if index > 0, !list.isTight { result.append(StyledText()) }
      let bullet = list.checks[index].map { $0 ? "☑" : "☐" } ?? "•"
      let mark = list.start.map { "\($0 &+ index)." } ?? bullet
      let content = lines(of: item, limit: limit - widest, isTight: list.isTight)
      for (number, line) in (content.isEmpty ? [StyledText()] : content).enumerated() {
        let margin = StyledText(number == 0 ? mark : "", .dim).padded(toColumns: widest)
        result.append(margin + line)
      }
    }
    return result
  }

  /// A table of prose: where it is too wide, its widest columns give way and wrap.
  private func lines(of table: MarkdownDocument.Table, limit: Int) -> [StyledText] {
    func text(_ inlines: [Inline], _ style: TextStyle = .plain) -> StyledText {
      self.text(of: inlines, style: style).reduce(into: StyledText()) { $0.append($1) }
    }
    let header = table.header.map { text($0, .bold) }
    let rows = table.rows.map { $0.map { text($0) } }
    var widths = header.indices.map { column in
      rows.reduce(header[column].width) { max($0, column < $1.count ? $1[column].width : 0) }
    }
    let available = limit - BoxTable.frame(columns: widths.count)
    while widths.reduce(0, +) > available, let widest = widths.max(), widest > 4 {
      for column in widths.indices where widths[column] == widest { widths[column] -= 1 }
    }
    func cell(_ text: StyledText, _ column: Int) -> [StyledText] {
      text.wrapped(toColumns: max(widths[column], 1))
    }
    return BoxTable(
      columns: header.enumerated().map { column, text in
        let alignment: BoxTable.Alignment =
          switch column < table.alignments.count ? table.alignments[column] : .left {
          case .left: .left
          case .center: .center
          case .right: .right
          }
        return .init(header: cell(text, column), alignment: alignment)
      },
      rows: rows.map { $0.prefix(header.count).enumerated().map { cell($1, $0) } }
    ).lines()
  }

  /// Inline text, one styled text for every forced line.
  private func text(of inlines: [Inline], style: TextStyle) -> [StyledText] {
    var lines = [StyledText()]
    append(inlines, style: style, to: &lines)
    return lines
  }

  private func append(_ inlines: [Inline], style: TextStyle, to lines: inout [StyledText]) {
    func add(_ text: String, _ style: TextStyle) { lines[lines.count - 1].append(text, style) }
    for inline in inlines {
      var inner = style
      switch inline {
      case .text(let text): add(text, style)
      case .code(let text):
        inner.color = .cyan
        add(color ? text : "`\(text)`", inner)
      case .html(let text): add(text, .dim)
      case .softBreak: add(" ", style)
      case .lineBreak: lines.append(StyledText())
      case .emphasis(let content):
        inner.isItalic = true
        // Without color, emphasis is left to the words.
        append(content, style: inner, to: &lines)
      case .strong(let content):
        inner.isBold = true
        append(content, style: inner, to: &lines)
      case .struck(let content):
        add("~~", style)
        append(content, style: style, to: &lines)
        add("~~", style)
      case .link(let url, let content):
        inner.isUnderlined = true
        let before = lines
        append(content, style: inner, to: &lines)
        let shown = lines.last?.text.dropFirst(before.last?.text.count ?? 0) ?? ""
        if !url.isEmpty, shown != url { add(" (\(url))", style) }
      case .image(_, let content):
        add("[image: ", .dim)
        append(content, style: style, to: &lines)
        add("]", .dim)
      }
    }
  }
}
