import FPTLib
import FPTRun
import FPTScript
import Testing

/// Measures through a whole run: recorded, added later from kept weights, and shown.
@Suite struct MeasureRunTests {
  private static let declarations = """
    measure gap = GeneralizationGap(examples: 50)
    measure quick_steps = StepsTo(fraction: 90%)
    measure confusion = Confusion(split: test, examples: 100)
    measure attention = AttentionMap(layers: 0, examples: 5, average: [heads, examples])
    measure states = Activations(at: ["input", "layer.0"], examples: 2)
    measure speed = Throughput(steps: 1)
    measure trained = ParameterCount()
    measure best = Accuracy(split: test, at: best(validation))
    measure best_loss = Loss(split: test, at: best(validation))
    """
  private static let plots = """
    plot "Attention" { of: main.attention; facet: [task, arm] }
    plot "Confusion" { of: main.confusion; facet: [task, arm] }
    """
  private static let all =
    "[accuracy, curve, gap, quick_steps, confusion, attention, states, speed, trained]"

  private func experiment(_ measures: String) -> TinyExperiment {
    let plots = measures == Self.all ? "\n" + Self.plots : ""
    return TinyExperiment(measures: measures, extra: Self.declarations + plots)
  }

  @Test func everythingIsRecordedUnderNamedDimensions() throws {
    let folder = try TemporaryFolder()
    _ = try experiment(Self.all).run(in: folder.path)
    let root = try ResultFile.read(folder.path + "/out.h5")
    let run = try #require(root.group(at: ["runs", "main"]))
    #expect(
      run.variables.map(\.name) == [
        "task", "arm", "seed", "accuracy", "gap", "quick_steps", "trained", "state", "cell",
      ])
    let attention = try #require(root.group(at: ["plots", "Attention"])?.variable("mean"))
    #expect(attention.dimensions == ["task", "arm", "layer", "query", "key"])
    #expect(attention.shape == [1, 1, 1, 6, 6])
    let confusion = try #require(root.group(at: ["plots", "Confusion"]))
    #expect(confusion.variable("mean")?.dimensions == ["task", "arm", "true", "predicted"])
    guard case .float64(let counts)? = confusion.variable("mean")?.values else {
      Issue.record("no counts")
      return
    }
    #expect(counts.reduce(0, +) == 300)
  }

  @Test func addedLaterFromKeptWeightsTheyAreTheSame() throws {
    let folder = try TemporaryFolder()
    _ = try experiment("[accuracy, curve]").run(in: folder.path)
    var steps = 0
    let added = try experiment(Self.all).run(
      in: folder.path, events: { if case .step = $0 { steps += 1 } })
    #expect(steps == 0)
    let fresh = try experiment(Self.all).run(
      in: folder.path, store: "fresh", output: "fresh.h5", threads: 2)
    #expect(added.digest == fresh.digest)
    #expect(added.digest != nil)
  }

  @Test func theSpeedIsInTheProvenanceAlone() throws {
    let folder = try TemporaryFolder()
    _ = try experiment("[accuracy, curve, speed]").run(in: folder.path)
    var root = try ResultFile.read(folder.path + "/out.h5")
    let cells = try #require(root.group(at: ["provenance", "cells"])?.groups)
    #expect(cells.count == 2)
    for cell in cells {
      #expect((cell.group.attribute("examples_per_second")?.number ?? 0) > 0)
      #expect(cell.group.attribute("seconds") != nil)
    }
    root.groups.removeAll { $0.name == "provenance" }
    #expect(!"\(root)".contains("examples_per_second"))
  }

  /// The parameters of the best step are not kept, so what is to be measured there trains again.
  @Test func aMeasureAtTheBestStepIsNotTakenOfTheLastOne() throws {
    let folder = try TemporaryFolder()
    _ = try experiment("[accuracy, curve, best]").run(in: folder.path)
    let both = "[accuracy, curve, best, best_loss]"
    let plan = try experiment(both).plan(in: folder.path)
    let reason = "best_loss reads the best step, which no cell keeps"
    #expect(plan.cells.map(\.status) == [.again(reason), .again(reason)])
    let added = try experiment(both).run(in: folder.path)
    let fresh = try experiment(both).run(in: folder.path, store: "fresh", output: "fresh.h5")
    #expect(added.digest == fresh.digest)
  }

  @Test func aLayerThatTheModelLacksIsFoundBeforeTraining() throws {
    let folder = try TemporaryFolder()
    let tiny = TinyExperiment(
      measures: "[accuracy, curve, map]", extra: "measure map = AttentionMap(layers: 0..<3)")
    do {
      _ = try tiny.run(in: folder.path)
      Issue.record("accepted")
    } catch let error as PlanError {
      #expect(
        error.description
          == "xor · fpt · 0: AttentionMap asks for layer 1, and the model has the layers 0 to 0")
    }
  }

  /// A diverged cell has a last accuracy, the paper's †, but converged nowhere.
  @Test func aDivergedCellReachesNothing() throws {
    let folder = try TemporaryFolder()
    let tiny = TinyExperiment(
      measures: "[accuracy, curve, quick_steps]", steps: 40, learningRate: "1e30",
      extra: "measure quick_steps = StepsTo(fraction: 90%)")
    _ = try tiny.run(in: folder.path)
    let run = try ResultFile.read(folder.path + "/out.h5", group: ["runs", "main"])
    guard case .float64(let steps)? = run.variable("quick_steps")?.values,
      case .texts(let states)? = run.variable("state")?.values
    else {
      Issue.record("no run")
      return
    }
    for (state, step) in zip(states, steps) where state == "diverged" { #expect(step.isNaN) }
    #expect(states.contains("diverged"))
  }
}
