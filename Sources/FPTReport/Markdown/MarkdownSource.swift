import CCMark

/// The one door to cmark-gfm: parses Markdown with tables, and frees what it parsed.
enum MarkdownSource {
  typealias Extensions = UnsafeMutablePointer<cmark_llist>

  /// Calls `body` with the parsed document, which lives only that long.
  ///
  /// Only the table extension is attached: extensions that add inline characters (strikethrough,
  /// autolink) write to tables that cmark-gfm shares between parsers, unsafe from two threads.
  ///
  /// - Returns: What `body` returns; nil where cmark-gfm gives no document.
  static func withDocument<Result>(
    _ text: String, _ body: (_ document: OpaquePointer, _ extensions: Extensions?) -> Result
  ) -> Result? {
    _ = registration
    guard let parser = cmark_parser_new(options) else { return nil }
    defer { cmark_parser_free(parser) }
    if let table = cmark_find_syntax_extension("table") {
      cmark_parser_attach_syntax_extension(parser, table)
    }
    var text = text
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        cmark_parser_feed(parser, characters.baseAddress, characters.count)
      }
    }
    guard let document = cmark_parser_finish(parser) else { return nil }
    defer { cmark_node_free(document) }
    return body(document, cmark_parser_get_syntax_extensions(parser))
  }

  static let options = CMARK_OPT_VALIDATE_UTF8

  /// Runs once however many threads ask: cmark-gfm itself does not guard it.
  private static let registration: Void = cmark_gfm_core_extensions_ensure_registered()
}
