import FPTLib
import FPTScript
import Testing

@testable import FPTRun

/// The precision of products as a part of an experiment.
@Suite struct PrecisionRunTests {
  private static let bfloat16 = Override(path: "train.precision", expression: "bfloat16")

  private func cell(_ path: String) throws -> CellRecord {
    try #require(try ResultsDocument(path: path).cells.first)
  }

  @Test("the default precision is no part of a cell's identity, bfloat16 is")
  func identity() throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment(steps: 2, seeds: "0..<1")
    func cell(_ overrides: [Override]) throws -> CellRecord {
      _ = try experiment.run(in: folder.path, overrides: overrides)
      return try self.cell("\(folder.path)/out.h5")
    }
    let plain = try cell([])
    let written = try cell([Override(path: "train.precision", expression: "float32")])
    let rounded = try cell([Self.bfloat16])
    #expect(plain.hash == written.hash && plain.hash != rounded.hash)
    #expect(!plain.configuration.contains("precision"))
    #expect(rounded.configuration.contains(#""precision":"bfloat16""#))
    #expect(plain.resolvedConfiguration?.contains(#""precision":"float32""#) == true)
    #expect(rounded.resolvedConfiguration?.contains(#""precision":"bfloat16""#) == true)
  }

  @Test("training in bfloat16 that is interrupted goes on with the same bits, on any threads")
  func goesOn() throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment(steps: 8, seeds: "0..<1")
    let whole = try experiment.run(
      in: folder.path, store: "whole", output: "whole.h5", overrides: [Self.bfloat16])
    _ = try experiment.run(
      in: folder.path, store: "parts", output: "parts.h5", threads: 3, overrides: [Self.bfloat16],
      stop: { $0 >= 5 })
    let parts = try experiment.run(
      in: folder.path, store: "parts", output: "parts.h5", overrides: [Self.bfloat16])
    #expect(parts.digest == whole.digest && whole.digest != nil)
  }

  @Test("a checkpoint of one precision is not continued in another")
  func checkpoint() throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment(steps: 8, seeds: "0..<1")
    _ = try experiment.run(in: folder.path, stop: { $0 >= 5 })
    func start(_ overrides: [Override]) throws -> Int {
      var step = -1
      _ = try experiment.run(
        in: folder.path, overrides: overrides,
        events: { if case .started(_, let first) = $0 { step = first } })
      return step
    }
    #expect(try start([Self.bfloat16]) == 0)
    #expect(try start([]) > 0)
  }

  @Test("kept weights are measured in the precision of their cell")
  func measureAddedLater() throws {
    let folder = try TemporaryFolder()
    let most = TinyExperiment(measures: "[accuracy, curve]", seeds: "0..<1")
    let all = TinyExperiment(measures: "[accuracy, curve, loss]", seeds: "0..<1")
    _ = try most.run(in: folder.path, overrides: [Self.bfloat16])
    let later = try all.run(in: folder.path, overrides: [Self.bfloat16])
    let once = try all.run(
      in: folder.path, store: "other", output: "other.h5", overrides: [Self.bfloat16])
    #expect(later.digest == once.digest && once.digest != nil)
  }

  @Test("the precision is an axis")
  func axis() throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment(
      steps: 2,
      extra: """
        run precisions {
          axes { task: [xor]; arm: [fpt]; train.precision: [float32, bfloat16]; seed: 0..<1 }
          measure: [accuracy, curve]
          keep: [weights]
        }
        """)
    _ = try experiment.run(in: folder.path)
    let cells = try ResultsDocument(path: "\(folder.path)/out.h5").cells
    // The cell in float32 is one of the other run's.
    #expect(Set(cells.map(\.hash)).count == 3)
    #expect(cells.count { $0.configuration.contains("bfloat16") } == 1)
  }

  @Test(
    "weights and adapters of a cell of another precision are taken",
    arguments: [#"BERT(weights: first(seed: 0))"#, "small with { adapter: first(seed: 0) }"])
  func weightsOfAnotherPrecision(model: String) throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment(
      steps: 2, seeds: "0..<1",
      extra: """
        model taken = \(model)
        run first {
          axes { seed: 0..<1 }
          task: xor; model: small; freeze: fpt; train: quick with { precision: bfloat16 }
          measure: [accuracy]; keep: [weights]
        }
        run second {
          axes { seed: 0..<1 }
          task: xor; model: taken; freeze: fpt; train: quick; measure: [accuracy]
        }
        """)
    let summary = try experiment.run(in: folder.path)
    #expect(summary.end == .done && summary.computed == 3)
    let cells = try ResultsDocument(path: "\(folder.path)/out.h5").cells
    #expect(cells.count { $0.configuration.contains("bfloat16") } == 1)
  }
}
