import FPTData
import FPTEngine
import FPTModels

extension TaskBatch {
  /// The loaded examples as the classifier takes them.
  package func inputs(for task: some SequenceTask, _ context: ComputeContext)
    -> SequenceClassifier.Inputs
  {
    switch task.input {
    case .vectors(let width):
      let tensor = context.uninitialized([examples, task.tokens, width])
      if !context.isMeasuring {
        vectors.withUnsafeBufferPointer { source in
          _ = tensor.elements.update(fromContentsOf: source.prefix(tensor.count))
        }
      }
      return .vectors(tensor)
    case .symbols:
      return .symbols(Array(symbols.prefix(examples * task.tokens)), examples: examples)
    }
  }

  /// Labels of the loaded examples.
  package func loadedLabels(of task: some SequenceTask) -> [Int32] {
    Array(labels.prefix(examples * task.output.predictions))
  }
}
