import FPTFigures

/// Prose as HTML: headings that can be linked to, links that can do no harm, and references to tables and figures of the page.
///
/// Raw HTML is left out. Everything else is escaped, piece by piece: nothing of a file's text becomes markup by itself.
struct ProseRenderer {
  private let references: FigureReferences
  private let images: [String: String]
  /// The level of the page's outermost headings in prose.
  private let outermost: Int

  /// Code of more characters than this may be broken at the end of a line.
  private static let longestUnbroken = 28

  init(_ notebook: Notebook) {
    references = FigureReferences(notebook)
    images = notebook.images
    let levels = notebook.items.lazy.compactMap { item -> Int? in
      guard case .prose(let text) = item else { return nil }
      return MarkdownDocument(text).headingLevels.min()
    }
    outermost = levels.min() ?? 1
  }

  /// One piece of prose; its headings become part of the outline.
  func html(_ text: String, _ outline: inout PageOutline) -> String {
    MarkdownDocument(text.visibleLines).blocks.map { html($0, &outline) }.joined()
  }

  private func html(
    _ block: MarkdownDocument.Block, _ outline: inout PageOutline, isTight: Bool = false
  ) -> String {
    switch block {
    case .heading(let level, let inlines):
      // One `<h1>`: the page's title.
      let shown = outline.level(max(level - outermost, 0) + 2)
      let title = inlines.plainText
      let name = outline.add(title, level: shown)
      return "<h\(shown) id=\"\(name.escapedForHTML)\">\(html(inlines, links: false))"
        + "\(HTMLElement.anchor(to: name.escapedForHTML, of: title))</h\(shown)>\n"
    case .paragraph(let inlines):
      return isTight ? html(inlines) : "<p>\(html(inlines))</p>\n"
    case .quote(let blocks):
      return "<blockquote>\n\(html(blocks, &outline))</blockquote>\n"
    case .list(let list): return html(list, &outline)
    case .code(let text): return HTMLElement.code(text.escapedLinesForHTML, name: "Code")
    case .table(let table): return html(table)
    case .rule: return "<hr>\n"
    case .html: return ""
    }
  }

  private func html(
    _ blocks: [MarkdownDocument.Block], _ outline: inout PageOutline
  ) -> String {
    blocks.map { html($0, &outline) }.joined()
  }

  private func html(_ list: MarkdownDocument.List, _ outline: inout PageOutline) -> String {
    let tag = list.start == nil ? "ul" : "ol"
    let start = list.start.flatMap { $0 == 1 ? nil : " start=\"\($0)\"" } ?? ""
    let kind = list.checks.contains { $0 != nil } ? " class=\"tasks\"" : ""
    var html = "<\(tag)\(kind)\(start)>\n"
    for (item, check) in zip(list.items, list.checks) {
      html += "<li>"
      if let check {
        html += "<span class=\"check\" role=\"img\" aria-label=\"\(check ? "done" : "open")\">"
        html += check ? "☑</span> " : "☐</span> "
      }
      for block in item { html += self.html(block, &outline, isTight: list.isTight) }
      html += "</li>\n"
    }
    return html + "</\(tag)>\n"
  }

  private func html(_ table: MarkdownDocument.Table) -> String {
    func cells(_ row: [[MarkdownDocument.Inline]], _ tag: String) -> String {
      row.enumerated().map { column, inlines in
        let alignment = table.alignments.indices.contains(column) ? table.alignments[column] : .left
        let kind =
          switch alignment {
          case .left: ""
          case .center: " class=\"center\""
          case .right: " class=\"right\""
          }
        let scope = tag == "th" ? " scope=\"col\"" : ""
        return "<\(tag)\(scope)\(kind)>\(self.html(inlines))</\(tag)>"
      }.joined()
    }
    var html = "<table>\n<thead><tr>\(cells(table.header, "th"))</tr></thead>\n<tbody>\n"
    for row in table.rows { html += "<tr>\(cells(row, "td"))</tr>\n" }
    let name = table.header.map(\.plainText).joined(separator: ", ")
    return HTMLElement.scroll(html + "</tbody>\n</table>", name: "Table of \(name)", role: "group")
  }

  // MARK: In a line

  private func html(_ inlines: [MarkdownDocument.Inline], links: Bool = true) -> String {
    inlines.merged.map { html($0, links: links) }.joined()
  }

  private func html(_ inline: MarkdownDocument.Inline, links: Bool) -> String {
    switch inline {
    case .text(let text): return links ? references.html(text) : text.escapedLinesForHTML
    case .code(let text):
      let kind = text.count > Self.longestUnbroken ? " class=\"long\"" : ""
      return "<code\(kind)>\(text.escapedForHTML)</code>"
    case .emphasis(let inner): return "<em>\(html(inner, links: links))</em>"
    case .strong(let inner): return "<strong>\(html(inner, links: links))</strong>"
    case .struck(let inner): return "<del>\(html(inner, links: links))</del>"
    case .link(let url, let inner):
      let text = html(inner, links: false)
      guard links, let address = SafeAddress(url) else { return text }
      return "<a href=\"\(address.text.escapedForHTML)\"\(address.attributes)>\(text)</a>"
    case .image(let url, let inner):
      let words = inner.plainText
      if let image = DataImage(url) ?? images[url].flatMap(DataImage.init) {
        return "<img src=\"\(image.address)\" alt=\"\(words.escapedForHTML)\">"
      }
      return "<span class=\"no-image\" role=\"img\" aria-label=\"\(words.escapedForHTML)\">"
        + "\(words.isEmpty ? "picture" : words.escapedForHTML)</span>"
    case .html: return ""
    case .softBreak: return "\n"
    case .lineBreak: return "<br>\n"
    }
  }
}

extension String {
  /// The same as ``escapedForHTML``, with line breaks kept.
  var escapedLinesForHTML: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { String($0).escapedForHTML }
      .joined(separator: "\n")
  }
}
