import FPTCheckpoints
import FPTEngine

/// A decoder as it was trained: tokens in, the next token's logits out.
package final class LanguageModel {
  /// The model between token table and head.
  package let backbone: any CausalDecoder
  /// Every parameter, the token table included.
  package let parameters: ParameterSet
  private let headName: String

  /// Reads a checkpoint's backbone, token table and, where there is one, its head.
  ///
  /// A head of its own is taken even where the configuration ties it to the table, as transformers does.
  ///
  /// - Throws: `CheckpointError` where a tensor is missing or has another shape; an untied head is none that may be missing.
  package init(
    backbone: any CausalDecoder, checkpoint: any TensorSource, context: ComputeContext
  ) throws(CheckpointError) {
    let match = CheckpointMatch(of: backbone, in: checkpoint)
    try match.requireSound(backbone, in: checkpoint, choice: CheckpointChoice())
    let loader = ParameterLoader(seed: 0, context: context)
    var parameters: [Parameter] = []
    for specification in backbone.parameters {
      parameters.append(
        try loader.load(
          specification, from: checkpoint,
          as: match.tensors[specification.name] ?? match.prefix + specification.name))
    }
    if backbone.hasTiedHead, !checkpoint.contains(backbone.head) {
      headName = backbone.tokenTable
    } else {
      let head = ParameterSpecification(
        backbone.head, [backbone.vocabulary, backbone.width], .output, .zeros)
      parameters.append(try loader.load(head, from: checkpoint, as: backbone.head))
      headName = backbone.head
    }
    self.backbone = backbone
    self.parameters = ParameterSet(parameters)
  }

  /// Runs the model: logits [examples, tokens, vocabulary].
  ///
  /// `tokens` are examples · tokens numbers below the vocabulary, row-major.
  package func forward(
    tokens: [Int32], examples: Int, on tape: Tape, pass: BackbonePass = BackbonePass()
  ) -> Variable {
    let embedded = tape.embedding(
      parameters.leaf(backbone.tokenTable), tokens: tokens, examples: examples)
    let hidden = backbone.forward(embedded, ParameterScope(parameters), on: tape, pass: pass)
    let head = LinearWeight(parameters.leaf(headName), bias: nil, layout: .outputInput)
    return tape.linear(hidden, [head])
  }

  /// Cross-entropy of every token but the first, given those before it; its mean is the model's loss in nats.
  package func score(
    tokens: [Int32], examples: Int, on tape: Tape
  ) -> ClassificationScore {
    let logits = forward(tokens: tokens, examples: examples, on: tape)
    let length = tokens.count / max(1, examples)
    let predicting = max(0, length - 1)
    // The last token predicts nothing: what is left, in order of examples.
    let context = tape.context
    let width = backbone.vocabulary
    let kept = context.uninitialized([examples, predicting, width])
    if !context.isMeasuring {
      for example in 0..<examples {
        (kept.pointer + example * predicting * width).update(
          from: logits.value.pointer + example * length * width, count: predicting * width)
      }
    }
    let labels = (0..<examples).flatMap { tokens[($0 * length + 1)..<(($0 + 1) * length)] }
    return tape.crossEntropy(
      Variable(constant: kept), labels: labels, batchPredictions: max(1, labels.count))
  }
}
