import FPTEngine
import FPTLib
import FPTScript
import Foundation
import Testing

@testable import FPTMeasures
@testable import FPTRun

/// The trained parameters of a cell, taken by PyTorch: the same model, which gives the same logits.
@Suite struct ExportedWeightsTests {
  /// A folder of a run, with what Python needs to compute the same: `weights`, and `expected` with inputs and logits.
  private struct Exported {
    var folder: TemporaryFolder
    var readTokens: Int
    var classes: Int
    var values: [Float]
  }

  /// Trains a model fully, exports its weights, and computes the logits of some test examples from the results file.
  private func exported(model: String, freeze: String) throws -> Exported {
    let folder = try TemporaryFolder()
    var experiment = TinyExperiment(seeds: "0..<1")
    experiment.script = experiment.script.replacingOccurrences(
      of: "BERT(layers: 1, width: 16, heads: 2, init: random)", with: model
    ).replacingOccurrences(
      of: "all except [input, output, positions, layernorm]", with: freeze)
    _ = try experiment.run(in: folder.path)
    let stored = try StoredResults(path: folder.path + "/out.h5")
    let record = try stored.cell(chosenBy: "arm=fpt,seed=0")
    try TrainedWeights(record).write(to: folder.path + "/weights.safetensors")

    let cell = try #require(stored.experiment().runs.first?.cells.first)
    var planner = Planner(
      store: CellStore(folder: folder.path + "/cells"),
      assets: AssetStore(root: folder.path + "/no-assets"), baseFolder: ".")
    let task = try planner.tasks.task(cell.task.value)
    let context = ComputeContext(workers: WorkerPool(threads: 1))
    let classifier = try SequenceClassifier(
      backbone: planner.modelSpecification(of: cell).backbone, input: task.input,
      output: task.output,
      source: .random, seed: cell.seed, context: context)
    let trainer = try Trainer(
      model: classifier, task: task, settings: cell.train.value.trainingSettings(),
      policy: FreezingPolicy(cell.freezing), seed: cell.seed, isShuffled: true, context: context)
    for variable in record.trained {
      let parameter = try #require(classifier.parameters[variable.name])
      guard case .float32(let values) = variable.values else { continue }
      parameter.setTrained(true, in: context)
      _ = parameter.value.elements.update(from: values)
    }
    var result = Exported(
      folder: folder, readTokens: task.output.readTokens, classes: task.output.classes, values: [])
    try MeasureSubject(trainer: trainer).forEachMicroBatch(of: .test, 0..<8) { microBatch in
      guard case .vectors(let inputs) = microBatch.inputs else { return }
      let logits = microBatch.logits().value
      result.values = logits.array
      try SafetensorsWriter.write(
        [
          .init(name: "inputs", shape: inputs.shape, values: .float32(inputs.array)),
          .init(name: "logits", shape: logits.shape, values: .float32(logits.array)),
        ], metadata: [], to: folder.path + "/expected.safetensors")
    }
    return result
  }

  static let python = ProcessInfo.processInfo.environment["FPT_TEST_PYTHON"] ?? "python3"

  static let hasTransformers = (try? run("import torch, transformers, safetensors")) != nil

  private struct Failure: Error, CustomStringConvertible { var description: String }

  static func run(_ script: String, _ arguments: [String] = []) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [python, "-c", script] + arguments
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let trouble = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(description: trouble) }
    return text
  }

  /// The paper's wrapper as its code builds it, around the model of the transformers library.
  ///
  /// Prints the largest difference of logits, and how large logits are: weights that were not taken would show.
  private static let comparison = """
    import sys, torch, transformers
    from safetensors.torch import load_file
    torch.manual_seed(0)
    folder, kind, read, classes = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    weights = load_file(folder + "/weights.safetensors")
    expected = load_file(folder + "/expected.safetensors")

    class FPT(torch.nn.Module):
      def __init__(self, inputs, outputs, width, backbone):
        super().__init__()
        self.in_net = torch.nn.Sequential(torch.nn.Linear(inputs, width))
        self.sequence_model = backbone
        self.out_net = torch.nn.Sequential(torch.nn.Linear(width, outputs))

      def forward(self, x):
        hidden = self.sequence_model(inputs_embeds=self.in_net(x)).last_hidden_state
        return self.out_net(hidden[:, -read:])

    if kind == "gpt2":
      backbone = transformers.GPT2Model(transformers.GPT2Config(n_embd=16, n_layer=2, n_head=2))
    else:
      backbone = transformers.BertModel(transformers.BertConfig(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64),
        add_pooling_layer=False)
    model = FPT(weights["in_net.0.weight"].shape[1], weights["out_net.0.weight"].shape[0], 16, backbone)
    result = model.load_state_dict(weights, strict=False)
    assert not result.unexpected_keys, result.unexpected_keys
    unread = ("wte.weight", "word_embeddings.weight", "position_ids", "attn.bias", "masked_bias")
    missing = [k for k in result.missing_keys if not k.endswith(unread)]
    assert not missing, missing
    model.eval()
    with torch.no_grad():
      logits = model(expected["inputs"]).reshape(-1, classes)
    print((logits - expected["logits"]).abs().max().item(), expected["logits"].abs().max().item())
    """

  @Test(
    .enabled(
      if: hasTransformers,
      "needs a Python with torch, transformers and safetensors in FPT_TEST_PYTHON"),
    arguments: [
      ("gpt2", "GPT2(layers: 2, width: 16, heads: 2, init: random)"),
      ("bert", "BERT(layers: 2, width: 16, heads: 2, init: random)"),
    ])
  func pyTorchGivesTheSameLogits(kind: String, model: String) throws {
    let exported = try exported(model: model, freeze: "nothing")
    let output = try Self.run(
      Self.comparison,
      [exported.folder.path, kind, "\(exported.readTokens)", "\(exported.classes)"])
    let numbers = output.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    try #require(numbers.count == 2, "\(output)")
    print("\(kind): logits up to \(numbers[1]) differ by at most \(numbers[0])")
    #expect(numbers[0] < 1e-4 && numbers[1] > 0.01)
  }

  /// The file is read back here as well: what is in it is what was trained.
  @Test func exportedWeightsAreTheTrainedOnes() throws {
    let exported = try exported(
      model: "GPT2(layers: 2, width: 16, heads: 2, init: random)",
      freeze: "all except [input, output, positions, layernorm]")
    let stored = try StoredResults(path: exported.folder.path + "/out.h5")
    let file = try SafetensorsFile(path: exported.folder.path + "/weights.safetensors")
    #expect(file.names.sorted() == stored.cells[0].trained.map(\.name).sorted())
    #expect(!exported.values.isEmpty && exported.values.allSatisfy { $0.isFinite })
  }
}
