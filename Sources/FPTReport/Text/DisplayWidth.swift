/// Columns that text takes in a terminal.
///
/// A character (grapheme cluster) is what a reader sees as one; its width is the sum over its
/// scalars, as terminals count, except that emoji sequences take two columns. Ambiguous characters
/// are narrow. Widths after Unicode Standard Annex #11.
enum DisplayWidth {
  /// Columns of a text; control characters take none.
  static func of(_ text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + of($1) }
  }

  static func of(_ character: Character) -> Int {
    if let ascii = character.asciiValue { return (0x20..<0x7F).contains(ascii) ? 1 : 0 }
    var total = 0
    var isEmoji = false
    for scalar in character.unicodeScalars {
      total += of(scalar)
      if scalar.properties.isEmojiPresentation || scalar.value == 0xFE0F { isEmoji = true }
    }
    return isEmoji ? 2 : total
  }

  private static func of(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .control, .nonspacingMark, .enclosingMark, .format, .lineSeparator, .paragraphSeparator,
      .surrogate:
      return 0
    default: break
    }
    let value = scalar.value
    // Vowels and finals of Hangul written in parts join the syllable before them.
    if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value) { return 0 }
    return isWide(value) ? 2 : 1
  }

  private static func isWide(_ value: UInt32) -> Bool {
    guard value >= 0x1100 else { return false }
    return wideRanges.contains { $0.contains(value) }
  }

  /// East Asian Wide and Fullwidth, without the emoji that Swift's own tables know.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
    0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD,
  ]
}
