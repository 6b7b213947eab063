import FPTCatalog
import Testing

@testable import FPTScript

@Suite struct CheckerTests {
  static let parts = """
    task a = BitXOR()
    task b = MNIST()
    model m = BERT(weights: "minilm")
    train t { steps: 10 }
    measure acc = Accuracy()
    measure curve = LearningCurve(of: [loss], splits: [test])

    """

  private func run(_ block: String, more: String = "") -> CheckResult {
    checked(
      Self.parts + "run main {\n\(block)\nmodel: m; freeze: nothing; train: t; "
        + "measure: [acc, curve]\n}\n" + more)
  }

  @Test(arguments: [
    ("task == a", [0, 1, 2]), ("task != a", [3, 4, 5]), ("seed in [0, 2]", [0, 2, 3, 5]),
    ("seed in 1..<3 and task == b", [4, 5]), ("not (task == a or seed == 0)", [4, 5]),
    ("task == a and seed == 0 or task == b and seed == 1", [0, 4]),
  ])
  func skipRemovesWhatItsConditionNames(_ condition: String, _ skipped: [Int]) throws {
    let result = run("axes { task: [a, b]; seed: 0..<3 }\nskip where \(condition)")
    let cells = try #require(result.experiment?.runs.first?.cells, "\(result.rendered)")
    let left = cells.map { $0.point[0] * 3 + $0.point[1] }
    #expect(left == (0..<6).filter { !skipped.contains($0) })
  }

  /// Each faulty line has exactly one diagnostic: nothing is reported twice, nothing follows on.
  @Test(arguments: [
    ("model x = BRET(weights: \"w\")\narm y { model: x; freeze: nothing }", "BERT"),
    ("modl x = BERT(weights: \"w\")\narm y { model: x; freeze: nothing; train: t }", "model"),
    ("arm y { modell: m; freeze: nothing; train: t }", "model"),
    ("freeze f = al except [output]", "all"), ("freeze f = all exept [output]", "except"),
    ("model x = m wiht { init: random }", "with"), ("model x = m with { inti: random }", "init"),
    ("model x = m with { init: rnadom }", "random"),
    ("freeze f = all except [attention(layer: last 1)]", "layers"),
    ("freeze f = all except [attention(layers: lsat 1)]", "last"),
    ("measure x = Accuracy(split: test, at: best(validatoin))", "validation"),
    ("task x = MNIST(patch: 4, shufle: true)", "shuffle"),
    ("task x = MNIST(shuffle: flase)", "false"),
    ("profile p { train.stps: 3 }", "steps"), ("profile p { m.layer: 3 }", "layers"),
    ("param n = 4\nmodel x = m with { layers: nn }", "n"),
    ("table \"t\" { of: main.ac; rows: task }", "acc"),
    ("table \"t\" { of: main.acc; rows: taks }", "task"),
    ("plot \"p\" { of: main.curve; y: test.los; facet: task }", "loss"),
  ])
  func oneDiagnosticWithTheRightWord(_ line: String, _ word: String) {
    let result = run("axes { task: [a, b]; seed: 0..<2 }", more: line)
    #expect(result.errors.count == 1, "\(result.rendered)")
    #expect(result.errors.first?.suggestions.contains(word) == true, "\(result.rendered)")
  }

  /// A declaration is no answer to what is missing in its own value.
  @Test func noNameIsOfferedForItself() {
    let near = run("axes { task: [a] }", more: "freeze frozen = frozn").errors
    #expect(near.count == 1 && near[0].suggestions.isEmpty)
    let far = checked("freeze other = nothing\nfreeze frozen = standard").errors
    #expect(
      far.first?.help
        == "there are `other`; a new one is, for example, `all except [input, output]`")
  }

  @Test(arguments: [
    ("task x = MNIST(patch: 3)", DiagnosticCode.fieldsDisagree),
    ("model x = GPT2(layers: 2, width: 64, heads: 4)", .fieldsDisagree),
    ("model x = GPT2(layers: 2, width: 65, heads: 4, init: random)", .fieldsDisagree),
    ("model x = GPT2(layers: 2, init: random)", .fieldsDisagree),
    ("model x = m with { width: 64 }", .fieldsDisagree),
    ("model x = MNIST()", .unknownConstructor), ("task x = m", .unknownName),
    ("train u { batch: 1.5 }", .wrongType), ("train u { clip: 10% }", .wrongType),
    ("train u { steps: 99999999999999999999 }", .outOfRange),
    ("train u { clip: 1e999 }", .malformedNumber), ("train u = m with { steps: 1 }", .unknownName),
    ("model x = BERT(weights: main(seed: 0))", .missingField),
    ("model x = BERT(weights: main(task: a, seed: 7))", .unknownName),
    ("model x = BERT(weights: other(seed: 0))", .unknownName),
    ("freeze f = nothing except [output]", .fieldsDisagree),
    ("freeze f = [all until 20%, all except [output] until 10%, nothing]", .wrongSchedule),
    ("table \"t\" { of: main.curve; rows: task }", .wrongMeasure),
    ("table \"t\" { of: main.acc; rows: seed }", .axisLeftOver),
    ("plot \"p\" { of: main.acc; facet: task }", .missingField),
    ("model x = x with { layers: 1 }", .derivedFromItself), ("param p = p", .derivedFromItself),
    ("arm y = y with { train: t }", .derivedFromItself),
    ("run other { set { train.steps: 1 } where task == a; measure: acc }", .unknownAxis),
  ])
  func oneDiagnosticOfTheRightKind(_ line: String, _ code: DiagnosticCode) {
    let result = run("axes { task: [a, b]; seed: 0..<2 }", more: line)
    #expect(result.errors.map(\.code) == [code], "\(result.rendered)")
  }

  /// A list of groups may mean that they are trained, or that they are frozen.
  @Test func aListOfGroupsHasBothReadings() throws {
    let errors = run("axes { task: [a] }", more: "freeze f = [attention, feedforward]").errors
    let help = try #require(errors.first?.help)
    #expect(errors.count == 1)
    #expect(help.contains("to train these alone, write `all except [attention, feedforward]`"))
    #expect(help.contains("`all except [input, output, positions, layernorm, embeddings"))
  }

  @Test(arguments: [
    ("seed: 3", "`seed: 3` is one seed, which is called 3"), ("seed: [3]", nil),
    ("seed: 0..<3", nil), ("seed: 0", nil), ("seed: 42", nil),
  ])
  func aNumberOfSeedsIsOneSeed(_ axis: String, _ note: String?) {
    let result = run("axes { task: [a, b]; \(axis) }")
    let notes = result.diagnostics.filter { $0.severity == .note }
    #expect(result.errors.isEmpty, "\(result.rendered)")
    #expect(notes.map(\.message) == [note].compactMap(\.self), "\(result.rendered)")
  }

  /// Strings in quotes of other kinds are one diagnostic each, and mean what they would in straight ones.
  @Test(arguments: ["“minilm”", "„minilm“", "'minilm'", "«minilm»", "‘minilm’"])
  func otherQuotesAreOneDiagnostic(_ literal: String) {
    let text = "experiment a { fpt: 1 }\nmodel m = BERT(weights: \(literal))\n"
    let result = check(path: "a", loader: InMemorySources(["a": text]), schema: .current)
    #expect(
      result.diagnostics.filter { $0.severity == .error }.map(\.code) == [.unexpectedCharacter])
    #expect(result.rendered.contains("straight double quotes"))
  }

  @Test func diagnosticsStandInOrder() {
    let text = """
      experiment a { fpt: 1 }
      param unused = 3
      task t = BitXOR(lenght: 3)
      model m = BERT(weihgts: “minilm”)
      """
    let diagnostics = check(path: "a", loader: InMemorySources(["a": text]), schema: .current)
      .diagnostics
    let starts = diagnostics.filter { $0.severity == .error }
      .compactMap { $0.labels.first?.span.range.lowerBound }
    #expect(starts == starts.sorted() && starts.count == 3)
  }

  @Test func aCircleOfParamsIsOneDiagnostic() {
    let text = "experiment a { fpt: 1 }\nparam p = q\nparam q = r\nparam r = p\n"
    let diagnostics = check(path: "a", loader: InMemorySources(["a": text]), schema: .current)
      .diagnostics
    #expect(diagnostics.map(\.code) == [.derivedFromItself])
    #expect(diagnostics.first?.labels.count == 3)
  }

  /// A file of another kind is given up after a few diagnostics; a file of ours with as many is not.
  @Test func foreignFilesAreFewDiagnostics() {
    let foreign = String(repeating: "root:x:0:0:root:/root:/bin/bash\n", count: 200)
    let diagnostics = check(path: "a", loader: InMemorySources(["a": foreign]), schema: .current)
      .diagnostics
    #expect(diagnostics.count < 25)
    let words = String(repeating: "word other words\n", count: 200)
    let ours = "experiment a { fpt: 1 }\n" + words + "task t = BitXOR(lenght: 5)\n"
    let many = check(path: "a", loader: InMemorySources(["a": ours]), schema: .current).diagnostics
    #expect(many.count > 90)
  }

  @Test func independentErrorsAreAllReported() {
    let result = checked(
      """
      model x = BRET(weights: "w")
      train t { stepz: 1
      freeze f = all except [outptu, layernorm
      task y = MNIST(patch: 5)
      measure z = Accuracy(split: tset)
      """)
    #expect(
      Set(result.errors.map(\.code)) == [
        .unclosedBracket, .unknownConstructor, .unknownField, .fieldsDisagree, .unknownChoice,
      ], "\(result.rendered)")
  }

  @Test func cellOfAnotherRunBecomesAReference() throws {
    let result = run(
      "axes { task: [a]; seed: 0..<2 }; keep: [weights]",
      more: "model n = BERT(weights: main(task: a, seed: 1))\n"
        + "run next { model: n; task: b; freeze: nothing; train: t; measure: acc }")
    let experiment = try #require(result.experiment, "\(result.rendered)")
    let reference = try #require(experiment.runs.last?.cells.first?.model.value["weights"])
    #expect(reference.expressionText == "main(task: a, seed: 1)")
    guard case .cell(let cell) = reference else {
      Issue.record("\(reference)")
      return
    }
    #expect(cell.cell == experiment.runs.first?.cells.last && cell.cell?.seed == 1)
  }

  @Test func cellsCannotBeMadeFromThemselves() {
    let result = checked(
      Self.parts + "model n = BERT(weights: main(seed: 0))\n"
        + "run main { axes { seed: 0..<2 }; task: a; model: n; freeze: nothing; train: t; "
        + "measure: acc }")
    #expect(result.errors.map(\.code) == [.derivedFromItself], "\(result.rendered)")
  }

  @Test func selectorsResolve() throws {
    let result = checked(
      Self.parts + "freeze base = all except [output]\n"
        + "freeze more = base except [attention(layers: last 2), input(layers: 0..<3), \"h.*\"]\n"
        + "run main { task: a; model: m; train: t; measure: acc\n"
        + "freeze: [more until 10%, base until 0.5, nothing] }")
    let cell = try #require(result.experiment?.runs.first?.cells.first, "\(result.rendered)")
    let text = Value.freezing(cell.freezing).expressionText
    #expect(
      text == "[all except [output, attention(layers: last 2), input(layers: 0..<3), \"h.*\"]"
        + " until 0.1, all except [output] until 0.5, nothing]")
  }

  @Test func sharedFilesAreReadOnceAndRelativeToTheirUser() throws {
    let result = checked(
      "use \"lib/a.fpt\"\nuse \"lib/b.fpt\"\nmodel y = x with { layers: 1 }",
      files: [
        "lib/a.fpt": "use \"deep/c.fpt\"", "lib/b.fpt": "use \"./deep/../deep/c.fpt\"",
        "lib/deep/c.fpt": "model x = BERT(weights: \"w\")\ntask unused = BitXOR()",
      ])
    #expect(
      result.sources.map(\.path) == [
        "main.fpt", "lib/a.fpt", "lib/deep/c.fpt", "lib/b.fpt",
      ])
    #expect(result.codes == [.unused], "only the own declaration: \(result.rendered)")
  }

  @Test func missingFileIsOneDiagnostic() {
    let result = check(path: "nowhere.fpt", loader: InMemorySources([:]), schema: .current)
    #expect(result.codes == [.unreadableSource])
    #expect(result.experiment == nil)
  }
}
