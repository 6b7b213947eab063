/// One word, number, string or mark of a file.
struct Token {
  enum Kind: Equatable {
    case name, number, string, prose
    case leftBrace, rightBrace, leftBracket, rightBracket, leftParenthesis, rightParenthesis
    case comma, colon, semicolon, dot, equals, minus, percent
    case halfOpenRange, closedRange, equal, notEqual
    /// Marks that the language does not have; always reported.
    case foreign
    case end
  }

  /// What is wrong with a number; it is reported where the number is read, since it may be meant for a name.
  enum Flaw: Equatable {
    /// Letters that follow after so many bytes.
    case unit(after: Int)
    case noDigitBehindPoint, noDigitBeforePoint
  }

  var kind: Kind
  /// UTF-8 offsets in the file.
  var range: Range<Int>
  /// True where only blanks and comments stand between this token and the start of its line.
  var startsLine: Bool
  /// True where the lexer has already reported something wrong inside the token.
  var isDamaged = false
  var flaw: Flaw?
}
