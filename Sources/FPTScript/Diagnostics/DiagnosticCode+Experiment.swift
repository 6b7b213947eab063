/// FPT0060 to FPT0074: the experiment as a whole.
extension DiagnosticCode {
  package static let noExperiment = DiagnosticCode(
    60, "An experiment file declares its experiment, once.",
    failing: "// experiment\ntrain quick { steps: 400 }",
    mended: "experiment quickstart { fpt: 1 }\ntrain quick { steps: 400 }")
  package static let unknownLanguageVersion = DiagnosticCode(
    61, "The file is written for a newer version of the language.",
    failing: "experiment later { fpt: 99 }", mended: "experiment now { fpt: 1 }")
  package static let emptyAxis = DiagnosticCode(
    62, "An axis needs at least one point.",
    failing: wholeRun("seed: 0..<0"), mended: wholeRun("seed: 0..<1"))
  package static let duplicatePoint = DiagnosticCode(
    63, "The same thing is listed twice.",
    failing: wholeRun("seed: [0, 1, 0]"), mended: wholeRun("seed: [0, 1, 2]"))
  package static let tooManyCells = DiagnosticCode(
    64, "The axes make more cells than one experiment may have.",
    failing: wholeRun("seed: 0..<1_000_000"), mended: wholeRun("seed: 0..<3"))
  package static let incompleteRun = DiagnosticCode(
    65, "Every cell needs a task, a model, a freezing policy and a way to train.",
    failing: "measure loss = Loss()\nrun main { measure: loss }",
    mended: wholeRun("seed: 0..<3"))
  package static let axisLeftOver = DiagnosticCode(
    66,
    "Only seeds are averaged unasked. Every other axis has its place in a table or plot, or one "
      + "of its points is chosen with `best`.",
    failing: wholeRun(
      "train.optimizer.lr: [1e-4, 1e-3]; seed: 0..<3",
      "table \"Accuracy\" { of: main.accuracy; rows: seed }"),
    mended: wholeRun(
      "train.optimizer.lr: [1e-4, 1e-3]; seed: 0..<3",
      "table \"Accuracy\" { of: main.accuracy; rows: train.optimizer.lr }"))
  package static let withoutEffect = DiagnosticCode(
    67, "Something is set, or compared, that makes no difference.",
    failing: "task other = BitXOR(length: 6)\n"
      + wholeRun("task: [bit_xor]; seed: 0..<3").replacingTaskRule("other"),
    mended: wholeRun("task: [bit_xor]; seed: 0..<3").replacingTaskRule("bit_xor"))
  package static let wrongMeasure = DiagnosticCode(
    68, "The run does not measure what a table or plot wants to show.",
    failing: wholeRun("seed: 0..<3", "table \"Loss\" { of: main.loss; rows: seed }"),
    mended: wholeRun("seed: 0..<3", "table \"Accuracy\" { of: main.accuracy; rows: seed }"))
  package static let tooManyDiagnostics = DiagnosticCode(
    69, "A file with very many faults is reported in part; mend the first ones.",
    failing: "freeze fpt = all except [\n" + manyGroups + "\n]",
    mended: "freeze fpt = all except [input, output]")
  package static let weightsNotKept = DiagnosticCode(
    70, "A cell's weights can be taken from a run only where it keeps them.",
    failing: wholeRun("seed: 0..<1", goingOn),
    mended: wholeRun(
      "seed: 0..<1", goingOn, keep: "[weights]"))

  package static let wrongChoice = DiagnosticCode(
    75,
    "What a table chooses is chosen by other examples than it shows, and never among seeds: the best of them says how lucky one was.",
    failing: wholeRun(
      "train.optimizer.lr: [1e-4, 1e-3]; seed: 0..<3",
      "table \"Accuracy\" { of: main.accuracy; rows: train.optimizer.lr; best: over(seed, by: validation) }"
    ),
    mended: wholeRun(
      "train.optimizer.lr: [1e-4, 1e-3]; seed: 0..<3",
      "table \"Accuracy\" { of: main.accuracy; rows: train.optimizer.lr; show: [mean, max] }"))
  package static let wrongComparison = DiagnosticCode(
    74, "A table compares two points of one axis that it shows, and says `equal` only of these.",
    failing: wholeRun(
      "train.optimizer.lr: [1e-4, 1e-3]; seed: 0..<3",
      "table \"Accuracy\" { of: main.accuracy; rows: train.optimizer.lr; compare: 1e-4 against 1e-2 }"
    ),
    mended: wholeRun(
      "train.optimizer.lr: [1e-4, 1e-3]; seed: 0..<3",
      "table \"Accuracy\" { of: main.accuracy; rows: train.optimizer.lr; compare: 1e-4 against 1e-3 }"
    ))

  /// More names that are no groups than are reported.
  private static let manyGroups = (0..<6).map { row in
    "  " + (0..<17).map { "x\(17 * row + $0)" }.joined(separator: ", ")
  }.joined(separator: ",\n")

  /// A run that goes on from the weights of `main`.
  private static let goingOn = """
    model trained = BERT(weights: main(seed: 0))
    run more {
      task: bit_xor
      model: trained
      freeze: fpt
      train: quick
      measure: accuracy
    }
    """
}

extension String {
  /// The example run with a rule about one task in the place of its fixed task.
  fileprivate func replacingTaskRule(_ task: String) -> String {
    split(separator: "\n", omittingEmptySubsequences: false).map {
      $0 == "  task: bit_xor" ? "  set { train.batch: 8 } where task == \(task)" : String($0)
    }.joined(separator: "\n")
  }
}
