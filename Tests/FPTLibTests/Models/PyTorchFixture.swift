import FPTEngine
import FPTLib
import Foundation
import Testing

/// One of the committed PyTorch references.
struct PyTorchFixture {
  let folder: String

  init(_ name: String) {
    folder =
      URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/\(name)").path
  }

  func tensors(_ file: String) throws -> SafetensorsFile {
    try SafetensorsFile(path: "\(folder)/\(file).safetensors")
  }
}

extension TensorSource {
  func floats(_ name: String) throws -> [Float] { try tensor(named: name).floats() }

  func tensor(_ name: String, _ context: ComputeContext) throws -> Tensor {
    let stored = try tensor(named: name)
    return context.tensor(stored.shape, try stored.floats())
  }
}

/// A forward and a backward pass over the inputs of a reference of a backbone.
struct ReferencePass {
  let backbone: any Backbone
  let parameters: [Parameter]
  /// What PyTorch computed.
  let expected: SafetensorsFile
  /// What was computed here, by the names that the reference has for it.
  private(set) var found: [String: [Float]] = [:]

  /// Every parameter is trained.
  init(_ fixture: PyTorchFixture) throws {
    let folder = try CheckpointFolder(path: fixture.folder)
    expected = try fixture.tensors("case")
    let context = ComputeContext(threads: 2)
    backbone = try folder.configuration.backbone()
    parameters = try trainedParameters(of: backbone, in: folder.weights, context)
    let inputs = try expected.tensor("inputs_embeds", context)
    let slot = GradientSlot(shape: inputs.shape)
    var seen: [String: [Float]] = [:]
    let tape = Tape(context: context, isTraining: true)
    let output = backbone.forward(
      Variable(trained: inputs, slot: slot), ParameterScope(ParameterSet(parameters)), on: tape,
      pass: BackbonePass { observation in
        switch observation {
        case .hidden(let layer, let tensor): seen["hidden_states.\(layer)"] = tensor.array
        case .attention(let layer, let tensor): seen["attentions.\(layer)"] = tensor.array
        }
      })
    seen["last_hidden_state"] = output.value.array
    tape.backward(from: output, gradient: try expected.tensor("cotangent", context))
    seen["grad.inputs_embeds"] = slot.gradient?.array
    found = seen
  }
}

/// ‖a − b‖ / ‖b‖ in double precision; infinite where the counts differ.
func relativeError(_ a: [Float], _ b: [Float]) -> Double {
  guard a.count == b.count else { return .infinity }
  var difference = 0.0
  var norm = 0.0
  for (x, y) in zip(a, b) {
    difference += (Double(x) - Double(y)) * (Double(x) - Double(y))
    norm += Double(y) * Double(y)
  }
  return (difference / max(norm, 1e-30)).squareRoot()
}

/// Every parameter that a backbone reads, trained, with a checkpoint's values; what the backbone adds itself is zero.
func trainedParameters(
  of backbone: any Backbone, in weights: any TensorSource, _ context: ComputeContext
) throws -> [Parameter] {
  let tensors = CheckpointMatch(of: backbone, in: weights).tensors
  return try backbone.parameters.filter(\.isRead).map { specification in
    let value =
      specification.isNew
      ? context.zeros(specification.shape)
      : try weights.tensor(tensors[specification.name] ?? specification.name, context)
    let parameter = Parameter(specification, value: value, ownsValue: true)
    parameter.setTrained(true, in: context)
    return parameter
  }
}

/// Compares every `grad.NAME` of a reference with the parameters' gradients.
func expectGradients(
  of parameters: [Parameter], _ expected: SafetensorsFile, tolerance: Double
) throws {
  let set = ParameterSet(parameters)
  for name in expected.names where name.hasPrefix("grad.") && name != "grad.inputs_embeds" {
    let parameter = try #require(set[String(name.dropFirst("grad.".count))], "\(name)")
    let reference = try expected.floats(name)
    // A key bias moves all scores of a query alike, so its exact gradient is zero: what is left is rounding.
    let isRounding = reference.allSatisfy { abs($0) < 1e-4 }
    let gradient = parameter.gradient?.array ?? []
    let error = relativeError(gradient, reference)
    let isClose =
      error < tolerance
      || (isRounding && zip(gradient, reference).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(isClose, "\(name): \(error)")
  }
}
