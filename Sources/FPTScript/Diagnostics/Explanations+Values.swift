extension DiagnosticExplanation {
  static let valueExplanations: [DiagnosticExplanation] = [
    DiagnosticExplanation(
      .wrongType, "The field expects another type of value.",
      failing: "train quick { steps: \"many\" }", mended: "train quick { steps: 400 }"),
    DiagnosticExplanation(
      .outOfRange, "The number lies outside what the field allows.",
      failing: "train quick { dropout: 10 }", mended: "train quick { dropout: 10% }"),
    DiagnosticExplanation(
      .missingField, "A field that has no default is not set.",
      failing: "reference paper = CSV()", mended: "reference paper = CSV(\"table1.csv\")"),
    DiagnosticExplanation(
      .fieldsDisagree, "Two fields, each right by itself, cannot both hold.",
      failing: "task mnist = MNIST(patch: 5)", mended: "task mnist = MNIST(patch: 4)"),
    DiagnosticExplanation(
      .wrongSchedule,
      "Every phase of a freezing schedule but the last says until when it lasts, in rising order.",
      failing: "freeze gradual = [all except [output], nothing]",
      mended: "freeze gradual = [all except [output] until 10%, nothing]"),
    DiagnosticExplanation(
      .derivedTooOften, "A chain of derivations is longer than any experiment needs.",
      failing: (1...40).map { "param p\($0) = p\($0 + 1)" }.joined(separator: "\n")
        + "\nparam p41 = 8\ntrain quick { batch: p1 }",
      mended: "param size = 8\ntrain quick { batch: size }"),
    DiagnosticExplanation(
      .unreadableSource, "A file cannot be read. Paths are relative to the file that names them.",
      failing: "use \"tasks.fpt\"", mended: "use \"common/tasks.fpt\"",
      files: ["common/tasks.fpt": "task bit_xor = BitXOR(length: 5)"]),
  ]
}
