import Testing

@testable import FPTScript

/// What people write who know other languages, other editors or a default too little: one diagnostic that says what to write.
@Suite struct ForeignHabitsTests {
  @Test(arguments: [
    (
      "run r { axes { seed: 0..2 } }", "a range is written with `..<` or `...`",
      "`0..<2` leaves out 2, and `0...2` has it"
    ),
    ("# training\n", "`#` means nothing here", "comments begin with `//`, and prose with `///`"),
    (
      "train t { steps: 4 # so many\n}", "`#` means nothing here",
      "comments begin with `//`, and prose with `///`"
    ),
    (
      "train t { steps = 400 }", "expected `:` after `steps`, found `=`",
      "fields take `:`, and `=` stands in declarations"
    ),
    (
      "train t { optimizer: Adam(lr = 1e-3) }", "expected `:` after `lr`, found `=`",
      "fields take `:`, and `=` stands in declarations"
    ),
    (
      "train t { batch: 16, steps: 4 }", "expected a new line, `;` or `}`, found `,`",
      "no comma stands behind a field"
    ),
    (
      "freeze f = all except [input output]", "expected `,` or `]`, found `output`",
      "is a comma missing before it?"
    ),
    (
      "freeze f = all except output",
      "expected `[` and parameter groups after `except`, found `output`",
      "write `except [output]`"
    ),
    (
      "output_only { freeze: f }", "no declaration begins with `output_only`",
      "a kind stands before the name, as in `arm output_only { … }`"
    ),
    (
      "task m = BitMemory(length: 20)", "patch 50 does not divide length 20",
      "`patch` is 50 unless you say otherwise; these do: 1, 2, 4, 5, 10, 20"
    ),
    (
      "train t {\u{A0}steps: 4 }", "a no-break space (U+00A0) means nothing here",
      "put an ordinary space in its place"
    ),
    (
      "train t { steps\u{200B}: 4 }", "a space of no width (U+200B) means nothing here",
      "take it out; it cannot be seen"
    ),
    (
      "train t { steps:\u{3000}4 }", "an ideographic space (U+3000) means nothing here",
      "put an ordinary space in its place"
    ),
    (
      "train \u{FEFF}t { steps: 4 }", "a byte order mark (U+FEFF) means nothing here",
      "take it out; it cannot be seen"
    ),
    (
      "freeze f = all except [layernorm(layers: 0...9223372036854775807)]",
      "this number is too large",
      "`...` goes to 9223372036854775806 at most"
    ),
    (
      "train t { steps: 4; optimizer: Adam(lr: 1e-46) }", "`lr` must be more than 0",
      "for example `lr: 1e-3`"
    ),
    (
      "train t { steps: 4 } // a\u{0}b", "NUL stands in a comment",
      "no results file can hold it; take it out, as by `tr -d '\\0'`"
    ),
    (
      "model m = BERT(weights: \"a\u{0}b\")", "NUL stands in a string",
      "no results file can hold it; take it out, as by `tr -d '\\0'`"
    ),
    (
      "model m = BERT(weights: \"a\\u{0}b\")", "`\\u{0}` is NUL",
      "no results file can hold it; take it out"
    ),
  ])
  func oneDiagnosticSaysWhatToWrite(text: String, message: String, help: String) {
    let errors = checked(text).errors
    #expect(errors.map(\.message) == [message], "\(checked(text).rendered)")
    #expect(errors.first?.help == help)
  }

  /// A link to a file, or a copy, is the file again.
  @Test func aFileUnderTwoNamesIsUsedTwice() {
    let part = "train t { steps: 4 }\n"
    let result = checked(
      "use \"part.fpt\"\nuse \"link.fpt\"\n", files: ["part.fpt": part, "link.fpt": part])
    #expect(result.errors.map(\.message) == ["the file `link.fpt` is used twice"])
    let labels = result.errors.first?.labels ?? []
    #expect(labels.map(\.text) == ["it has the text of `part.fpt`", "first used here"])
    #expect(Set(labels.map(\.span.file)) == [0])
  }

  @Test func theFolderItselfIsNoFile() {
    #expect(SourcePath.joined(".", besides: "main.fpt") == ".")
    #expect(SourcePath.joined("..", besides: "a/main.fpt") == ".")
    #expect(SourcePath.joined("", besides: "") == "")
  }

  @Test func valuesAreParams() {
    #expect(checked("let x = 3").errors.first?.suggestions == ["param"])
  }
}
