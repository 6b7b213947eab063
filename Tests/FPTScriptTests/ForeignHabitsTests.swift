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
  ])
  func oneDiagnosticSaysWhatToWrite(text: String, message: String, help: String) {
    let errors = checked(text).errors
    #expect(errors.map(\.message) == [message], "\(checked(text).rendered)")
    #expect(errors.first?.help == help)
  }

  @Test func valuesAreParams() {
    #expect(checked("let x = 3").errors.first?.suggestions == ["param"])
  }
}
