import FPTLib
import FPTScript
import Testing

@testable import FPTRun

/// Comparisons of a table against arithmetic on the run's own numbers.
@Suite struct TableComparisonTests {
  private static let tables = """
    arm "other, x" { model: small; freeze: fpt; train: quick with { optimizer.lr: 1e-2 } }
    table "Compared" {
      of: main.accuracy; rows: arm; columns: task; show: [mean, sem, ci95, median, iqr, bootstrap, ci_test, n]
      compare: "other, x" against fpt; equal: within 50%; family: "both"
    }
    table "Loss" { of: main.loss; rows: arm; columns: task; compare: "other, x" against fpt; family: "both" }
    table "Two" { of: [main.accuracy, main.loss]; rows: arm; columns: task; format: percent(1) }
    """

  private static func experiment(seeds: String) -> TinyExperiment {
    var tiny = TinyExperiment(measures: "[accuracy, loss, curve]", seeds: seeds, extra: tables)
    tiny.script = tiny.script.replacing("arm: [fpt]", with: "arm: [fpt, \"other, x\"]")
    return tiny
  }

  private func numbers(_ group: ResultGroup?, _ name: String) -> [Double] {
    guard case .float64(let values)? = group?.variable(name)?.values else { return [] }
    return values
  }

  @Test func differencesArePairedBySeedAndAdjustedAcrossTables() throws {
    let folder = try TemporaryFolder()
    _ = try Self.experiment(seeds: "0..<3").run(in: folder.path)
    let root = try ResultFile.read(folder.path + "/out.h5")
    var unadjusted: [Double] = []
    var found: [ResultGroup] = []
    for (table, measure) in [("Compared", "accuracy"), ("Loss", "loss")] {
      let group = try #require(root.group(at: ["tables", table, "comparisons"]))
      let values = numbers(root.group(at: ["runs", "main"]), measure)
      // The axes of the run are task, arm and seed.
      let differences = (0..<3).map { values[3 + $0] - values[$0] }
      let mean = differences.reduce(0, +) / 3
      let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2
      let t = mean / (variance / 3).squareRoot()
      // Student's t with two degrees of freedom has a closed form; its 97.5 % point is 4.302652729696142.
      let p = 1 - abs(t) / (t * t + 2).squareRoot()
      let half = 4.302652729696142 * (variance / 3).squareRoot()
      #expect(abs(numbers(group, "difference")[0] - mean) < 1e-12)
      #expect(abs(numbers(group, "p")[0] - p) < 1e-9)
      #expect(abs(numbers(group, "difference_low")[0] - (mean - half)) < 1e-9)
      #expect(abs(numbers(group, "difference_high")[0] - (mean + half)) < 1e-9)
      #expect(numbers(group, "pairs") == [3])
      #expect(numbers(group, "sign_p")[0].isNaN)
      #expect(group.attribute("family")?.text == "both")
      #expect(group.attribute("family_size")?.integer == 2)
      unadjusted.append(p)
      found.append(group)
    }
    let least = min(2 * unadjusted.reduce(1, min), 1)
    let expected = unadjusted.map { $0 == unadjusted.min() ? least : max(least, $0) }
    for (group, p) in zip(found, expected) {
      #expect(abs(numbers(group, "p_holm")[0] - p) < 1e-9)
      // An adjusted interval is off zero exactly where Holm's method rejects.
      let ends = (numbers(group, "adjusted_low")[0], numbers(group, "adjusted_high")[0])
      #expect((ends.0 > 0 || ends.1 < 0) == (p <= 0.05))
    }
    #expect(numbers(found[0], "equal").count == 1)
    #expect(numbers(found[1], "equal").isEmpty)
  }

  @Test func arraysAreThereWhereTheyAreAskedFor() throws {
    let folder = try TemporaryFolder()
    _ = try Self.experiment(seeds: "0..<3").run(in: folder.path)
    let root = try ResultFile.read(folder.path + "/out.h5")
    let compared = try #require(root.group(at: ["tables", "Compared"]))
    let plain = try #require(root.group(at: ["tables", "Accuracy"]))
    for name in ["sem", "ci95_low", "ci95_high", "median", "q1", "q3", "bootstrap_low"] {
      #expect(numbers(compared, name).count == 2, "\(name)")
      #expect(plain.variable(name) == nil, "\(name)")
    }
    #expect(plain.groups.isEmpty)
    let seeds = try #require(root.group(at: ["tables", "Compared", "seeds"]))
    let values = numbers(root.group(at: ["runs", "main"]), "accuracy")
    #expect(numbers(seeds, "value") == values)
    for (index, value) in values.enumerated() {
      #expect(numbers(seeds, "ci_test_low")[index] <= value)
      #expect(numbers(seeds, "ci_test_high")[index] >= value)
      #expect(numbers(seeds, "examples")[index] > 1)
    }
    let two = try #require(root.group(at: ["tables", "Two", "measures", "loss"]))
    #expect(numbers(two, "mean") == numbers(root.group(at: ["tables", "Loss"]), "mean"))
    let item = try #require(
      root.group("notebook")?.groups.first { $0.group.attribute("table")?.text == "Two" })
    #expect(item.group.attribute("further_formats")?.texts == ["number"])
  }

  @Test func pairsThatWaitForACellAreCounted() throws {
    let folder = try TemporaryFolder()
    let experiment = Self.experiment(seeds: "0..<3")
    for cells in ["arm=fpt", "seed=1", "seed=2"] {
      _ = try experiment.run(in: folder.path, scope: CellScope(only: CellSelection(parsing: cells)))
    }
    let root = try ResultFile.read(folder.path + "/out.h5")
    let group = try #require(root.group(at: ["tables", "Compared", "comparisons"]))
    #expect(numbers(group, "pairs") == [2])
    #expect(numbers(group, "expected") == [3])
    #expect(numbers(group, "waiting") == [1])
  }

  @Test func oneSeedHasNoPairsAndIsNoError() throws {
    let folder = try TemporaryFolder()
    _ = try Self.experiment(seeds: "[7]").run(in: folder.path)
    let root = try ResultFile.read(folder.path + "/out.h5")
    let group = try #require(root.group(at: ["tables", "Compared", "comparisons"]))
    #expect(numbers(group, "pairs") == [1])
    for name in ["p", "p_holm", "adjusted_low", "difference_high", "equal"] {
      #expect(numbers(group, name).allSatisfy { $0.isNaN }, "\(name)")
    }
    // The interval over test examples is that of the point itself.
    let compared = try #require(root.group(at: ["tables", "Compared"]))
    #expect(compared.group("seeds") == nil)
    #expect(numbers(compared, "ci_test_low").allSatisfy { $0.isFinite })
  }
}
