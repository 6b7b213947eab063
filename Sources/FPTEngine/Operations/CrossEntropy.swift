import CKernels

/// The contribution of a pass to the loss and accuracy of its batch.
public struct ClassificationScore: Sendable, Hashable {
  /// Sum over predictions of −log p(label).
  public var lossSum = 0.0
  /// Predictions whose largest logit is the label's.
  public var correct = 0
  /// Predictions in all.
  public var predictions = 0

  /// A score of nothing.
  public init() {}

  /// Adds what another pass contributes.
  public static func += (a: inout Self, b: Self) {
    a.lossSum += b.lossSum
    a.correct += b.correct
    a.predictions += b.predictions
  }

  /// Mean loss in nats.
  public var loss: Double { predictions == 0 ? .nan : lossSum / Double(predictions) }
  /// Share of correct predictions, 0 to 1.
  public var accuracy: Double {
    predictions == 0 ? .nan : Double(correct) / Double(predictions)
  }
}

extension Tape {
  /// Computes the softmax cross-entropy of logits and labels.
  ///
  /// It sets the gradient of the logits to that of the mean loss of the whole *batch*.
  ///
  /// - Parameters:
  ///   - logits: [..., classes]
  ///   - labels: one class for each row of logits.
  ///   - batchPredictions: predictions in the whole batch, of which this pass may hold a part.
  /// - Returns: the sums over this pass.
  public func crossEntropy(
    _ logits: Variable, labels: [Int32], batchPredictions: Int
  ) -> ClassificationScore {
    let classes = logits.value.width
    let rows = logits.value.rows
    precondition(labels.count == rows, "one label for each row of logits")
    precondition(
      labels.allSatisfy { $0 >= 0 && Int($0) < classes }, "labels that are classes")
    // The sums of each row, four floats wide.
    let sums = context.uninitialized([rows, 4])
    let gradient = logits.slot.map { _ in context.uninitialized(logits.shape) }
    let share = 1 / Float(batchPredictions)
    var score = ClassificationScore()
    score.predictions = rows
    sums.pointer.withMemoryRebound(to: fpt_class_score.self, capacity: rows) { sums in
      labels.withUnsafeBufferPointer { labels in
        guard let labels = labels.baseAddress else { return }
        context.parallel(chunks: rows, of: 16) { range in
          let first = range.lowerBound
          context.kernels.pointee.cross_entropy(
            logits.value.pointer + first * classes, labels + first, sums + first,
            gradient.map { $0.pointer + first * classes }, share, range.count, classes)
        }
      }
      guard !context.isMeasuring else { return }
      for row in 0..<rows {
        let loss = ScalarElementary.logarithm(sums[row].sum) - Double(sums[row].margin)
        score.lossSum += Double(Float(loss))
        score.correct += sums[row].best == labels[row] ? 1 : 0
      }
    }
    if let slot = logits.slot, let gradient { slot.adopt(gradient, in: context) }
    return score
  }
}
