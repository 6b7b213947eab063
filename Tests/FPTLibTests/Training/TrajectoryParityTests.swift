import FPTEngine
import FPTLib
import Foundation
import Testing

@testable import FPTCheckpoints

/// Forty training steps against PyTorch: loss, gradient norm and accuracy at every step, parameters at the end.
@Suite struct TrajectoryParityTests {
  @Test(arguments: [
    "patches-fpt", "patches-output-only", "patches-bert-fpt", "bit-memory-fpt", "bit-memory-full",
    "tokens-fpt", "llama-fpt",
  ])
  func matchesPyTorch(name: String) throws {
    let fixture = PyTorchFixture("trajectory-" + name)
    let meta = try #require(
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(filePath: fixture.folder + "/meta.json"))) as? [String: Any])
    let context = ComputeContext(threads: 2)
    let batches = try fixture.tensors("batches")
    let expected = try fixture.tensors("expected")
    let initial = try fixture.tensors("init")
    let steps = try #require(meta["steps"] as? Int)
    let batch = try #require(meta["batch"] as? Int)

    let body = try #require(meta["body_config"] as? [String: Any])
    let configuration = try ModelConfiguration(
      text: Array(JSONSerialization.data(withJSONObject: body)), path: "body_config")
    let task = try Self.task(
      batches, isBits: name.hasPrefix("bit"),
      vocabulary: meta["input"] as? String == "embedding" ? meta["input_dim"] as? Int : nil)
    let model = try SequenceClassifier(
      backbone: configuration.backbone(), input: task.input, output: task.output, source: .random,
      seed: 0, context: context)
    for parameter in model.parameters.all {
      let values = try initial.floats(parameter.name)
      _ = parameter.value.elements.update(from: values)
    }
    let trained = try #require(meta["trainable"] as? [String])
    let policy = FreezingPolicy(stages: [
      .init(freezesAll: true, exceptions: trained.map { .pattern($0) })
    ])
    let trainer = Trainer(
      model: model, task: task,
      settings: TrainingSettings(batch: batch, steps: steps, clip: 1, dropout: 0),
      policy: policy, seed: 0, context: context)

    let losses = try expected.floats("loss")
    let norms = try expected.floats("grad_norm")
    let accuracies = expected.contains("accuracy") ? try expected.floats("accuracy") : nil
    for step in 0..<steps {
      let record = trainer.advance()
      #expect(
        abs(record.score.loss - Double(losses[step])) <= 1e-5 * max(1, Double(losses[step])),
        "loss at step \(step)")
      #expect(
        abs(record.gradientNorm - Double(norms[step])) <= 1e-4 * Double(norms[step]),
        "gradient norm at step \(step)")
      if let accuracies {
        #expect(abs(record.score.accuracy - Double(accuracies[step])) < 1e-6)
      }
    }
    for parameter in model.trained where expected.contains("final." + parameter.name) {
      let reference = try expected.floats("final." + parameter.name)
      let worst = zip(parameter.value.array, reference).map { abs($0 - $1) }.max() ?? 0
      #expect(worst < 1e-4, "\(parameter.name)")
    }
    // Frozen parameters are the file's, bit for bit.
    for parameter in model.parameters.all where !parameter.isTrained {
      #expect(parameter.value.array == (try initial.floats(parameter.name)), "\(parameter.name)")
    }
  }

  private static func task(
    _ batches: SafetensorsFile, isBits: Bool, vocabulary: Int?
  ) throws -> RecordedTask {
    let x = try batches.tensor(named: "x")
    let y = try batches.tensor(named: "y")
    let examples = x.shape[0] * x.shape[1]
    if let vocabulary {
      return RecordedTask(
        input: .symbols(vocabulary: vocabulary), tokens: x.shape[2],
        output: TaskOutput(readTokens: 1, classes: 10),
        symbols: try x.integers().map { Int32($0) }, labels: try y.integers().map { Int32($0) })
    }
    if isBits {
      // x: [steps, batch, patterns, bits], cut into patches; labels are y > 0.
      let bits = try y.floats()
      let width = 5
      let tokens = try x.floats().count / examples / width
      let predictions = bits.count / examples
      return RecordedTask(
        input: .vectors(width: width), tokens: tokens,
        output: TaskOutput(
          readTokens: predictions / width, predictionsPerToken: width, classes: 2),
        vectors: try x.floats(), labels: bits.map { $0 > 0 ? 1 : 0 })
    }
    return RecordedTask(
      input: .vectors(width: x.shape[3]), tokens: x.shape[2],
      output: TaskOutput(readTokens: 1, classes: 10),
      vectors: try x.floats(), labels: try y.integers().map { Int32($0) })
  }
}
