import FPTEngine
import FPTLib
import Foundation
import Testing

/// The examples in doc comments compile and do what they say.
@Suite struct DocumentedExampleTests {
  private struct Parity: SequenceTask {
    let name = "Parity", input = TokenInput.symbols(vocabulary: 2), tokens = 8
    let output = TaskOutput(readTokens: 1, classes: 2), dataDigest = "parity 1"

    func count(of split: TaskSplit) -> Int? { split == .train ? 192 : 32 }

    func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {
      let number = index + (split == .train ? 0 : split == .validation ? 192 : 224)
      for bit in 0..<8 { example.symbols[bit] = Int32(number >> bit & 1) }
      example.labels[0] = Int32(number.nonzeroBitCount % 2)
    }
  }

  private struct GradientDescent: Optimizer {
    static let stateNames: [String] = []
    var learningRate = 0.1

    func update(
      _ value: Tensor, gradient: Tensor, state: [Tensor], _ step: OptimizerStep,
      in context: ComputeContext
    ) {
      let factor = Float(step.learningRate) * step.scale
      for i in 0..<value.count { value.elements[i] -= factor * gradient.elements[i] }
    }
  }

  private struct LastLoss: Measure {
    let longName = "last loss of the test curve"

    func take(of subject: MeasureSubject) throws -> ResultGroup {
      let losses = subject.curves.first { $0.split == "test" }?["loss"] ?? []
      var group = ResultGroup()
      group.variables = [ResultVariable(scalar: "value", values: .float64([losses.last ?? .nan]))]
      return group
    }
  }

  private func trainer(_ settings: TrainingSettings, policy: FreezingPolicy) throws -> Trainer {
    let context = ComputeContext(threads: 1)
    let task = Parity()
    let model = try SequenceClassifier(
      backbone: LSTM(layers: 1, width: 8), input: task.input, output: task.output,
      source: .random, seed: 0, context: context)
    return Trainer(
      model: model, task: task, settings: settings, policy: policy, seed: 0, context: context)
  }

  @Test func taskTrainerAndOptimizer() throws {
    let trainer = try trainer(
      TrainingSettings(optimizer: GradientDescent(), batch: 4, steps: 3), policy: .nothing)
    while trainer.step < trainer.settings.steps, trainer.advance().isFinite {}
    #expect(trainer.step == 3)
    let score = trainer.evaluate(.test, batches: nil)
    #expect(score.predictions == 32 && score.loss.isFinite)
  }

  @Test func measure() throws {
    let trainer = try trainer(TrainingSettings(batch: 4, steps: 1), policy: .fpt)
    let curve = CurveSeries(split: "test", steps: [1, 2], columns: [.loss([0.75, 0.5])])
    let group = try LastLoss().take(of: MeasureSubject(trainer: trainer, curves: [curve]))
    #expect(group.variable("value")?.values == .float64([0.5]))
  }

  @Test func freezingPolicy() {
    let policy = FreezingPolicy(stages: [
      .init(freezesAll: true, exceptions: [.group(.output, layers: nil)], until: 0.5),
      .init(
        freezesAll: true,
        exceptions: [.group(.output, layers: nil), .group(.layernorm, layers: .last(2))]),
    ])
    #expect(policy.value(atStep: 4, of: 10).exceptions.count == 1)
    #expect(policy.value(atStep: 5, of: 10).exceptions.count == 2)
  }

  @Test func trainingSettings() {
    let settings = TrainingSettings(
      optimizer: Adam(learningRate: 3e-4), schedule: CosineDecay(warmup: 0.1),
      batch: 32, steps: 2_000, dropout: 0)
    #expect(settings.learningRate(atStep: 0) < settings.learningRate(atStep: 199))
  }

  @Test func results() throws {
    let folder = try ResultsTestFolder()
    let path = folder.file("small.h5")
    try ResultFile.write(SampleResults.document().tree(), to: path)

    let run = try ResultFile.read(path, group: ["runs", "main"])
    if case .float64(let values)? = run.variable("accuracy")?.values {
      #expect(!values.isEmpty)
    } else {
      Issue.record("no accuracy")
    }

    let document = try ResultsDocument(path: path)
    for run in document.runs {
      #expect(!run.name.isEmpty && !run.axes.map(\.name).isEmpty && run.points.count > 0)
    }
  }

  @Test func cellStore() throws {
    let folder = try ResultsTestFolder()
    let store = CellStore(folder: folder.file("cells"))
    try store.save(SampleResults.cell(SampleResults.hashA))
    var found: [String] = []
    for hash in try store.hashes() where try store.state(hash) == .done {
      let cell = try store.load(hash)
      found.append("\(hash) \(cell.scalar("accuracy") ?? .nan)")
    }
    #expect(found.count == 1)
  }

  @Test func sequenceClassifier() throws {
    let context = ComputeContext(threads: 1)
    let task = Parity()
    let model = try SequenceClassifier(
      backbone: LSTM(layers: 1, width: 8), input: task.input, output: task.output,
      source: .random, seed: 0, context: context)
    model.apply(FreezingPolicy.fpt.value(atStep: 0, of: 100))
    #expect(model.trained.map(\.name).contains("out_net.0.weight"))
  }

  @Test func checkpointFolder() throws {
    let folder = fixture("bert")
    let checkpoint = try CheckpointFolder(path: folder)
    let backbone = try checkpoint.configuration.backbone()
    #expect(
      backbone.architecture == "BERT" && backbone.width > 0 && !checkpoint.weights.names.isEmpty)

    let configuration = try ModelConfiguration(path: folder + "/config.json")
    let width = try configuration.integer("hidden_size")
    let activation = try configuration.text("hidden_act", oneOf: ["gelu", "relu"])
    #expect(width == backbone.width && activation == "gelu")
  }
}
