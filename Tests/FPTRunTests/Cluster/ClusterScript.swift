import FPTCatalog
import FPTLib
import FPTScript
import Testing

@testable import FPTRun

/// A grid with a cell that others begin with, and cells of unlike size.
enum ClusterScript {
  static func experiment(steps: Int = 2) -> TinyExperiment {
    var experiment = TinyExperiment()
    experiment.script = """
      experiment tiny { fpt: 1; title: "Grid" }
      task two = BitXOR(length: 2)
      task nine = BitXOR(length: 9)
      model fresh = GPT2(layers: 1, width: 8, heads: 2, init: random)
      model begun = GPT2(weights: pretrain(seed: 0))
      freeze fpt = all except [input, output, positions, layernorm]
      freeze none = nothing
      train quick {
        optimizer: Adam(lr: 1e-3); batch: 2; steps: \(steps); dropout: 0.1
        evaluate_every: 2; evaluate_batches: 1
      }
      measure accuracy = Accuracy(split: test, examples: 4)
      measure loss = Loss(split: test, examples: 4)
      run main {
        axes { task: [two, nine]; train.optimizer.lr: [1e-4, 1e-3]; model: [fresh, begun]; seed: 0..<3 }
        freeze: fpt; train: quick; measure: [accuracy]
      }
      run again {
        axes { seed: 0..<3 }
        task: two; model: fresh; freeze: fpt; train: quick; measure: [accuracy, loss]
      }
      run pretrain {
        axes { seed: 0..<2 }
        task: nine; model: fresh; freeze: none; train: quick; measure: [accuracy]; keep: [weights]
      }
      table "Accuracy" { of: main.accuracy; rows: [model, train.optimizer.lr]; columns: task; show: [mean] }
      """
    return experiment
  }

  static func plan(
    _ experiment: TinyExperiment = experiment(), in folder: String, store: String = "cells"
  ) throws -> (plan: ExperimentPlan, partition: CellPartition) {
    let result = check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": experiment.script]), schema: .current)
    let resolved = try #require(result.experiment, "\(result.diagnostics.map(\.message))")
    var runner = ExperimentRunner(
      options: RunOptions(store: "\(folder)/\(store)", output: "", threads: 1),
      assets: AssetStore(root: "\(folder)/no-assets"))
    let plan = try runner.plan(resolved)
    return (plan, runner.partition(of: plan))
  }
}
