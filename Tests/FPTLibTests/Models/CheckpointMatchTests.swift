import FPTEngine
import FPTLib
import Foundation
import Testing

@testable import FPTModels

/// Which tensor of a file is which parameter: prefixes, older names, what is missing and what is too much.
@Suite struct CheckpointMatchTests {
  static let models: [any Backbone] = [
    GPT2(layers: 2, width: 8, heads: 2), BERT(layers: 2, width: 8, heads: 2),
    ViT(layers: 2, width: 8, heads: 2), T5Encoder(layers: 2, width: 8, heads: 2),
    Longformer(layers: 2, width: 8, heads: 2), LSTM(layers: 2, width: 8),
    RoBERTa(layers: 2, width: 8, heads: 2), DistilBERT(layers: 2, width: 8, heads: 2),
    OPT(layers: 2, width: 8, heads: 2), GPTNeoX(layers: 2, width: 8, heads: 2),
    ModernBERT(layers: 2, width: 8, heads: 2),
    Llama(layers: 2, width: 8, heads: 2), Qwen3(layers: 2, width: 8, heads: 2),
    DINOv2(layers: 2, width: 8, heads: 2), CLIPVision(layers: 2, width: 8, heads: 2),
    SigLIPVision(layers: 2, width: 8, heads: 2),
  ]

  /// A file with a tensor of one value for each name; only names and counts matter here.
  private func file(
    _ names: [String], in folder: TemporaryFolder, called name: String = "model"
  ) throws -> SafetensorsFile {
    let path = folder.path + "/\(name).safetensors"
    try SafetensorsWriter.write(
      names.map { .init(name: $0, shape: [1], values: .float32([0])) }, to: path)
    return try SafetensorsFile(path: path)
  }

  private func readNames(_ backbone: any Backbone) -> [String] {
    backbone.parameters.filter { $0.isRead && !$0.isNew }.map(\.name)
  }

  @Test(arguments: 0..<models.count)
  func prefixesAreUnderstood(index: Int) throws {
    let backbone = Self.models[index]
    let folder = try TemporaryFolder()
    let names = readNames(backbone)
    for prefix in backbone.checkpointPrefixes + ["model.inner."] {
      let file = try file(
        names.map { prefix + $0 } + ["another.part.bias"], in: folder,
        called: "prefixed")
      let match = CheckpointMatch(of: backbone, in: file)
      #expect(match.prefix == prefix)
      #expect(match.missing.isEmpty)
      #expect(match.tensors.count == names.count)
      // Without a prefix nothing tells another part of the file from a part of the model.
      #expect(match.names(prefix.isEmpty ? .refused : .outside) == ["another.part.bias"])
    }
  }

  @Test func everyTensorHasARole() throws {
    let folder = try TemporaryFolder()
    let backbone = GPT2(layers: 1, width: 8, heads: 2)
    let names = readNames(backbone).map { "transformer." + $0 }
    let file = try file(
      ["transformer.wte.weight"] + names + ["lm_head.weight", "transformer.h.1.ln_1.weight"],
      in: folder)
    let match = CheckpointMatch(of: backbone, in: file)
    #expect(match.names(.unread) == ["transformer.wte.weight"])
    #expect(match.names(.outside) == ["lm_head.weight"])
    #expect(match.names(.refused) == ["transformer.h.1.ln_1.weight"])
    #expect(match.blocks == 2)
    // The same tensor is fine where the configuration has the block and `layers:` leaves it out.
    let short = GPT2(layers: 2, width: 8, heads: 2).keepingFirst(1)
    #expect(
      CheckpointMatch(of: short, in: file).names(.leftOut) == ["transformer.h.1.ln_1.weight"])
  }

  @Test func everythingThatIsMissingIsNamedAtOnce() throws {
    let folder = try TemporaryFolder()
    let backbone = BERT(layers: 3, width: 8, heads: 2)
    let lost = ["encoder.layer.1.output.dense.weight", "embeddings.LayerNorm.bias"]
    let names = readNames(backbone).filter { !lost.contains($0) }
    let file = try file(names.map { "bert." + $0 }, in: folder)
    do {
      _ = try SequenceClassifier(
        backbone: backbone, input: .vectors(width: 2),
        output: TaskOutput(readTokens: 1, classes: 2), source: .pretrained(file), seed: 0,
        context: ComputeContext())
      Issue.record("an incomplete checkpoint was read")
    } catch {
      guard case .missingTensors(_, let model, let found, let missing) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(model == "BERT" && found == names.count)
      #expect(missing.map(\.name) == ["bert." + lost[1], "bert." + lost[0]])
      #expect(missing[1].similar.first == "bert.encoder.layer.0.output.dense.weight")
      let text = error.description
      #expect(text.contains("lacks 2 tensors of a BERT"))
      for name in lost { #expect(text.contains("`bert.\(name)`")) }
    }
  }

  @Test func anotherArchitectureHasNothing() throws {
    let folder = try TemporaryFolder()
    let file = try file(readNames(GPT2(layers: 2, width: 8, heads: 2)), in: folder)
    let backbone = T5Encoder(layers: 6, width: 8, heads: 2)
    let match = CheckpointMatch(of: backbone, in: file)
    #expect(match.tensors.isEmpty)
    #expect(match.missing.count == readNames(backbone).count)
    #expect(match.names(.refused) == file.names)
    let error = #expect(throws: CheckpointError.self) {
      try match.requireSound(backbone, in: file, choice: CheckpointChoice())
    }
    let text = error?.description ?? ""
    #expect(text.contains("none of the tensors of a T5Encoder"))
    #expect(text.contains("and \(match.missing.count - 8) more"))
  }

  /// Names of transformers' ViT before version 5, and BERT's first names of norms.
  @Test func formerNamesAreRead() throws {
    let fixture = PyTorchFixture("vit-hf")
    let folder = try CheckpointFolder(path: fixture.folder)
    let temporary = try TemporaryFolder()
    let vit = try ViT(folder.configuration)
    let renamed = try folder.weights.names.map { name in
      let tensor = try folder.weights.tensor(named: name)
      var old = name
      for (new, former) in [
        ("layers.", "encoder.layer."), ("attention.q_proj", "attention.attention.query"),
        ("attention.k_proj", "attention.attention.key"),
        ("attention.v_proj", "attention.attention.value"),
        ("attention.o_proj", "attention.output.dense"), ("mlp.fc1", "intermediate.dense"),
        ("mlp.fc2", "output.dense"),
      ] { old = old.replacingOccurrences(of: new, with: former) }
      return SafetensorsWriter.Tensor(
        name: "vit." + old, shape: tensor.shape, values: .float32(try tensor.floats()))
    }
    let path = temporary.path + "/old.safetensors"
    try SafetensorsWriter.write(renamed, to: path)
    let file = try SafetensorsFile(path: path)
    #expect(file.contains("vit.encoder.layer.1.attention.attention.query.weight"))
    let match = CheckpointMatch(of: vit, in: file)
    #expect(match.missing.isEmpty && match.prefix == "vit.")
    #expect(match.names(.harmless).allSatisfy { $0.hasPrefix("vit.embeddings.") })
    #expect(match.names(.refused).isEmpty)
    func values(_ source: any TensorSource) throws -> [Float] {
      try SequenceClassifier(
        backbone: vit, input: .vectors(width: 2), output: TaskOutput(readTokens: 1, classes: 2),
        source: .pretrained(source), seed: 0, context: ComputeContext()
      ).parameters.all.flatMap(\.value.array)
    }
    #expect(try values(file) == values(folder.weights))

    let bert = BERT(layers: 1, width: 8, heads: 2)
    let names = readNames(bert).map {
      $0.replacingOccurrences(of: "LayerNorm.weight", with: "LayerNorm.gamma")
        .replacingOccurrences(of: "LayerNorm.bias", with: "LayerNorm.beta")
    }
    let early = try self.file(names.map { "bert." + $0 }, in: temporary, called: "early")
    #expect(CheckpointMatch(of: bert, in: early).missing.isEmpty)
  }
}
