import FPTCatalog
import FPTEngine
import FPTLib
import FPTResults
import FPTRun
import FPTScript
import Foundation

/// A training of twenty steps whose content digest is the same on every machine.
///
/// It goes the whole way of an experiment: language, plan, training, store, results file.
package struct TrialRun: Sendable {
  package var precision: Precision

  package init(_ precision: Precision) { self.precision = precision }

  /// The content digest that this version of the program promises.
  package var promised: String {
    switch precision {
    case .float32: Self.promisedFloat32
    case .bfloat16: Self.promisedBFloat16
    }
  }

  /// Runs it in a folder that is empty, and returns the digest.
  ///
  /// - Throws: what keeps a run from its end, such as a full disk.
  package func digest(in folder: String, table: KernelTable, threads: Int) throws -> String {
    let path = "self-test.fpt"
    let checked = check(
      path: path, loader: InMemorySources([path: script]), schema: .current)
    guard let experiment = checked.experiment else {
      throw Broken(reason: checked.diagnostics.first?.message ?? "the script is not understood")
    }
    let name = "\(folder)/\(precision.rawValue)"
    var options = RunOptions(
      store: name + "-cells", output: name + ".h5", threads: threads, baseFolder: folder)
    options.table = table
    var runner = ExperimentRunner(
      options: options, assets: AssetStore(root: folder + "/assets"), report: { _ in },
      shouldStop: { false })
    let summary = try runner.run(try runner.plan(experiment), published: [:])
    if let (cell, reason) = summary.failed.first { throw Broken(reason: "\(cell): \(reason)") }
    return try ResultFile.verify(options.output).hexadecimal
  }

  package struct Broken: Error, CustomStringConvertible {
    var reason: String
    package var description: String { reason }
  }

  private var script: String {
    """
    experiment self_test { fpt: 1; title: "Self-test" }
    task xor = BitXOR(length: 5)
    model small = GPT2(layers: 2, width: 64, heads: 4, init: random)
    model gated = Llama(layers: 2, width: 64, heads: 4, init: random)
    model recurrent = LSTM(layers: 2, width: 48)
    freeze fpt = all except [input, output, positions, layernorm]
    freeze none = nothing
    train brief {
      optimizer: Adam(lr: 1e-3); batch: 8; steps: 20; dropout: 0.1; clip: 1.0
      precision: \(precision.rawValue); evaluate_every: 10; evaluate_batches: 1
    }
    arm frozen { model: small; freeze: fpt; train: brief }
    arm full { model: small; freeze: none; train: brief }
    arm gated { model: gated; freeze: none; train: brief }
    arm recurrent { model: recurrent; freeze: none; train: brief }
    measure accuracy = Accuracy(split: test, examples: 64)
    measure curve = LearningCurve(of: [loss, accuracy], splits: [train, test])
    run main {
      axes { task: [xor]; arm: [frozen, full, gated, recurrent]; seed: 0..<1 }
      measure: [accuracy, curve]
      keep: [weights]
    }
    """
  }
}
