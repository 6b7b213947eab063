import FPTCatalog
import Testing

@testable import FPTScript

/// What the checker says about measures that are not one number.
@Suite struct MeasureCheckTests {
  /// `x` where `y` belongs, and the other way round: one letter, and one sentence about it.
  @Test(arguments: [("x: test.accuracy", "y"), ("y: model.layers", "x"), ("y: seed", "x")])
  func axesOfAPlotAreNotMixedUp(_ field: String, _ right: String) {
    let result = checked(
      """
      task xor = BitXOR()
      model m = GPT2(layers: 1, width: 8, heads: 2, init: random)
      measure curve = LearningCurve(of: accuracy, splits: test)
      train base { steps: 100 }
      run main {
        axes { model.layers: [1, 2] }
        task: xor; model: m; freeze: nothing; train: base; measure: curve
      }
      plot "Curve" { of: main.curve; \(field); series: model.layers }
      """)
    #expect(result.errors.map(\.suggestions) == [[right]], "\(result.rendered)")
  }

  private func check(_ declarations: String, measures: String = "[map, states, speed]")
    -> CheckResult
  {
    FPTScript.check(
      path: "m.fpt",
      loader: InMemorySources([
        "m.fpt": """
        experiment m { fpt: 1 }
        task bit_xor = BitXOR(length: 5)
        model small = BERT(layers: 2, width: 16, heads: 2, init: random)
        freeze none = nothing
        train quick { steps: 10 }
        measure map = AttentionMap(layers: 0..<2, average: [heads, examples])
        measure states = Activations(at: "input")
        measure speed = Throughput()
        run main {
          axes { task: [bit_xor]; seed: 0..<3 }
          model: small; freeze: none; train: quick
          measure: \(measures)
        }
        \(declarations)
        """
      ]), schema: .current)
  }

  /// `train` is a split and a kind of declaration.
  @Test(arguments: [
    ("y: train.accuracy", true), ("x: step; y: train.loss", true), ("y: train.steps", false),
    ("y: train", false),
  ])
  func theTrainingSplitIsNoAxis(_ fields: String, _ isRight: Bool) {
    let result = check(
      "measure curve = LearningCurve()\nplot \"P\" { of: main.curve; \(fields); facet: task }",
      measures: "[map, states, speed, curve]")
    #expect(result.errors.isEmpty == isRight, "\(result.rendered)")
  }

  @Test func aMapIsPlottedWithoutAxesOfItsOwn() throws {
    let result = check("plot \"Map\" { of: main.map; facet: task }")
    #expect(result.errors.isEmpty, "\(result.rendered)")
    let experiment = try #require(result.experiment)
    guard case .plot(let plot)? = experiment.notebook.last else {
      Issue.record("no plot")
      return
    }
    #expect(plot.kind == "map")
    #expect((plot.y, plot.x, plot.facet) == ("query", "key", ["task"]))
    let layers = experiment.runs[0].measures[0].value["layers"]
    #expect(layers == .list([.integer(0), .integer(1)]))
  }

  @Test(arguments: [
    (
      "plot \"P\" { of: main.map; x: step }",
      "is a map of query and key, so there is no `x` to choose"
    ),
    ("plot \"P\" { of: main.map; series: task }", "so there is no `series` to choose"),
    (
      "table \"T\" { of: main.map; rows: task }",
      "is a map of query and key, which a table cannot show"
    ),
    (
      "table \"T\" { of: main.states; rows: task }",
      "records whole arrays, which a table cannot show"
    ),
    ("plot \"P\" { of: main.states }", "records whole arrays, which a plot cannot show"),
    (
      "table \"T\" { of: main.speed; rows: task }",
      "depends on the clock, which a table cannot show"
    ),
    ("measure s = StepsTo(fraction: 50%, value: 0.5)", "`fraction` and `value` exclude each other"),
    ("measure s = StepsTo(value: 150%)", "must be at least 0 and at most 1"),
    ("measure s = AttentionMap(average: [haeds])", "no average is called `haeds`"),
    ("measure s = AttentionMap(layers: 0..<1_000_000)", "this range is too long"),
    ("measure s = AttentionMap(layers: 3..<1)", "this range ends before it begins"),
  ])
  func isRefused(_ declaration: String, _ message: String) throws {
    let errors = check(declaration).errors
    #expect(errors.count == 1)
    #expect(errors.first?.message.contains(message) == true, "\(errors.map(\.message))")
  }
}
