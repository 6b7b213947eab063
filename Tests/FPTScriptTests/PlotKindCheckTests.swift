import FPTCatalog
import FPTSchema
import Testing

@testable import FPTScript

/// What the checker says about kinds of plots, and about several measures in one.
@Suite struct PlotKindCheckTests {
  private static func check(_ plot: String) -> CheckResult {
    checked(
      """
      experiment tiny { fpt: 1 }
      task xor = BitXOR(length: 5)
      task long = BitXOR(length: 8)
      model big = GPT2(layers: 2, width: 32, heads: 2, init: random)
      freeze fpt = all except [input, output]
      train quick { steps: 100 }
      measure accuracy = Accuracy(split: test)
      measure best = Accuracy(split: test, at: best(validation))
      measure loss = Loss(split: test)
      measure parameters = ParameterCount()
      measure budget = ParameterBudget()
      measure curve = LearningCurve(of: [loss, accuracy], splits: [train, validation, test])
      measure map = AttentionMap(layers: 0..<2, average: [heads, examples])
      reference paper = CSV("a.csv")
      arm one { model: big; freeze: fpt; train: quick }
      arm two { model: big; freeze: nothing; train: quick }
      run main {
        axes { task: [xor, long]; arm: [one, two]; train.optimizer.lr: [1e-4, 1e-3]; seed: 0..<3 }
        measure: [accuracy, best, loss, parameters, budget, curve, map]
      }
      run other {
        axes { task: [xor, long]; arm: [one, two]; train.optimizer.lr: [1e-4, 1e-3]; seed: 0..<3 }
        measure: [accuracy, curve]
        set { train.batch: 8 } where arm == one
      }
      plot "P" { \(plot) }
      """, files: ["a.csv": "row,column,value,unit,source,confidence\none,xor,90,%,here,primary\n"])
  }

  @Test(
    arguments: [
      ("of: main.accuracy; kind: bars; x: task; series: [arm, train.optimizer.lr]", "bars"),
      ("of: main.accuracy; kind: lines; x: train.optimizer.lr; series: arm; facet: task", "plot"),
      ("of: main.accuracy; kind: heat; x: train.optimizer.lr; y: arm; facet: task", "heat"),
      ("of: main.accuracy; kind: heat; x: task; y: train.optimizer.lr; facet: arm", "heat"),
      ("of: main.accuracy; kind: scatter; x: parameters; series: arm", "scatter"),
      ("of: main.accuracy; kind: scatter; x: main.loss", "scatter"),
      ("of: main.accuracy; kind: published; against: paper; series: arm", "published"),
      ("of: main.budget; x: arm; facet: [task, train.optimizer.lr]", "budget"),
      ("of: main.map; kind: heat; facet: [task, arm, train.optimizer.lr]", "map"),
      (
        "of: main.curve; y: [train.loss, test.loss]; series: arm; facet: [task, train.optimizer.lr]",
        "plot"
      ),
      (
        "of: [main.curve, other.curve]; y: test.loss; facet: [task, arm, train.optimizer.lr]",
        "plot"
      ),
      (
        "of: [main.accuracy, main.best]; kind: bars; x: task; series: [arm, train.optimizer.lr]",
        "bars"
      ),
    ])
  func kinds(plot: String, kind: String) throws {
    let result = Self.check(plot)
    #expect(result.errors.isEmpty, "\(result.rendered)")
    let experiment = try #require(result.experiment)
    let plots = experiment.notebook.compactMap { item in
      if case .plot(let plot) = item { plot } else { nil }
    }
    #expect(plots.map(\.kind) == [kind])
  }

  /// A map has panels and no series, so an axis that is left over finds its place in a panel alone.
  @Test(
    arguments: [
      ("of: main.map; facet: [task, arm]", "add it to `facet`"),
      ("of: main.budget; x: arm; facet: task", "add it to `facet`"),
      ("of: main.accuracy; x: task; series: arm", "add it to `series` or `facet`"),
      ("of: main.accuracy; kind: heat; y: arm", "for example `x: task`"),
      (
        "of: main.accuracy; kind: scatter; series: arm",
        "another measure of the run, for example `x: best`"
      ),
    ])
  func helpNamesWhatTheKindHas(plot: String, help: String) {
    #expect(Self.check(plot).errors.map(\.help) == [help])
  }

  @Test func partsAreASeriesUnlessAskedElsewhere() throws {
    func plot(_ text: String) throws -> PlotSpecification {
      let experiment = try #require(Self.check(text).experiment)
      for case .plot(let plot) in experiment.notebook { return plot }
      throw CancellationError()
    }
    let rest = "facet: [task, arm, train.optimizer.lr]"
    let splits = try plot("of: main.curve; y: [train.loss, test.loss]; \(rest)")
    #expect(splits.series == ["split"] && splits.partAxes == ["split"])
    #expect(splits.parts.map(\.labels) == [["train"], ["test"]])
    #expect(splits.forWords.y == "loss")
    let both = try plot(
      "of: [main.curve, other.curve]; y: [train.loss, test.loss]; series: split; facet: [run, task, arm, train.optimizer.lr]"
    )
    #expect(both.series == ["split"] && both.facet.first == "run")
    #expect(
      both.parts.map(\.labels) == [
        ["main", "train"], ["main", "test"], ["other", "train"], ["other", "test"],
      ])
    #expect(both.runs == ["main", "other"])
  }

  @Test(
    arguments: [
      ("of: main.curve; kind: bars; x: task", DiagnosticCode.wrongMeasure),
      ("of: main.accuracy; kind: pie; x: task", .unknownChoice),
      ("of: main.accuracy; kind: scatter", .missingField),
      ("of: main.accuracy; kind: scatter; x: absent", .wrongMeasure),
      ("of: main.accuracy; kind: scatter; x: accuracy", .wrongMeasure),
      ("of: main.accuracy; kind: scatter; x: curve", .wrongMeasure),
      ("of: main.accuracy; kind: heat; x: task", .missingField),
      ("of: main.accuracy; kind: heat; x: task; y: absent", .unknownAxis),
      ("of: main.accuracy; kind: heat; x: task; y: arm; series: train.optimizer.lr", .wrongMeasure),
      ("of: main.accuracy; kind: published; series: arm", .missingField),
      ("of: main.accuracy; kind: published; against: paper; x: task", .wrongMeasure),
      (
        "of: main.accuracy; x: task; series: [arm, train.optimizer.lr]; against: paper",
        .withoutEffect
      ),
      ("of: [main.accuracy, main.loss]; kind: bars; x: task", .wrongMeasure),
      ("of: [main.accuracy, main.curve]; kind: bars; x: task", .wrongMeasure),
      ("of: [main.accuracy, main.accuracy]; kind: bars; x: task", .duplicatePoint),
      ("of: [main.accuracy, main.best]; kind: scatter; x: parameters", .wrongMeasure),
      ("of: main.absent; kind: bars; x: task", .wrongMeasure),
      (
        "of: main.curve; y: [train.loss, test.accuracy]; facet: [task, arm, train.optimizer.lr]",
        .wrongMeasure
      ),
      (
        "of: main.curve; y: [test.loss, test.loss]; facet: [task, arm, train.optimizer.lr]",
        .duplicatePoint
      ),
      ("of: main.curve; y: loss; facet: [task, arm, train.optimizer.lr]", .wrongType),
      ("of: []; x: task", .missingField),
      ("of: main.accuracy; kind: bars; x: task; series: arm", .axisLeftOver),
      ("of: main.budget; x: arm; series: task; facet: train.optimizer.lr", .wrongMeasure),
    ])
  func mistakes(plot: String, code: DiagnosticCode) {
    let result = Self.check(plot)
    #expect(result.errors.map(\.code) == [code], "\(plot)\n\(result.rendered)")
    #expect(
      result.errors.allSatisfy {
        $0.help != nil || !$0.suggestions.isEmpty || code == .duplicatePoint
      })
  }
}
