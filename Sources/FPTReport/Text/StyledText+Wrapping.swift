extension StyledText {
  /// Lines no wider than a number of columns, broken at spaces, and inside words only where a word
  /// alone is wider.
  ///
  /// - Complexity: linear in the length of the text.
  func wrapped(toColumns limit: Int) -> [StyledText] {
    let limit = Swift.max(limit, 1)
    var lines: [StyledText] = []
    var line = StyledText()
    var width = 0
    var gap: StyledText.Span?

    for word in words {
      guard let text = word.text else {
        if width > 0 { gap = word.gap }
        continue
      }
      let gapWidth = gap == nil ? 0 : 1
      if width + gapWidth + text.width <= limit {
        if let gap { line.append(gap.text, gap.style) }
        line.append(text)
        width += gapWidth + text.width
      } else {
        if width > 0 { lines.append(line) }
        var pieces = text.broken(atColumns: limit)
        line = pieces.popLast() ?? StyledText()
        width = line.width
        lines += pieces
      }
      gap = nil
    }
    if width > 0 || lines.isEmpty { lines.append(line) }
    return lines
  }

  private struct Word {
    /// Nil for a run of spaces.
    var text: StyledText?
    var gap: Span?
  }

  /// Words and the spaces between them; a word may span several styles.
  private var words: [Word] {
    var result: [Word] = []
    var word = StyledText()
    func flush() {
      if !word.isEmpty { result.append(Word(text: word)) }
      word = StyledText()
    }
    for span in spans {
      var run = ""
      for character in span.text {
        if character == " " {
          word.append(run, span.style)
          run = ""
          flush()
          result.append(Word(gap: Span(text: " ", style: span.style)))
        } else {
          run.append(character)
        }
      }
      word.append(run, span.style)
    }
    flush()
    return result
  }

  /// Pieces no wider than a number of columns, broken between characters.
  func broken(atColumns limit: Int) -> [StyledText] {
    guard width > limit else { return [self] }
    var lines: [StyledText] = []
    var line = StyledText()
    var used = 0
    for span in spans {
      for character in span.text {
        let width = DisplayWidth.of(character)
        if used > 0, used + width > limit {
          lines.append(line)
          line = StyledText()
          used = 0
        }
        line.append(String(character), span.style)
        used += width
      }
    }
    if used > 0 { lines.append(line) }
    return lines
  }
}
