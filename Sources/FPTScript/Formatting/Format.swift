/// The text of a file in its one layout; nil, with the diagnostics, where it cannot be parsed.
///
/// Words, numbers, strings, comments and prose stay as they are, and so does what the author
/// chose: which blocks and lists stand on one line, and where blank lines group. A line of more
/// than 100 columns is broken. Everything between words (indentation, blanks, alignment) is the
/// formatter's. Formatting its own output
/// changes nothing, and the output parses to the same tree. Pure; linear in the text.
package func format(_ source: SourceFile) -> (text: String?, diagnostics: [Diagnostic]) {
  let diagnostics = DiagnosticList()
  var parser = Parser(source.text, file: 0, diagnostics: diagnostics)
  let syntax = parser.parseFile()
  guard !diagnostics.hasErrors else { return (nil, diagnostics.inOrder) }
  let lines = Layout.lines(
    bytes: parser.bytes, tokens: parser.tokens, comments: syntax.comments.map(\.range),
    entries: EntryMap(syntax))
  return (Alignment.text(of: lines), diagnostics.inOrder)
}
