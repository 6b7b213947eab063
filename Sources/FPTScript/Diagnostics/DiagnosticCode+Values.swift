/// FPT0040 to FPT0053: values, freezing schedules, files and published values.
extension DiagnosticCode {
  package static let wrongType = DiagnosticCode(
    40, "The field expects another type of value.",
    failing: "train quick { steps: \"many\" }", mended: "train quick { steps: 400 }")
  package static let outOfRange = DiagnosticCode(
    41, "The number lies outside what the field allows.",
    failing: "train quick { dropout: 10 }", mended: "train quick { dropout: 10% }")
  package static let missingField = DiagnosticCode(
    42, "A field that has no default is not set.",
    failing: "reference paper = CSV()", mended: "reference paper = CSV(\"table1.csv\")",
    files: ["table1.csv": published("FPT", "52.1", "%")])
  package static let fieldsDisagree = DiagnosticCode(
    43, "Two fields, each right by itself, cannot both hold.",
    failing: "task mnist = MNIST(patch: 5)", mended: "task mnist = MNIST(patch: 4)")
  package static let wrongSchedule = DiagnosticCode(
    44,
    "Every stage of a freezing schedule but the last says until when it lasts, in rising order.",
    failing: "freeze gradual = [all except [output], nothing]",
    mended: "freeze gradual = [all except [output] until 10%, nothing]")
  package static let derivedTooOften = DiagnosticCode(
    45, "A chain of derivations is longer than any experiment needs.",
    failing: (1...40).map { "param p\($0) = p\($0 + 1)" }.joined(separator: "\n")
      + "\nparam p41 = 8\ntrain quick { batch: p1 }",
    mended: "param size = 8\ntrain quick { batch: size }")
  package static let unreadableSource = DiagnosticCode(
    50, "A file cannot be read. Paths are relative to the file that names them.",
    failing: "use \"tasks.fpt\"", mended: "use \"common/tasks.fpt\"",
    files: ["common/tasks.fpt": "task bit_xor = BitXOR(length: 5)"])
  package static let malformedReference = DiagnosticCode(
    51,
    "A file of published values begins with the line `row,column,value,unit,source,confidence` and has "
      + "these six fields on every other line, between commas; semicolons or tabs will do where the first line has "
      + "them too. A field with a comma in it stands in quotation marks.",
    failing: "reference paper = CSV(\"wrong.csv\")",
    mended: "reference paper = CSV(\"right.csv\")",
    files: [
      "wrong.csv": "arm,task,accuracy\nFPT,bit_xor,52.1\n",
      "right.csv": published("FPT", "52.1", "%"),
    ])
  package static let wrongPublishedValue = DiagnosticCode(
    52,
    "A published value is a number in decimal digits, or nothing where it is not known. Its unit is `%`, "
      + "`fraction`, `steps`, `nats`, `bits`, `parameters` or nothing, and suits the measure of the table; "
      + "its confidence is `authors`, `primary`, `secondary`, `unknown` or nothing. A row and a column have "
      + "one value.",
    failing: "reference paper = CSV(\"wrong.csv\")",
    mended: "reference paper = CSV(\"right.csv\")",
    files: [
      "wrong.csv": published("FPT", "about 52", "pct"),
      "right.csv": published("FPT", "52.1", "%"),
    ])
  package static let unmatchedPublishedValue = DiagnosticCode(
    53,
    "A published value stands in a table where its row and its column are labels of that table, to the "
      + "letter. Of several axes the labels stand in one field, with ` · ` between them.",
    failing: againstPaper("wrong.csv"), mended: againstPaper("right.csv"),
    files: [
      "wrong.csv": published("Fpt", "52.1", "%"), "right.csv": published("fpt", "52.1", "%"),
    ]
  )

  /// A file of one published value.
  private static func published(_ row: String, _ value: String, _ unit: String) -> String {
    "row,column,value,unit,source,confidence\n\(row),bit_xor,\(value),\(unit),table 1,primary\n"
  }

  /// A run whose table stands beside a file.
  private static func againstPaper(_ file: String) -> String {
    wholeRun(
      "task: [bit_xor]; freeze: [fpt]; seed: 0..<2",
      """
      reference paper = CSV("\(file)")
      table "Accuracy" { of: main.accuracy; rows: freeze; columns: task; against: paper }
      """
    ).replacing("\n  task: bit_xor", with: "").replacing("\n  freeze: fpt", with: "")
  }
}
