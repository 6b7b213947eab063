import FPTLib
import FPTRun
import FPTScript
import Testing

/// A learning-rate schedule as a part of an experiment.
@Suite struct LearningRateRunTests {
  private static let schedule = Override(
    path: "train.schedule", expression: "Linear(warmup: 50%)")

  private func rates(_ folder: TemporaryFolder, _ output: String) throws -> [Double] {
    let cells = try ResultsDocument(path: "\(folder.path)/\(output)").cells
    let curve = try #require(cells.first?.curves.first { $0.split == "train" })
    return try #require(curve["learning_rate"])
  }

  @Test("the curve has the rate of each point's last step")
  func curve() throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment(steps: 8, learningRate: "8e-3", seeds: "0..<1")
    _ = try experiment.run(in: folder.path, output: "plain.h5")
    _ = try experiment.run(in: folder.path, output: "scheduled.h5", overrides: [Self.schedule])
    #expect(try rates(folder, "plain.h5") == [8e-3, 8e-3, 8e-3, 8e-3])
    // The rise has 4 steps; the fall goes from step 4 to step 8 along a line.
    #expect(try rates(folder, "scheduled.h5") == [4e-3, 8e-3, 6e-3, 2e-3])
  }

  @Test("a cell that was interrupted goes on with the same rates", arguments: [1, 3, 5, 7])
  func goesOn(after step: Int) throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment(steps: 8, seeds: "0..<1")
    let whole = try experiment.run(
      in: folder.path, store: "whole", output: "whole.h5", overrides: [Self.schedule])
    _ = try experiment.run(
      in: folder.path, store: "parts", output: "parts.h5", overrides: [Self.schedule],
      stop: { $0 >= step })
    let parts = try experiment.run(
      in: folder.path, store: "parts", output: "parts.h5", overrides: [Self.schedule])
    #expect(parts.digest == whole.digest && whole.digest != nil)
  }

  @Test("the default schedule is no part of a cell's identity, another one is")
  func identity() throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment(steps: 2, seeds: "0..<1")
    func hash(_ overrides: [Override]) throws -> String? {
      _ = try experiment.run(in: folder.path, overrides: overrides)
      return try ResultsDocument(path: "\(folder.path)/out.h5").cells.first?.hash
    }
    let plain = try hash([])
    let written = try hash([Override(path: "train.schedule", expression: "Constant()")])
    let scheduled = try hash([Self.schedule])
    #expect(plain == written && plain != scheduled)
  }
}
