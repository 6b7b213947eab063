import FPTData
import FPTModels
import FPTResults
import FPTSchema

/// The confusion matrix: for each pair of classes, how often the model predicts one for the other.
///
/// Records `confusion(true, predicted)`, counts of predictions; all predictions of an example count alike, so a task
/// with five answers an example has five counts for each.
public struct Confusion: Measure {
  /// The split whose examples are predicted.
  public var split: TaskSplit
  /// Only the first examples of the split; all of them where nil.
  public var examples: Int?
  /// The snapshot of the parameters that the measure uses.
  public var snapshot: MeasuredSnapshot

  /// The measure of a split; by default of the whole test split at the end of training.
  public init(
    split: TaskSplit = .test, examples: Int? = nil, snapshot: MeasuredSnapshot = .end
  ) {
    self.split = split
    self.examples = examples
    self.snapshot = snapshot
  }

  /// - Throws: `MeasureError`.
  public func check(
    task: any SequenceTask, backbone: (any Backbone)?
  ) throws(MeasureError) {
    // Of twice the size of what the limit counts in.
    _ = try MeasureLimit.elements(
      [2, task.output.classes, task.output.classes], measure: "Confusion")
  }

  /// Records `confusion(true, predicted)`.
  public func take(of subject: MeasureSubject) throws -> ResultGroup {
    try check(task: subject.trainer.task, backbone: nil)
    let classes = subject.trainer.task.output.classes
    var counts = [Int64](repeating: 0, count: classes * classes)
    try subject.forEachMicroBatch(of: split, subject.examples(of: split, limit: examples)) {
      microBatch in
      let logits = microBatch.logits().value
      for (row, label) in microBatch.labels.enumerated() where (0..<classes).contains(Int(label)) {
        let values = logits.elements[row * classes..<(row + 1) * classes]
        // The first of equal ones, as accuracy counts.
        var best = values.startIndex
        for index in values.indices where values[index] > values[best] { best = index }
        counts[Int(label) * classes + best - values.startIndex] += 1
      }
    }
    let indices = ResultVariable.Values.int64((0..<Int64(classes)).map { $0 })
    return ResultGroup(map: [
      ResultVariable(
        coordinate: "true", values: indices, attributes: .described("right class", units: "1")),
      ResultVariable(
        coordinate: "predicted", values: indices,
        attributes: .described("predicted class", units: "1")),
      ResultVariable(
        name: "confusion", dimensions: ["true", "predicted"], shape: [classes, classes],
        values: .int64(counts), attributes: .described("number of predictions", units: "1"),
        isCompressed: true),
    ])
  }
}

extension Confusion: SplitMeasure {
  package static let declaration = ConstructorSchema(
    "Confusion", .measure, fields: MeasureFields.ofSplit,
    measure: .drawn(.map(rows: "true", columns: "predicted")),
    "How often each class is taken for each other one: counts by right and predicted class.",
    example: "Confusion(split: test)")
}
