/// FPT0001 to FPT0010: letters, marks and grammar.
extension DiagnosticCode {
  package static let unexpectedCharacter = DiagnosticCode(
    1,
    "A character that the language does not use. Quotes from a word processor are a common case.",
    failing: "model language = BERT(weights: “minilm”)",
    mended: "model language = BERT(weights: \"minilm\")")
  package static let unterminatedString = DiagnosticCode(
    2, "A string ends on the line it begins on.",
    failing: "model language = BERT(weights: \"minilm)",
    mended: "model language = BERT(weights: \"minilm\")")
  package static let unknownEscape = DiagnosticCode(
    3, "After a backslash, a string knows \\\" \\\\ \\n and \\u{…}.",
    failing: "table \"50\\% frozen\" { }",
    mended: "model language = BERT(weights: \"mini\\u{6C}m\")")
  package static let malformedNumber = DiagnosticCode(
    4, "Numbers are written 2_000, 1.0, 1e-3 or 10%.",
    failing: "train quick { steps: 2k }", mended: "train quick { steps: 2_000 }")
  package static let unexpectedToken = DiagnosticCode(
    5, "Something else was expected at this place of the file.",
    failing: "train quick { steps 400 }", mended: "train quick { steps: 400 }")
  package static let unclosedBracket = DiagnosticCode(
    6, "A bracket is opened and never closed.",
    failing: "freeze fpt = all except [input, output\ntrain quick { steps: 400 }",
    mended: "freeze fpt = all except [input, output]\ntrain quick { steps: 400 }")
  package static let nestingTooDeep = DiagnosticCode(
    7, "Brackets and blocks are nested deeper than any experiment needs.",
    failing: "param deep = " + String(repeating: "[", count: 80),
    mended: "param shallow = [1]")
  package static let misplacedProse = DiagnosticCode(
    8, "Prose is a cell of the notebook and stands between declarations.",
    failing: "train quick {\n  /// Short, for a laptop.\n  steps: 400\n}",
    mended: "/// Short, for a laptop.\ntrain quick {\n  steps: 400  // or comment it\n}")
  package static let misplacedArgument = DiagnosticCode(
    9, "Arguments are labeled; only the first may stand without, where the constructor allows it.",
    failing: "task bit_xor = BitXOR(5)", mended: "task bit_xor = BitXOR(length: 5)")
  package static let wrongDeclarationForm = DiagnosticCode(
    10, "Each kind of declaration has its way of being written.",
    failing: "model language { weights: \"minilm\" }",
    mended: "model language = BERT(weights: \"minilm\")")

}
