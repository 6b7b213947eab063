import CCMark
import Synchronization

/// The one door to cmark-gfm: parses Markdown with some of GitHub's extensions, and frees what it parsed.
enum MarkdownSource {
  /// Calls `body` with the parsed document, which lives only that long.
  ///
  /// - Returns: What `body` returns; nil where cmark-gfm gives no document.
  static func withDocument<Result>(
    _ text: String, _ body: (_ document: OpaquePointer) -> Result
  ) -> Result? {
    guard let document = document(of: text) else { return nil }
    defer { cmark_node_free(document) }
    return body(document)
  }

  /// Extensions that add inline characters (strikethrough) write to tables that cmark-gfm shares between parsers: one thread at a time.
  private static let parsing = Mutex(())

  private static func document(of text: String) -> OpaquePointer? {
    _ = registration
    return parsing.withLock { _ in
      guard let parser = cmark_parser_new(options) else { return nil }
      defer { cmark_parser_free(parser) }
      for name in ["table", "strikethrough", "tasklist"] {
        if let found = cmark_find_syntax_extension(name) {
          cmark_parser_attach_syntax_extension(parser, found)
        }
      }
      var text = text
      text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) { characters in
          cmark_parser_feed(parser, characters.baseAddress, characters.count)
        }
      }
      return cmark_parser_finish(parser)
    }
  }

  /// A single tilde stands for “about” as often as for a mark.
  private static let options = CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE

  /// Runs once however many threads ask: cmark-gfm itself does not guard it.
  private static let registration: Void = cmark_gfm_core_extensions_ensure_registered()
}
