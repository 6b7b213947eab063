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
    // [rows, 2]: loss, and 1 where the prediction is right.
    let losses = context.uninitialized([rows, 2])
    let gradient = logits.slot.map { _ in context.uninitialized(logits.shape) }
    let share = 1 / Float(batchPredictions)
    context.parallel(chunks: rows, of: 16) { range in
      for row in range {
        let x = logits.value.pointer + row * classes
        let result = scoreRow(
          x, classes: classes, label: Int(labels[row]), share: share,
          gradient: gradient.map { $0.pointer + row * classes })
        losses.pointer[2 * row] = result.loss
        losses.pointer[2 * row + 1] = result.isCorrect ? 1 : 0
      }
    }
    var score = ClassificationScore()
    score.predictions = rows
    if !context.isMeasuring {
      for row in 0..<rows {
        score.lossSum += Double(losses.pointer[2 * row])
        score.correct += losses.pointer[2 * row + 1] > 0 ? 1 : 0
      }
    }
    if let slot = logits.slot, let gradient { slot.adopt(gradient, in: context) }
    return score
  }
}

/// Loss of one row, whether its first largest logit is the label's, and its gradient if wanted.
private func scoreRow(
  _ x: UnsafeMutablePointer<Float>, classes: Int, label: Int, share: Float,
  gradient: UnsafeMutablePointer<Float>?
) -> (loss: Float, isCorrect: Bool) {
  var best = 0
  for index in 1..<max(1, classes) where x[index] > x[best] { best = index }
  let largest = x[best]
  var sum: Double = 0
  for index in 0..<classes { sum += Double(exponential(Vector(repeating: x[index] - largest))[0]) }
  if let gradient {
    let inverse = Float(1 / sum)
    for index in 0..<classes {
      let p = exponential(Vector(repeating: x[index] - largest))[0] * inverse
      gradient[index] = (p - (index == label ? 1 : 0)) * share
    }
  }
  let loss = ScalarElementary.logarithm(sum) - Double(x[label] - largest)
  return (Float(loss), best == label)
}
