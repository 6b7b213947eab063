import CCMark

extension MarkdownDocument {
  /// Parses GitHub's Markdown: CommonMark with tables, task lists and strikethrough.
  ///
  /// Any text is some document: there is no error.
  ///
  /// Nesting deeper than 32 levels is cut off there, so that no text can exhaust the stack.
  init(_ text: String) {
    blocks =
      MarkdownSource.withDocument(text) { document in
        Self.blocks(in: document, depth: 0)
      } ?? []
  }

  private static let deepestLevel = 32

  private static func children(of node: OpaquePointer) -> [OpaquePointer] {
    var result: [OpaquePointer] = []
    var next = cmark_node_first_child(node)
    while let child = next {
      result.append(child)
      next = cmark_node_next(child)
    }
    return result
  }

  private static func literal(of node: OpaquePointer) -> String {
    cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
  }

  private static func blocks(in node: OpaquePointer, depth: Int) -> [Block] {
    guard depth < deepestLevel else { return [.paragraph([.text("…")])] }
    return children(of: node).compactMap { block($0, depth: depth + 1) }
  }

  private static func block(_ node: OpaquePointer, depth: Int) -> Block? {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_HEADING:
      return .heading(
        level: Int(cmark_node_get_heading_level(node)), inlines(in: node, depth: depth))
    case CMARK_NODE_PARAGRAPH:
      return .paragraph(inlines(in: node, depth: depth))
    case CMARK_NODE_BLOCK_QUOTE:
      return .quote(blocks(in: node, depth: depth))
    case CMARK_NODE_LIST:
      let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
      return .list(
        List(
          start: isOrdered ? Int(cmark_node_get_list_start(node)) : nil,
          isTight: cmark_node_get_list_tight(node) != 0,
          items: children(of: node).map { blocks(in: $0, depth: depth) },
          checks: children(of: node).map(check)))
    case CMARK_NODE_CODE_BLOCK:
      return .code(literal(of: node))
    case CMARK_NODE_THEMATIC_BREAK:
      return .rule
    case CMARK_NODE_HTML_BLOCK:
      return .html(literal(of: node))
    default:
      return typeName(of: node) == "table" ? .table(table(node, depth: depth)) : nil
    }
  }

  /// Types of extensions are numbered as they register; their names are what stays.
  private static func typeName(of node: OpaquePointer) -> String? {
    cmark_node_get_type_string(node).map { String(cString: $0) }
  }

  /// Whether the task of an item is done; nil for an item that is no task.
  private static func check(of item: OpaquePointer) -> Bool? {
    typeName(of: item) == "tasklist" ? cmark_gfm_extensions_get_tasklist_item_checked(item) : nil
  }

  private static func table(_ node: OpaquePointer, depth: Int) -> Table {
    let count = Int(cmark_gfm_extensions_get_table_columns(node))
    var alignments = [Table.Alignment](repeating: .left, count: count)
    if let marks = cmark_gfm_extensions_get_table_alignments(node) {
      for column in 0..<count {
        switch marks[column] {
        case UInt8(ascii: "c"): alignments[column] = .center
        case UInt8(ascii: "r"): alignments[column] = .right
        default: break
        }
      }
    }
    var rows = children(of: node).map { row in
      children(of: row).map { inlines(in: $0, depth: depth) }
    }
    let header = rows.isEmpty ? [] : rows.removeFirst()
    return Table(alignments: alignments, header: header, rows: rows)
  }

  private static func inlines(in node: OpaquePointer, depth: Int) -> [Inline] {
    guard depth < deepestLevel else { return [.text("…")] }
    return children(of: node).compactMap { inline($0, depth: depth + 1) }
  }

  private static func inline(_ node: OpaquePointer, depth: Int) -> Inline? {
    func url() -> String { cmark_node_get_url(node).map { String(cString: $0) } ?? "" }
    switch cmark_node_get_type(node) {
    case CMARK_NODE_TEXT: return .text(literal(of: node))
    case CMARK_NODE_CODE: return .code(literal(of: node))
    case CMARK_NODE_HTML_INLINE: return .html(literal(of: node))
    case CMARK_NODE_SOFTBREAK: return .softBreak
    case CMARK_NODE_LINEBREAK: return .lineBreak
    case CMARK_NODE_EMPH: return .emphasis(inlines(in: node, depth: depth))
    case CMARK_NODE_STRONG: return .strong(inlines(in: node, depth: depth))
    case CMARK_NODE_LINK: return .link(url: url(), inlines(in: node, depth: depth))
    case CMARK_NODE_IMAGE: return .image(url: url(), inlines(in: node, depth: depth))
    default:
      return typeName(of: node) == "strikethrough" ? .struck(inlines(in: node, depth: depth)) : nil
    }
  }
}
