/// FPT0020 to FPT0034: names.
extension DiagnosticCode {
  package static let unknownKind = DiagnosticCode(
    20, "A declaration begins with the word that says what it declares.",
    failing: "modle language = BERT(weights: \"minilm\")",
    mended: "model language = BERT(weights: \"minilm\")")
  package static let unknownField = DiagnosticCode(
    21, "There is no field of this name here.",
    failing: "train quick { step: 400 }", mended: "train quick { steps: 400 }")
  package static let unknownConstructor = DiagnosticCode(
    22, "Nothing of this name can be called here.",
    failing: "model language = BART(weights: \"minilm\")",
    mended: "model language = BERT(weights: \"minilm\")")
  package static let unknownName = DiagnosticCode(
    23, "A name that no declaration of the right kind has.",
    failing: "model language = BERT(weights: \"minilm\")\n"
      + "model random = langauge with { init: random }",
    mended: "model language = BERT(weights: \"minilm\")\n"
      + "model random = language with { init: random }")
  package static let duplicateName = DiagnosticCode(
    24, "A name is declared once for each kind, in all files together.",
    failing: "freeze fpt = all except [output]\nfreeze fpt = nothing",
    mended: "freeze fpt = all except [output]\nfreeze none = nothing")
  package static let duplicateField = DiagnosticCode(
    25, "A field is set once.",
    failing: "train quick { steps: 400; batch: 8; steps: 500 }",
    mended: "train quick { steps: 400; batch: 8 }")
  package static let unknownAxis = DiagnosticCode(
    26, "An axis is a kind of declaration, `seed`, or a field with its path.",
    failing: "run main { axes { seeds: 0..<3 }; measure: [] }",
    mended: wholeRun("seed: 0..<3"))
  package static let unknownChoice = DiagnosticCode(
    27, "The field chooses from a fixed set of names, and this is none of them.",
    failing: "measure accuracy = Accuracy(split: tset)",
    mended: "measure accuracy = Accuracy(split: test)")
  package static let unknownProfile = DiagnosticCode(
    28, "The profile asked for with `--profile` is not declared in the file.",
    failing: "train quick { steps: 400 }\nprofile laptop { train.steps: 40 }",
    mended: "train quick { steps: 400 }\nprofile labtop { train.steps: 40 }",
    profile: "labtop")
  package static let derivedFromItself = DiagnosticCode(
    29, "A declaration cannot rest on itself, directly or by way of others.",
    failing: "model a = b with { init: random }\nmodel b = a with { layers: 2 }",
    mended: "model a = b with { init: random }\nmodel b = BERT(weights: \"minilm\", layers: 2)")
  package static let recursiveUse = DiagnosticCode(
    30, "Files cannot use one another in a circle.",
    failing: "use \"circle.fpt\"", mended: "use \"tasks.fpt\"",
    files: [
      "circle.fpt": "use \"circle.fpt\"", "tasks.fpt": "task bit_xor = BitXOR(length: 5)",
    ])
  package static let unknownGroup = DiagnosticCode(
    31,
    "Parameter groups are input, output, positions, layernorm, attention, feedforward, "
      + "embeddings and recurrent. A pattern over parameter names stands in quotes.",
    failing: "freeze fpt = all except [input, layernrom]",
    mended: "freeze fpt = all except [input, layernorm, \"h.0.ln_1.*\"]")
  package static let unused = DiagnosticCode(
    32, "Nothing refers to the declaration. It does no harm, but may be a slip.",
    failing: "train quick { steps: 400 }",
    mended: wholeRun("seed: 0..<3"))
  package static let unknownOverride = DiagnosticCode(
    33,
    "A path in a profile, in `set` or in `--set` begins with a declared name, with a kind as in "
      + "`train.steps`, or with an axis.",
    failing: "train quick { steps: 400 }\nprofile laptop { quik.steps: 40 }",
    mended: "train quick { steps: 400 }\nprofile laptop { quick.steps: 40 }")
  package static let ambiguousName = DiagnosticCode(
    34, "A path in a profile or in `--set` begins with a name that several declarations have.",
    failing: twoFrozen + "profile laptop { frozen: other }",
    mended: twoFrozen + "profile laptop { frozen.layers: 2 }")

  private static let twoFrozen = """
    model other = GPT2(weights: "gpt2")
    model frozen = BERT(weights: "minilm")
    freeze frozen = all

    """

  /// A small run with some axes, for examples.
  static func wholeRun(_ axes: String, _ more: String = "", keep: String? = nil) -> String {
    """
    task bit_xor = BitXOR(length: 5)
    model language = BERT(weights: "minilm")
    freeze fpt = all except [input, output]
    train quick { steps: 400 }
    measure accuracy = Accuracy(split: test)
    run main {
      axes { \(axes) }
      task: bit_xor
      model: language
      freeze: fpt
      train: quick
      measure: accuracy\(keep.map { "\n  keep: \($0)" } ?? "")
    }
    \(more)
    """
  }
}
