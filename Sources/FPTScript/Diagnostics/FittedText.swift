/// Text cut or broken to fit into columns of a terminal.
enum FittedText {
  /// The words of a text in lines of so many columns, of which the first has `used` columns before it.
  ///
  /// Backquoted names stay whole where they fit.
  static func lines(_ text: String, columns: Int, used: Int = 0) -> [String] {
    var lines = [""]
    var width = used
    for word in words(text) {
      let size = DisplayWidth.columns(word)
      let isFirst = lines[lines.count - 1].isEmpty
      if width + size + (isFirst ? 0 : 1) > columns, !isFirst || (lines.count == 1 && used > 0) {
        lines.append(word)
        width = size
      } else {
        lines[lines.count - 1] += (isFirst ? "" : " ") + word
        width += size + (isFirst ? 0 : 1)
      }
    }
    return lines
  }

  /// What stands between blanks that are in no backquotes; a quote that is never closed keeps nothing together.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isQuoted = false
    var rest = text.count { $0 == "`" }
    for character in text {
      if character == "`" {
        isQuoted = isQuoted ? false : rest > 1
        rest -= 1
      }
      if character == " ", !isQuoted {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  /// The beginning of a text, with `…` for what is left out.
  static func beginning(_ text: String, columns: Int) -> String {
    if DisplayWidth.columns(text) <= columns { return text }
    return characters(text, columns: columns - 1) + "…"
  }

  /// The end of a text, with `…` for what is left out.
  static func end(_ text: String, columns: Int) -> String {
    if DisplayWidth.columns(text) <= columns { return text }
    return "…" + String(characters(String(text.reversed()), columns: columns - 1).reversed())
  }

  private static func characters(_ text: String, columns: Int) -> String {
    var result = ""
    var width = 0
    for character in text {
      width += DisplayWidth.columns(String(character))
      if width > columns { break }
      result.append(character)
    }
    return result
  }
}
