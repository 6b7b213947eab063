import FPTCatalog
import FPTResults
import FPTScript
import Testing

@testable import FPTRun

/// What an experiment's notebook shows, as results keep it.
@Suite struct NotebookLayoutTests {
  private static func experiment(_ script: String) throws -> ResolvedExperiment {
    let result = check(path: "e.fpt", loader: InMemorySources(["e.fpt": script]), schema: .current)
    return try #require(result.experiment, "\(result.diagnostics.map(\.message))")
  }

  @Test func acceptedKeysAreShownOnce() throws {
    let experiment = try Self.experiment(
      """
      experiment e { fpt: 1 }
      task t = BitXOR(length: 3)
      model m = GPT2(weights: "./w", accept: [sliding_window, "h.*.ls1.gamma"])
      model plain = GPT2(layers: 1, width: 8, heads: 2, init: random)
      freeze f = nothing
      train quick { steps: 1 }
      arm a { model: m; freeze: f; train: quick }
      arm b { model: plain; freeze: f; train: quick }
      measure accuracy = Accuracy(split: test)
      run main { axes { arm: [a, b]; seed: 0..<3 }; task: t; measure: [accuracy] }
      """)
    #expect(
      NotebookLayout(of: experiment).notes == [
        "model m ignores, by accept: sliding_window, h.*.ls1.gamma"
      ])
  }

  /// Whether values are read in percent follows from what is measured, not from its name.
  @Test(
    arguments: [
      ("x: train.optimizer.lr; of: main.right", "right", ValueFormat.percent(digits: 0)),
      ("x: train.optimizer.lr; of: main.not_accuracy", "not_accuracy", nil),
      (
        "x: step; of: main.curve; y: test.accuracy; series: train.optimizer.lr", "test accuracy",
        .percent(digits: 0)
      ),
      ("x: step; of: main.curve; y: test.loss; series: train.optimizer.lr", "test loss", nil),
    ] as [(String, String, ValueFormat?)])
  func plots(declaration: String, label: String, format: ValueFormat?) throws {
    let experiment = try Self.experiment(
      """
      experiment e { fpt: 1 }
      task t = BitXOR(length: 3)
      model m = GPT2(layers: 1, width: 8, heads: 2, init: random)
      freeze f = nothing
      train quick { steps: 1 }
      measure right = Accuracy(split: test)
      measure not_accuracy = Loss(split: test)
      measure curve = LearningCurve(of: [loss, accuracy], splits: [test])
      run main {
        axes { seed: 0..<3; train.optimizer.lr: [1e-3, 1e-2] }
        task: t; model: m; freeze: f; train: quick; measure: [right, not_accuracy, curve]
      }
      plot "P" { \(declaration) }
      """)
    guard case .plot(let plot)? = NotebookLayout(of: experiment).items.first else {
      Issue.record("no plot")
      return
    }
    #expect(plot.yLabel == label)
    #expect(plot.format == format)
    #expect(plot.plot == "P")
  }

  @Test func measuresSayWhatTheyAre() throws {
    let experiment = try Self.experiment(
      """
      experiment e { fpt: 1 }
      task t = BitXOR(length: 3)
      model m = GPT2(layers: 1, width: 8, heads: 2, init: random)
      freeze f = nothing
      train quick { steps: 1 }
      measure a = Accuracy(split: validation, examples: 2000)
      measure b = Accuracy(split: test, at: best(validation))
      measure c = Loss(split: test)
      measure d = StepsTo(value: 0.9)
      measure e2 = ParameterCount()
      measure g = GeneralizationGap()
      run main {
        axes { seed: 0..<3 }
        task: t; model: m; freeze: f; train: quick; measure: [a, b, c, d, e2, g]
      }
      """)
    let measures = try #require(experiment.runs.first?.measures)
    #expect(
      measures.map { $0.value.knownMeasure?.longName } == [
        "accuracy on the validation split, 2000 examples",
        "accuracy on the test split, at the step that is best on validation",
        "mean cross-entropy on the test split",
        "optimizer steps to accuracy 0.9 on the test split",
        "trained parameters",
        "accuracy on the train split minus that on the test split",
      ])
    #expect(
      measures.map { $0.value.quantity?.unit } == [
        "fraction", "fraction", "nat", "steps", "parameters", "fraction",
      ])
  }
}
