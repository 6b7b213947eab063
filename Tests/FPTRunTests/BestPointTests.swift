import FPTCatalog
import FPTLib
import FPTScript
import Testing

@testable import FPTRun

/// A table that chooses the best point of an axis shows that point, and says which it is.
@Suite struct BestPointTests {
  private func experiment(_ measures: String = "[accuracy, curve, watch]") -> TinyExperiment {
    var tiny = TinyExperiment(
      measures: measures, steps: 20,
      extra: """
        measure watch = LearningCurve(of: [loss, accuracy], splits: [validation])
        table "Best" {
          of: main.accuracy; rows: arm; columns: task; best: over(train.optimizer.lr, by: validation)
        }
        """)
    tiny.script = tiny.script
      .replacing("seed: 0..<2 }", with: "train.optimizer.lr: [1e-9, 1e-2, 1e-3]; seed: 0..<2 }")
      .replacing("columns: task; show: [mean, std] }", with: "columns: train.optimizer.lr }")
      .replacing("series: arm;", with: "series: train.optimizer.lr;")
      .replacing("rows: arm; columns: train", with: "rows: [arm, task]; columns: train")
    return tiny
  }

  @Test func theBestByValidationIsShown() throws {
    let folder = try TemporaryFolder()
    _ = try experiment().run(in: folder.path)
    let root = try ResultFile.read(folder.path + "/out.h5")
    let best = try #require(root.group(at: ["tables", "Best"]))
    let all = try #require(root.group(at: ["tables", "Accuracy"]))
    guard case .float64(let means)? = all.variable("mean")?.values,
      case .float64(let shown)? = best.variable("mean")?.values,
      case .float64(let chosen)? = best.variable("chosen")?.values,
      case .float64(let expected)? = best.variable("expected")?.values
    else {
      Issue.record("no numbers")
      return
    }
    #expect(best.attribute("chosen_meanings")?.texts == ["1e-9", "1e-2", "1e-3"])
    // The mean of the last validation accuracies, from the cells themselves.
    let run = try #require(root.group(at: ["runs", "main"]))
    guard case .texts(let hashes)? = run.variable("cell")?.values else { return }
    let last = try hashes.map { hash -> Double in
      let curve = try #require(root.group(at: ["cells", hash, "curves", "validation"]))
      guard case .float64(let values)? = curve.variable("accuracy")?.values else { return .nan }
      return values.last ?? .nan
    }
    let scores = (0..<3).map { point -> Double in
      let pair: (Double, Double) = (last[2 * point], last[2 * point + 1])
      return (pair.0 + pair.1) / 2
    }
    let index = scores.firstIndex(of: scores.reduce(-1, max)) ?? -1
    #expect(chosen == [Double(index)])
    #expect(shown == [means[index]])
    #expect(expected == [2])
  }

  /// A seed that diverged before it was evaluated does not make its point look better, and is counted where points are compared.
  @Test func survivorsAreNotTheBest() throws {
    let folder = try TemporaryFolder()
    var tiny = TinyExperiment(
      measures: "[accuracy, curve, watch]", steps: 200, learningRate: "1e-9",
      extra: """
        freeze none = nothing
        arm other { model: small; freeze: none; train: quick with { optimizer.lr: 1e-2 } }
        measure watch = LearningCurve(of: [loss, accuracy], splits: [validation])
        table "Best" { of: main.accuracy; rows: task; best: over(arm, by: validation) }
        table "Compared" { of: main.accuracy; rows: arm; columns: task; compare: other against fpt }
        """)
    tiny.script = tiny.script
      .replacing("arm: [fpt]", with: "arm: [fpt, other]")
      .replacing(
        "keep: [weights]",
        with: "set { train.optimizer.lr: 1e30 } where arm == other and seed == 1")
    _ = try tiny.run(in: folder.path)
    let root = try ResultFile.read(folder.path + "/out.h5")
    func numbers(_ path: [String], _ name: String) -> [Double] {
      guard case .float64(let values)? = root.group(at: path)?.variable(name)?.values else {
        return []
      }
      return values
    }
    // One seed of the arm is ahead of both of the other, and one has no value at all.
    let values = numbers(["runs", "main"], "accuracy")
    #expect(values.count == 4 && values[2] > max(values[0], values[1]) && values[3].isNaN)
    #expect(numbers(["tables", "Best"], "chosen") == [0])
    #expect(numbers(["tables", "Best"], "count") == [2])
    let compared = ["tables", "Compared", "comparisons"]
    for (name, expected) in [("pairs", 1.0), ("expected", 2), ("diverged", 1)] {
      #expect(numbers(compared, name) == [expected], "\(name)")
    }
    #expect(numbers(compared, "waiting").isEmpty)
  }

  /// The best of the points that happen to be computed is not the best, and neither is a difference from it.
  @Test func nothingIsChosenBeforeEveryPointIsThere() throws {
    let folder = try TemporaryFolder()
    var tiny = experiment()
    tiny.script = tiny.script
      .replacing("arm: [fpt]", with: "arm: [fpt, other]")
      .replacing(
        "measure accuracy =",
        with: """
          arm other { model: small; freeze: fpt; train: quick with { batch: 8 } }
          measure accuracy =
          """
      )
      .replacing("facet: task }", with: "facet: [task, arm] }")
      .replacing("by: validation)", with: "by: validation); compare: other against fpt")
    // All of one arm; of the other, one rate with both seeds and one with a single seed.
    for cells in ["arm=other", "arm=fpt,train.optimizer.lr=1e-9", "arm=fpt,seed=0"] {
      _ = try tiny.run(in: folder.path, scope: CellScope(only: CellSelection(parsing: cells)))
    }
    let root = try ResultFile.read(folder.path + "/out.h5")
    let best = try #require(root.group(at: ["tables", "Best"]))
    func numbers(_ group: ResultGroup?, _ name: String) -> [Double] {
      guard case .float64(let values)? = group?.variable(name)?.values else { return [] }
      return values
    }
    let chosen = numbers(best, "chosen")
    #expect(chosen.count == 2 && chosen[0].isNaN && chosen[1].isFinite)
    #expect(numbers(best, "mean")[0].isNaN)
    #expect(numbers(best, "count") == [0, 2])
    #expect(numbers(best, "expected") == [2, 2])
    let states = try #require(best.attribute("state_meanings")?.texts)
    #expect(numbers(best, "state").map { states[Int($0)] } == ["missing", "done"])
    let comparisons = best.group("comparisons")
    #expect(numbers(comparisons, "pairs") == [0])
    #expect(numbers(comparisons, "waiting") == [2])
    #expect(numbers(comparisons, "difference").allSatisfy { $0.isNaN })

    _ = try tiny.run(in: folder.path)
    let whole = try #require(
      try ResultFile.read(folder.path + "/out.h5").group(at: ["tables", "Best", "comparisons"]))
    #expect(numbers(whole, "pairs") == [2])
    #expect(whole.variable("waiting") == nil)
  }

  @Test func whatDecidesHasToBeRecorded() {
    let script = experiment("[accuracy, curve]").script
    let result = check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": script]), schema: .current)
    let errors = result.diagnostics.filter { $0.severity == .error }
    #expect(
      errors.map(\.message) == [
        "run `main` does not record what decides: the accuracy on the validation split"
      ])
  }
}
