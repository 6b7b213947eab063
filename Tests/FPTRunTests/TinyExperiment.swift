import FPTCatalog
import FPTLib
import FPTRun
import FPTScript
import Foundation
import Testing

/// A folder of its own for a test, removed with it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "fpt-run-\(UUID())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// An experiment of seconds: a randomly initialized transformer of one layer on Bit XOR, so that no weights or data are needed.
struct TinyExperiment {
  var script: String

  init(
    measures: String = "[accuracy, curve]", steps: Int = 6, learningRate: String = "1e-3",
    prose: String = "/// # Tiny", arm: String = "fpt", seeds: String = "0..<2", extra: String = ""
  ) {
    script = """
      \(prose)
      experiment tiny { fpt: 1; title: "Tiny" }
      task xor = BitXOR(length: 3)
      model small = BERT(layers: 1, width: 16, heads: 2, init: random)
      freeze fpt = all except [input, output, positions, layernorm]
      train quick {
        optimizer: Adam(lr: \(learningRate)); batch: 4; steps: \(steps); dropout: 0.1
        evaluate_every: \(min(2, steps)); evaluate_batches: 2
      }
      arm \(arm) { model: small; freeze: fpt; train: quick }
      measure accuracy = Accuracy(split: test, at: end)
      measure loss = Loss(split: validation)
      measure curve = LearningCurve(of: [loss, accuracy], splits: [train, test])
      run main {
        axes { task: [xor]; arm: [\(arm)]; seed: \(seeds) }
        measure: \(measures)
        keep: [weights]
      }
      table "Accuracy" { of: main.accuracy; rows: arm; columns: task; show: [mean, std] }
      plot "Curve" { of: main.curve; x: step; y: test.accuracy; series: arm; facet: task }
      \(extra)
      """
  }

  /// The plan of the script, with the cells and files of a folder.
  func plan(in folder: String) throws -> ExperimentPlan {
    let result = check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": script]), schema: .current)
    let resolved = try #require(result.experiment, "\(result.diagnostics.map(\.message))")
    var runner = ExperimentRunner(
      options: RunOptions(store: "\(folder)/cells", output: "", threads: 1, baseFolder: folder),
      assets: AssetStore(root: "\(folder)/no-assets"))
    return try runner.plan(resolved)
  }

  /// Checks and runs the script; `stop` is asked whether to interrupt, with the number of times it was asked before.
  func run(
    in folder: String, store: String = "cells", output: String = "out.h5", threads: Int = 1,
    overrides: [Override] = [], scope: CellScope = .all,
    change: (inout RunOptions) -> Void = { _ in },
    stop: @escaping (Int) -> Bool = { _ in false },
    events: @escaping (RunEvent) -> Void = { _ in }
  ) throws -> RunSummary {
    let result = check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": script]), schema: .current,
      overrides: overrides)
    let errors = result.diagnostics.filter { $0.severity == .error }.map(\.message)
    let experiment = try #require(result.experiment, "\(errors)")
    var asked = 0
    var options = RunOptions(
      store: "\(folder)/\(store)", output: "\(folder)/\(output)", threads: threads,
      overrides: overrides)
    options.scope = scope
    change(&options)
    var runner = ExperimentRunner(
      options: options,
      assets: AssetStore(root: "\(folder)/no-assets"), report: events,
      shouldStop: {
        asked += 1
        return stop(asked - 1)
      })
    let plan = try runner.plan(experiment)
    return try runner.run(plan, published: [:])
  }
}

extension TemporaryFolder {
  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: path + "/" + name))
  }
}
