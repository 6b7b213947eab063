import FPTCatalog
import Testing

@testable import FPTScript

/// What a table or plot lacks is shown as it could stand in this experiment.
@Suite struct MissingFieldTests {
  private func help(_ shown: String, axes: String = "task: [xor, long]; seed: 0..<3") -> [String?] {
    checked(
      """
      task xor = BitXOR(length: 5)
      task long = xor with { length: 8 }
      model m = GPT2(layers: 1, width: 8, heads: 2, init: random)
      measure hits = Accuracy(split: test)
      train base { steps: 100 }
      run first {
        axes { \(axes) }
        task: xor; model: m; freeze: nothing; train: base; measure: hits
      }
      \(shown)
      """
    ).errors.map(\.help)
  }

  @Test(arguments: [
    ("table \"T\" { of: first.hits }", "task: [xor, long]; seed: 0..<3", "rows: task"),
    (
      "table \"T\" { of: first.hits; columns: task }",
      "task: [xor, long]; model.layers: [1, 2]; seed: 0..<3", "rows: model.layers"
    ),
    ("table \"T\" { of: first.hits }", "task: [xor]; model.width: [8, 16]", "rows: model.width"),
    ("table \"T\" { of: [first.hits] }", "task: [xor]; seed: 0..<3", "rows: task"),
    ("table \"T\" { of: first.hits }", "seed: 0..<3", "rows: arm"),
    ("table \"T\" { rows: task }", "task: [xor, long]", "of: first.hits"),
    ("plot \"P\" { x: task }", "task: [xor, long]", "of: first.hits"),
    ("plot \"P\" { of: first.hits }", "task: [xor, long]; seed: 0..<3", "x: task"),
    (
      "plot \"P\" { of: first.hits; series: task }", "task: [xor, long]; model.width: [8, 16]",
      "x: model.width"
    ),
    ("plot \"P\" { of: first.hits }", "seed: 0..<3", "x: seed"),
  ])
  func anAxisOrARunOfTheExperiment(_ shown: String, _ axes: String, _ example: String) {
    #expect(help(shown, axes: axes) == ["for example `\(example)`"])
  }

  /// Without a run there is nothing to go by.
  @Test func theManualsExampleWithoutARun() {
    let result = checked("experiment tiny { fpt: 1 }\ntable \"T\" { }")
    #expect(
      result.errors.map(\.help) == ["for example `of: main.accuracy`", "for example `rows: arm`"])
  }
}
