import FPTEngine
import FPTJSON
import FPTLib
import Foundation
import Testing

@testable import FPTCheckpoints
@testable import FPTModels

/// The forward pass against PyTorch for every key of a configuration that is understood, at each kind of value that it has.
///
/// `Fixtures/configurations/make.py` makes the cases with transformers 5.24 and timm 1.0.31.
@Suite struct ConfigurationParityTests {
  static let families = [
    "gpt2", "bert", "t5", "vit", "longformer", "timm",
    "llama", "mistral", "qwen2", "qwen3",
    "roberta", "distilbert", "opt", "neox", "modernbert",
    "deit", "dinov2", "clip", "siglip",
  ]

  private static func fixture(_ family: String) throws -> (
    configurations: JSONValue.Members, tensors: SafetensorsFile
  ) {
    let fixture = PyTorchFixture("configurations")
    let text = Array(try Data(contentsOf: URL(filePath: "\(fixture.folder)/\(family).json")))
    guard case .object(let members) = try JSONParser.parse(text) else {
      return ([:], try fixture.tensors(family))
    }
    return (members, try fixture.tensors(family))
  }

  @Test(arguments: families)
  func everyValueOfEveryKey(family: String) throws {
    let (configurations, tensors) = try Self.fixture(family)
    #expect(configurations.count > 5)
    for member in configurations {
      let folder = try TemporaryFolder()
      let start = member.key + "/model:"
      let model = try tensors.names.filter { $0.hasPrefix(start) }.map { name in
        let tensor = try tensors.tensor(named: name)
        return SafetensorsWriter.Tensor(
          name: String(name.dropFirst(start.count)), shape: tensor.shape,
          values: .float32(try tensor.floats()))
      }
      try SafetensorsWriter.write(model, to: folder.path + "/model.safetensors")
      try Data(member.value.text.utf8).write(to: URL(filePath: folder.path + "/config.json"))
      let checkpoint = try CheckpointFolder(path: folder.path)
      let backbone = try checkpoint.configuration.backbone()
      try checkpoint.requireSound(backbone, choice: CheckpointChoice())
      let context = ComputeContext(threads: 1)
      let output = backbone.forward(
        Variable(constant: try tensors.tensor(member.key + "/inputs", context)),
        ParameterScope(
          ParameterSet(try trainedParameters(of: backbone, in: checkpoint.weights, context))),
        on: Tape(context: context), pass: BackbonePass())
      let error = relativeError(
        output.value.array, try tensors.floats(member.key + "/output"))
      #expect(error < (family == "longformer" ? 1e-5 : 2e-6), "\(member.key): \(error)")
    }
  }

  /// Each case is another model than the plain one, but for keys that are known to change nothing.
  @Test(arguments: families)
  func casesDiffer(family: String) throws {
    let (configurations, tensors) = try Self.fixture(family)
    let same: Set<String> = [
      "gpt2-causal", "gpt2-tanh", "gpt2-upcast", "gpt2-cross", "bert-decoder-not-causal",
      "bert-causal-encoder",
      "bert-pad", "t5-untied",
      "llama-tensor-parallel", "mistral-no-window",
      "roberta-decoder-not-causal", "roberta-causal-encoder",
      // Other names for the plain model, or an argument that says what the name says.
      "dinov2-registers", "timm-gain-off", "timm-distilled", "timm-norm-on", "timm-average-norm",
      "timm-average-back", "timm-hybrid",
    ]
    let plain = try tensors.floats("\(family)-plain/output")
    for member in configurations
    where member.key != "\(family)-plain" && !same.contains(member.key) {
      #expect(
        relativeError(try tensors.floats(member.key + "/output"), plain) > 1e-5, "\(member.key)")
    }
  }

  /// What a backbone declares as understood is what its cases change, or an extent that its tensors fix.
  @Test func everyUnderstoodKeyIsTried() throws {
    let declared: [(family: String, keys: ConfigurationKeys)] = [
      ("gpt2", GPT2.configurationKeys), ("bert", BERT.configurationKeys),
      ("t5", T5Encoder.configurationKeys), ("vit", ViT.transformersKeys),
      ("longformer", Longformer.configurationKeys),
      ("llama", Llama.configurationKeys), ("mistral", Mistral.configurationKeys),
      ("qwen2", Qwen2.configurationKeys), ("qwen3", Qwen3.configurationKeys),
      ("roberta", RoBERTa.configurationKeys), ("distilbert", DistilBERT.configurationKeys),
      ("opt", OPT.configurationKeys), ("neox", GPTNeoX.configurationKeys),
      ("modernbert", ModernBERT.configurationKeys),
      ("deit", ViT.transformersKeys),
      ("dinov2", DINOv2.configurationKeys), ("clip", CLIPVision.configurationKeys),
      ("siglip", SigLIPVision.configurationKeys), ("timm", ViT.timmKeys),
    ]
    let extents: Set<String> = [
      "model_type", "vocab_size", "initializer_range", "initializer_factor", "n_ctx", "n_embd",
      "n_positions", "hidden_size", "intermediate_size", "max_position_embeddings", "d_model",
      "d_ff", "num_hidden_layers", "num_layers", "num_heads",
      "type_vocab_size",
      "dim", "hidden_dim", "ffn_dim", "init_std", "initializer_cutoff_factor",
      "embed_dim",
    ]
    // timm has its arguments one level down.
    func value(_ key: String, _ configuration: JSONValue) -> JSONValue? {
      configuration["model_args"]?[key] ?? configuration[key]
    }
    for (family, keys) in declared {
      let (configurations, _) = try Self.fixture(family)
      let plain = try #require(configurations.first { $0.key == "\(family)-plain" }?.value)
      // timm's own files never have it, and vit-timm does.
      let others: Set<String> = family == "timm" ? ["norm_eps"] : []
      for key in keys.understood.subtracting(extents).subtracting(others) {
        let isTried = configurations.contains { value(key, $0.value) != value(key, plain) }
        #expect(isTried, "\(family): \(key)")
      }
    }
  }
}
