import CCMark

extension MarkdownSource {
  /// Markdown as HTML; raw HTML and links that could run code are left out (cmark-gfm's safe mode).
  static func html(_ text: String) -> String {
    let html = withDocument(text.visibleLines) { document, extensions -> String? in
      guard let rendered = cmark_render_html(document, options, extensions) else { return nil }
      defer { cmark_get_default_mem_allocator()?.pointee.free(rendered) }
      return String(cString: rendered)
    }
    return (html ?? nil) ?? ""
  }
}
