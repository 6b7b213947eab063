import FPTLib
import FPTScript

/// The size of a cell's file in the store; in a results file, a cell takes about as much.
struct CellFile {
  /// Bytes of the file of a finished cell.
  let doneBytes: Int
  /// Bytes of the file of a running cell with a checkpoint.
  let checkpointBytes: Int

  /// Bytes of a dataset besides its numbers: header, name and attributes.
  private static let datasetBytes = 1_100
  /// A file without datasets: the configuration, the provenance, the groups.
  private static let emptyBytes = 14_000

  init(
    _ cell: ResolvedCell, settings: TrainingSettings, evaluations: EvaluationSchedule,
    parameters: ParameterBytes
  ) {
    // Step, loss, accuracy, gradient norm and learning rate of training; step, loss and accuracy of a split.
    let columns = 5 + 3 * evaluations.splits
    let curves = columns * (8 * evaluations.points + Self.datasetBytes)
    let weights = parameters.trainedBytes + parameters.trainedTensors * Self.datasetBytes
    let best = CurveRequest(cell.measures).bestSplits.count * weights
    let measures = cell.measures.count * 2 * Self.datasetBytes
    doneBytes =
      Self.emptyBytes + curves + measures + (cell.keep.contains("weights") ? weights : 0)
    checkpointBytes = Self.emptyBytes + curves + 3 * weights + best
  }
}
