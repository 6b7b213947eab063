import FPTEngine
import FPTLib

/// What one step computes, counted without computing it.
struct StepOperations {
  /// Operations of matrix products, a multiply-add as two.
  ///
  /// Attention's products are counted in full, also where it is causal and
  /// half of them is never computed.
  let count: Int
  /// How often each product occurs; those inside attention are left out.
  let shapes: [GEMMShape: Int]
  /// Trained parameters, and all of them.
  let parameters: (trained: Int, all: Int)

  /// What the documents say of the count.
  static let meaning =
    "Counted are the multiply-adds of matrix products, two operations each, with attention's in full; nothing else."

  init(of row: StepCase) throws {
    let trainer = try row.trainer(
      context: ComputeContext(workers: WorkerPool(threads: 1), isMeasuring: true))
    let context = trainer.context
    let before = (context.matmulShapes, context.matmulOperations)
    _ = trainer.advance()
    count = context.matmulOperations - before.1
    shapes = context.matmulShapes.merging(before.0) { $0 - $1 }.filter { $0.value > 0 }
    let all = trainer.model.parameters.all
    parameters = (
      all.filter(\.isTrained).reduce(0) { $0 + $1.value.count },
      all.reduce(0) { $0 + $1.value.count }
    )
  }
}
