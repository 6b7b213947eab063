extension DiagnosticExplanation {
  static let grammarExplanations: [DiagnosticExplanation] = [
    DiagnosticExplanation(
      .unexpectedCharacter,
      "A character that the language does not use. Quotes from a word processor are a common case.",
      failing: "model language = BERT(weights: “minilm”)",
      mended: "model language = BERT(weights: \"minilm\")"),
    DiagnosticExplanation(
      .unterminatedString, "A string ends on the line it begins on.",
      failing: "model language = BERT(weights: \"minilm)",
      mended: "model language = BERT(weights: \"minilm\")"),
    DiagnosticExplanation(
      .unknownEscape, "After a backslash, a string knows \\\" \\\\ \\n and \\u{…}.",
      failing: "table \"50\\% frozen\" { }",
      mended: "model language = BERT(weights: \"mini\\u{6C}m\")"),
    DiagnosticExplanation(
      .malformedNumber, "Numbers are written 2_000, 1.0, 1e-3 or 10%.",
      failing: "train quick { steps: 2k }", mended: "train quick { steps: 2_000 }"),
    DiagnosticExplanation(
      .unexpectedToken, "Something else was expected at this place of the file.",
      failing: "train quick { steps 400 }", mended: "train quick { steps: 400 }"),
    DiagnosticExplanation(
      .unclosedBracket, "A bracket is opened and never closed.",
      failing: "freeze fpt = all except [input, output\ntrain quick { steps: 400 }",
      mended: "freeze fpt = all except [input, output]\ntrain quick { steps: 400 }"),
    DiagnosticExplanation(
      .nestingTooDeep, "Brackets and blocks are nested deeper than any experiment needs.",
      failing: "param deep = " + String(repeating: "[", count: 80),
      mended: "param shallow = [1]"),
    DiagnosticExplanation(
      .misplacedProse, "Prose is a cell of the notebook and stands between declarations.",
      failing: "train quick {\n  /// Short, for a laptop.\n  steps: 400\n}",
      mended: "/// Short, for a laptop.\ntrain quick {\n  steps: 400  // or comment it\n}"),
    DiagnosticExplanation(
      .misplacedArgument,
      "Arguments are labeled; only the first may stand without, where the constructor allows it.",
      failing: "task bit_xor = BitXOR(5)", mended: "task bit_xor = BitXOR(length: 5)"),
    DiagnosticExplanation(
      .wrongDeclarationForm, "Each kind of declaration has its way of being written.",
      failing: "model language { weights: \"minilm\" }",
      mended: "model language = BERT(weights: \"minilm\")"),
  ]
}
