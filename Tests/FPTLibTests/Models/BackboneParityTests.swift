import FPTEngine
import FPTLib
import Testing

/// Forward pass, hidden states, attention and every gradient against PyTorch (transformers 5.23).
@Suite struct BackboneParityTests {
  /// Longformer's reference sums its windows in overlapping chunks, hence the wider bound.
  static let tolerances: [(architecture: String, tolerance: Double)] = [
    ("bert", 1e-5), ("gpt2", 1e-5), ("vit-timm", 1e-5), ("vit-hf", 1e-5), ("t5-encoder", 1e-5),
    ("longformer", 1e-4),
    ("llama", 1e-5), ("llama3-rope", 1e-5), ("llama-biases", 1e-5), ("mistral", 1e-5),
    ("mistral-window", 1e-5), ("qwen2", 1e-5), ("qwen3", 1e-5),
    ("roberta", 1e-5), ("distilbert", 1e-5), ("opt", 1e-5), ("opt-postnorm", 1e-5),
    ("gpt-neox", 1e-5), ("gpt-neox-serial", 1e-5), ("modernbert", 1e-5),
    ("opt-projected", 1e-5), ("modernbert-biases", 1e-5),
    ("dinov2", 1e-5), ("dinov2-giant", 1e-5), ("clip-vision", 1e-5), ("siglip-vision", 1e-5),
    ("deit", 1e-5), ("timm-dinov2", 1e-5), ("timm-giant", 1e-5), ("timm-clip", 1e-5),
    ("timm-head-norm", 1e-5),
  ]

  @Test(arguments: tolerances)
  func forwardAndGradients(architecture: String, tolerance: Double) throws {
    let pass = try ReferencePass(PyTorchFixture(architecture))
    let steps = pass.expected.names.filter {
      $0.hasPrefix("hidden") || $0.hasPrefix("attentions")
    }
    #expect(
      pass.found.keys.count { $0.contains("_states.") || $0.hasPrefix("attentions") }
        == 2 * pass.backbone.layerCount + 1)
    for name in steps + ["last_hidden_state", "grad.inputs_embeds"] {
      let error = relativeError(pass.found[name] ?? [], try pass.expected.floats(name))
      #expect(error < tolerance, "\(name)")
    }
    try expectGradients(of: pass.parameters, pass.expected, tolerance: tolerance)
  }

  /// Reading only the last tokens gives their rows of the full pass, and the same gradients.
  @Test(
    arguments: [
      "bert", "gpt2", "vit-timm", "vit-hf", "t5-encoder", "longformer", "lnlstm",
      "llama", "llama-biases", "mistral-window", "qwen2", "qwen3",
      "roberta", "distilbert", "opt", "opt-postnorm", "gpt-neox", "gpt-neox-serial", "modernbert",
      "opt-projected", "modernbert-biases",
      "dinov2", "dinov2-giant", "clip-vision", "timm-clip", "timm-head-norm",
    ], [1, 5])
  func lastTokensOnly(architecture: String, read: Int) throws {
    let fixture = PyTorchFixture(architecture)
    let folder = try CheckpointFolder(path: fixture.folder)
    let cases = try fixture.tensors("case")
    let context = ComputeContext(threads: 1)
    let backbone = try folder.configuration.backbone()
    func run(readTokens: Int) throws -> (output: [Float], gradients: [[Float]]) {
      let parameters = try trainedParameters(of: backbone, in: folder.weights, context)
      let tape = Tape(context: context)
      let inputs = Variable(constant: try cases.tensor("inputs_embeds", context))
      let hidden = backbone.forward(
        inputs, ParameterScope(ParameterSet(parameters)), on: tape,
        pass: BackbonePass(readTokens: readTokens))
      let last = tape.lastTokens(hidden, read)
      let ones = [Float](repeating: 1, count: last.value.count)
      tape.backward(
        from: last, gradient: context.tensor(last.shape, ones.indices.map { Float($0 % 7) - 3 }))
      return (last.value.array, parameters.map { $0.gradient?.array ?? [] })
    }
    let full = try run(readTokens: .max)
    let short = try run(readTokens: read)
    #expect(relativeError(short.output, full.output) < 1e-6)
    for (a, b) in zip(short.gradients, full.gradients) where !b.allSatisfy({ abs($0) < 1e-4 }) {
      #expect(relativeError(a, b) < 1e-5)
    }
  }
}
