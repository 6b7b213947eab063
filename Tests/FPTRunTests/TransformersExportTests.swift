import FPTEngine
import FPTLib
import FPTScript
import Foundation
import Testing

@testable import FPTCheckpoints
@testable import FPTMeasures
@testable import FPTModels
@testable import FPTRun

/// Cells as folders of transformers: what is in them, that they are read back here, and that transformers computes the same logits.
@Suite struct TransformersExportTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "FPTLibTests/Fixtures").path

  private static func checkpoint(_ model: String, _ fixture: String, _ fields: String = "")
    -> String
  {
    "\(model)(weights: \"\(fixtures)/\(fixture)\"\(fields))"
  }

  /// Models by a name for the arm: fresh ones, loaded ones, and loaded ones that lost blocks.
  private static let models: [(arm: String, model: String)] = [
    ("gpt2", "GPT2(layers: 2, width: 16, heads: 2, init: random)"),
    ("bert", "BERT(layers: 2, width: 16, heads: 2, init: random)"),
    ("longformer", "Longformer(layers: 2, width: 16, heads: 2, init: random)"),
    ("t5", "T5Encoder(layers: 2, width: 16, heads: 2, init: random)"),
    ("vit", "ViT(layers: 2, width: 16, heads: 2, init: random)"),
    ("loaded_gpt2", checkpoint("GPT2", "gpt2")),
    ("loaded_bert", checkpoint("BERT", "bert")),
    ("loaded_longformer", checkpoint("Longformer", "longformer")),
    ("loaded_t5", checkpoint("T5Encoder", "t5-encoder")),
    ("loaded_vit", checkpoint("ViT", "vit-hf")), ("timm", checkpoint("ViT", "vit-timm")),
    ("loaded_llama", checkpoint("Llama", "llama3-rope")),
    ("short_mistral", checkpoint("Mistral", "mistral-window", ", layers: 1")),
    ("loaded_qwen2", checkpoint("Qwen2", "qwen2")),
    ("short_qwen3", checkpoint("Qwen3", "qwen3", ", layers: 1")),
    ("short_gpt2", checkpoint("GPT2", "gpt2", ", layers: 1")),
    ("short_bert", checkpoint("BERT", "bert", ", layers: 1")),
    ("short_longformer", checkpoint("Longformer", "longformer", ", layers: 1")),
    ("short_t5", checkpoint("T5Encoder", "t5-encoder", ", layers: 1")),
    ("short_vit", checkpoint("ViT", "vit-hf", ", layers: 1")),
    ("learned", "T5Encoder(layers: 1, width: 16, heads: 2, init: random, positions: learned)"),
    ("llama", "Llama(layers: 2, width: 16, heads: 2, init: random)"),
    ("mistral", "Mistral(layers: 2, width: 16, heads: 2, init: random)"),
    ("qwen2", "Qwen2(layers: 2, width: 16, heads: 2, init: random, positions: learned)"),
    ("qwen3", "Qwen3(layers: 2, width: 16, heads: 2, init: random)"),
    ("dinov2", "DINOv2(layers: 2, width: 16, heads: 2, init: random)"),
    ("clip", "CLIPVision(layers: 2, width: 16, heads: 2, init: random)"),
    ("siglip", "SigLIPVision(layers: 2, width: 16, heads: 2, init: random)"),
    ("loaded_dinov2", checkpoint("DINOv2", "dinov2")),
    ("loaded_giant", checkpoint("DINOv2", "dinov2-giant")),
    ("loaded_clip", checkpoint("CLIPVision", "clip-vision")),
    ("loaded_siglip", checkpoint("SigLIPVision", "siglip-vision")),
    ("loaded_deit", checkpoint("ViT", "deit")),
    ("loaded_roberta", checkpoint("RoBERTa", "roberta")),
    ("loaded_distilbert", checkpoint("DistilBERT", "distilbert")),
    ("loaded_modernbert", checkpoint("ModernBERT", "modernbert")),
    ("loaded_opt", checkpoint("OPT", "opt")),
    ("loaded_neox", checkpoint("GPTNeoX", "gpt-neox")),
    ("statistics", checkpoint("BERT", "bert", ", init: statistics")),
    ("lstm", "LSTM(layers: 1, width: 8)"),
  ]

  /// An experiment with an arm for each model, run once.
  private static func run(
    _ models: [(arm: String, model: String)], extra: String = "", in folder: TemporaryFolder
  ) throws -> StoredResults {
    var experiment = TinyExperiment(measures: "[accuracy]", learningRate: "1e-2", seeds: "3..<4")
    let script = experiment.script.split(separator: "\n").filter {
      !$0.contains("model small") && !$0.contains("arm fpt") && !$0.hasPrefix("plot")
    }.joined(separator: "\n")
    let arms = models.map {
      "model \($0.arm) = \($0.model)\narm \($0.arm)_arm { model: \($0.arm); freeze: fpt; train: quick }"
    }
    experiment.script =
      script.replacing(
        "arm: [fpt]", with: "arm: [\(models.map { $0.arm + "_arm" }.joined(separator: ", "))]")
      + "\n" + arms.joined(separator: "\n") + extra
    _ = try experiment.run(in: folder.path)
    return try StoredResults(path: folder.path + "/out.h5")
  }

  private static func place(_ folder: TemporaryFolder) -> TransformersExport.Place {
    .init(
      assets: AssetStore(root: folder.path + "/no-assets"), baseFolder: ".",
      store: folder.path + "/cells")
  }

  private static func record(_ arm: String, in results: StoredResults) throws -> CellRecord {
    try results.cell(chosenBy: "arm=\(arm)_arm,seed=3")
  }

  /// The classifier of a cell as its run left it, and what it is computed from.
  private static func classifier(
    _ record: CellRecord, in results: StoredResults, _ folder: TemporaryFolder
  ) throws -> (model: SequenceClassifier, inputs: Tensor) {
    let cell = try #require(
      results.point(of: record.hash, in: try results.experiment())?.cell)
    let store = CellStore(folder: folder.path + "/cells")
    var planner = Planner(
      store: store, assets: AssetStore(root: folder.path + "/no-assets"), baseFolder: ".")
    let task = try planner.tasks.task(cell.task.value)
    let specification = try planner.modelSpecification(of: cell)
    let context = ComputeContext(threads: 1)
    let model = try SequenceClassifier(
      backbone: specification.backbone, input: task.input, output: task.output,
      source: .adapted(
        try specification.source(from: store),
        AdapterValues(name: "", values: record.trainedValues)),
      seed: cell.seed, context: context)
    let trainer = try Trainer(
      model: model, task: task, settings: cell.train.value.trainingSettings(),
      policy: FreezingPolicy(cell.freezing), seed: cell.seed, isShuffled: true, context: context)
    var inputs = context.tensor([1], [0])
    try MeasureSubject(trainer: trainer).forEachMicroBatch(of: .test, 0..<8) { microBatch in
      if case .vectors(let vectors) = microBatch.inputs {
        inputs = context.tensor(vectors.shape, vectors.array)
      }
    }
    return (model, inputs)
  }

  private static func logits(_ model: SequenceClassifier, _ inputs: Tensor) -> Tensor {
    model.forward(
      .vectors(inputs), on: Tape(context: model.context, isRecording: false), pass: BackbonePass()
    ).value
  }

  @Test func foldersAreReadBack() throws {
    let folder = try TemporaryFolder()
    let results = try Self.run(Self.models, in: folder)
    for (arm, _) in Self.models where arm != "lstm" {
      let record = try Self.record(arm, in: results)
      let path = "\(folder.path)/\(arm)"
      try TransformersExport(of: record, in: results, from: Self.place(folder)).write(to: path)
      let (model, inputs) = try Self.classifier(record, in: results, folder)
      let exported = try CheckpointFolder(path: path)
      let backbone = try exported.configuration.backbone()
      try exported.requireSound(backbone, choice: CheckpointChoice())
      let layers = try SafetensorsFile(path: path + "/fpt_layers.safetensors")
      #expect(layers.names.allSatisfy { model.parameters.contains($0) }, "\(arm)")
      let again = try SequenceClassifier(
        backbone: model.backbone is LearnedPositions
          ? LearnedPositions(for: backbone) : backbone, input: model.input, output: model.output,
        source: .adapted(.pretrained(exported.weights), AdapterValues(layers)), seed: 99,
        context: model.context)
      let base = (model.backbone as? LearnedPositions)?.base ?? model.backbone
      let layout = try #require(base as? any DeclaredModel).transformersLayout
      // Every value has its bits, whether it was trained or not.
      for parameter in model.parameters.all {
        let own = SequenceClassifier.nameInBackbone(parameter.specification)
        let values: [Float]
        if layers.contains(parameter.name) {
          values = try layers.tensor(named: parameter.name).floats()
        } else {
          values = try layout.names(own).flatMap { try exported.weights.tensor(named: $0).floats() }
        }
        #expect(
          values.map(\.bitPattern) == parameter.value.array.map(\.bitPattern),
          "\(arm): \(parameter.name)")
      }
      let (expected, found) = (Self.logits(model, inputs), Self.logits(again, inputs))
      #expect(expected.array == found.array, "\(arm)")
      #expect(expected.array.contains { abs($0) > 0.01 })
    }
  }

  /// What the model does not read is copied from the checkpoint, and what nobody has is zeros, which the page says.
  @Test func tablesAreThoseOfTheCheckpoint() throws {
    let folder = try TemporaryFolder()
    let results = try Self.run(
      Self.models.filter { ["loaded_bert", "timm", "bert"].contains($0.arm) }, in: folder)
    func export(_ arm: String) throws -> (weights: any TensorSource, page: String) {
      let path = "\(folder.path)/\(arm)"
      try TransformersExport(
        of: Self.record(arm, in: results), in: results, from: Self.place(folder)
      ).write(to: path)
      return (
        try CheckpointFolder(path: path).weights,
        try String(contentsOfFile: path + "/README.md", encoding: .utf8)
      )
    }
    let source = try CheckpointFolder(path: Self.fixtures + "/bert").weights
    let (bert, page) = try export("loaded_bert")
    let table = "embeddings.word_embeddings.weight"
    #expect(try bert.tensor(named: table).floats() == source.tensor(named: table).floats())
    let digest = try source.digest()
    #expect(page.contains("Seed: 3") && page.contains(digest))

    let timm = try CheckpointFolder(path: Self.fixtures + "/vit-timm").weights
    let (vit, _) = try export("timm")
    for (own, other) in [
      ("embeddings.cls_token", "cls_token"),
      ("embeddings.patch_embeddings.projection.weight", "patch_embed.proj.weight"),
    ] where timm.contains(other) {
      #expect(try vit.tensor(named: own).floats() == timm.tensor(named: other).floats())
    }
    let (fresh, freshPage) = try export("bert")
    #expect(try fresh.tensor(named: table).floats().allSatisfy { $0 == 0 })
    #expect(freshPage.contains(table) && freshPage.contains("They are zeros"))
  }

  /// The frozen values of a cell that began with another's weights are those of the other.
  @Test func cellsThatBeganWithOthers() throws {
    let folder = try TemporaryFolder()
    let extra = """

      model second = GPT2(weights: main(arm: loaded_gpt2_arm, seed: 3), layers: 1)
      arm second_arm { model: second; freeze: fpt; train: quick }
      run after { axes { task: [xor]; arm: [second_arm]; seed: 5..<6 }; measure: [accuracy]; keep: [weights] }
      """
    let results = try Self.run(
      Self.models.filter { $0.arm == "loaded_gpt2" }, extra: extra, in: folder)
    let record = try results.cell(chosenBy: "arm=second_arm,seed=5")
    // What the results have needs no store.
    let place = TransformersExport.Place(
      assets: AssetStore(root: folder.path + "/no-assets"), baseFolder: ".", store: "/nowhere")
    let path = folder.path + "/second"
    try TransformersExport(of: record, in: results, from: place).write(to: path)
    let weights = try CheckpointFolder(path: path).weights
    let source = try CheckpointFolder(path: Self.fixtures + "/gpt2").weights
    let (model, _) = try Self.classifier(record, in: results, folder)
    for name in ["h.0.attn.c_attn.weight", "ln_f.weight", "wpe.weight"] {
      let parameter = try #require(model.parameters["sequence_model." + name])
      #expect(try weights.tensor(named: name).floats() == parameter.value.array)
    }
    #expect(!weights.contains("h.1.ln_1.weight"))
    #expect(
      try weights.tensor(named: "wte.weight").floats()
        == source.tensor(named: "wte.weight").floats())
  }

  @Test func whatCannotBeWrittenIsSaid() throws {
    let folder = try TemporaryFolder()
    let results = try Self.run(
      Self.models.filter { ["lstm", "gpt2"].contains($0.arm) }, in: folder)
    let lstm = #expect(throws: TransformersExport.Failure.self) {
      try TransformersExport(
        of: Self.record("lstm", in: results), in: results, from: Self.place(folder))
    }
    #expect(lstm?.description.contains("no class for the LSTM") == true)

    let export = try TransformersExport(
      of: Self.record("gpt2", in: results), in: results, from: Self.place(folder))
    let path = folder.path + "/out"
    try export.write(to: path)
    let first = try Data(contentsOf: URL(filePath: path + "/model.safetensors"))
    // A folder that an export wrote is replaced, with the same bytes; any other is left alone.
    try export.write(to: path + "/")
    #expect(try Data(contentsOf: URL(filePath: path + "/model.safetensors")) == first)
    try Data("mine".utf8).write(to: URL(filePath: path + "/notes.txt"))
    #expect(throws: TransformersExport.Failure.self) { try export.write(to: path) }
    #expect(throws: TransformersExport.Failure.self) {
      try export.write(to: folder.path + "/out.h5")
    }
  }

  /// Wherever the system fails, there is the whole folder or nothing.
  @Test func everyOperationFailsOnce() throws {
    let folder = try TemporaryFolder()
    let results = try Self.run(Self.models.filter { $0.arm == "loaded_gpt2" }, in: folder)
    let record = try Self.record("loaded_gpt2", in: results)
    let export = try TransformersExport(of: record, in: results, from: Self.place(folder))
    let files = FileManager.default
    let before = try files.contentsOfDirectory(atPath: folder.path).sorted()
    let path = folder.path + "/new"
    var (number, failures) = (0, 0)
    while true {
      let fault = PlannedFault(at: number, .error(ENOSPC))
      var failure: String?
      do {
        try PlannedFault.$current.withValue(fault) { try export.write(to: path) }
      } catch {
        failure = "\(error)"
      }
      guard let struck = fault.struck else { break }
      if let failure {
        failures += 1
        #expect(failure.contains(folder.path), "\(struck) ended in \(failure)")
        // A folder that cannot be made durable after its last move is whole all the same.
        if !files.fileExists(atPath: path) {
          #expect(try files.contentsOfDirectory(atPath: folder.path).sorted() == before)
        }
      }
      if files.fileExists(atPath: path) {
        #expect(try files.contentsOfDirectory(atPath: path).count == 4, "\(struck)")
        try files.removeItem(atPath: path)
      }
      number += 1
      try #require(number < 1000)
    }
    #expect(failures > 12)
  }

  /// Loads each folder with `AutoModel` and with the class that it names, and runs the example of its page on inputs of a test split.
  ///
  /// Prints what was not loaded cleanly, and the largest difference of logits.
  private static let comparison = #"""
    import json, re, sys, torch, transformers
    from safetensors.torch import load_file
    for folder in sys.argv[1:]:
      config = json.load(open(folder + "/config.json"))
      for name in ["AutoModel", config["architectures"][0]]:
        model, info = getattr(transformers, name).from_pretrained(folder, output_loading_info=True)
        unclean = {key: value for key, value in info.items() if value}
        assert not unclean, (folder, name, unclean)
        assert all(p.dtype == torch.float32 for p in model.parameters())
      page = open(folder + "/README.md").read()
      program = re.search("```python\n(.*?)```", page, re.S).group(1)
      names = {}
      exec(program.replace('folder = "."', f"folder = {folder!r}"), names)
      expected = load_file(folder + ".expected.safetensors")
      with torch.no_grad():
        logits = names["logits"](expected["inputs"])
      difference = (logits - expected["logits"]).norm() / expected["logits"].norm()
      print("result", difference.item(), expected["logits"].abs().max().item())
    """#

  @Test(
    .enabled(
      if: ExportedWeightsTests.hasTransformers,
      "needs a Python with torch, transformers and safetensors in FPT_TEST_PYTHON"))
  func transformersGivesTheSameLogits() throws {
    let folder = try TemporaryFolder()
    let models = Self.models.filter { $0.arm != "lstm" }
    let results = try Self.run(models, in: folder)
    for (arm, _) in models {
      let record = try Self.record(arm, in: results)
      let path = "\(folder.path)/\(arm)"
      try TransformersExport(of: record, in: results, from: Self.place(folder)).write(to: path)
      let (model, inputs) = try Self.classifier(record, in: results, folder)
      let logits = Self.logits(model, inputs)
      try SafetensorsWriter.write(
        [
          .init(name: "inputs", shape: inputs.shape, values: .float32(inputs.array)),
          .init(name: "logits", shape: logits.shape, values: .float32(logits.array)),
        ], to: path + ".expected.safetensors")
    }
    let output = try ExportedWeightsTests.run(
      Self.comparison, models.map { "\(folder.path)/\($0.arm)" })
    let lines = output.split(separator: "\n").filter { $0.hasPrefix("result") }
    try #require(lines.count == models.count, "\(output)")
    for ((arm, _), line) in zip(models, lines) {
      let numbers = line.split(separator: " ").compactMap { Double($0) }
      print("\(arm): logits up to \(numbers[1]) differ by \(numbers[0]) of their norm")
      #expect(numbers[0] < 1e-5 && numbers[1] > 0.01, "\(arm)")
    }
  }
}
