import FPTEngine
import FPTLib
import Testing

/// Forward pass, hidden states, attention and every gradient against PyTorch (transformers 5.23).
@Suite struct BackboneParityTests {
  static let tolerance = 1e-5

  @Test(arguments: ["bert", "gpt2"])
  func forwardAndGradients(architecture: String) throws {
    let fixture = PyTorchFixture(architecture)
    let folder = try CheckpointFolder(path: fixture.folder)
    let expected = try fixture.tensors("case")
    let context = ComputeContext(threads: 2)
    let backbone = try folder.configuration.backbone()
    let parameters = try backbone.parameters.filter(\.isRead).map { specification in
      let parameter = Parameter(
        specification, value: try folder.weights.tensor(specification.name, context),
        ownsValue: true)
      parameter.setTrained(true, in: context)
      return parameter
    }
    let set = ParameterSet(parameters)
    let inputs = try expected.tensor("inputs_embeds", context)
    let inputSlot = GradientSlot(shape: inputs.shape)
    var seen: [String: [Float]] = [:]
    let tape = Tape(context: context, isTraining: true)
    let output = backbone.forward(
      Variable(trained: inputs, slot: inputSlot), ParameterScope(set), on: tape,
      pass: BackbonePass { observation in
        switch observation {
        case .hidden(let layer, let tensor): seen["hidden_states.\(layer)"] = tensor.array
        case .attention(let layer, let tensor): seen["attentions.\(layer)"] = tensor.array
        }
      })
    #expect(
      relativeError(output.value.array, try expected.floats("last_hidden_state")) < Self.tolerance)
    #expect(seen.count == 5)
    for (name, values) in seen.sorted(by: { $0.key < $1.key }) {
      #expect(relativeError(values, try expected.floats(name)) < Self.tolerance, "\(name)")
    }

    tape.backward(from: output, gradient: try expected.tensor("cotangent", context))
    #expect(
      relativeError(
        inputSlot.gradient?.array ?? [], try expected.floats("grad.inputs_embeds"))
        < Self.tolerance)
    var compared = 0
    for parameter in parameters where expected.contains("grad." + parameter.name) {
      let reference = try expected.floats("grad." + parameter.name)
      // A key bias moves all scores of a query alike, so its exact gradient is zero: what is left is rounding.
      let floor = reference.allSatisfy { abs($0) < 1e-4 } ? 1e-4 : 0
      let gradient = parameter.gradient?.array ?? []
      let isClose =
        relativeError(gradient, reference) < Self.tolerance
        || (floor > 0 && zip(gradient, reference).allSatisfy { abs($0 - $1) < Float(floor) })
      #expect(isClose, "\(parameter.name): \(relativeError(gradient, reference))")
      compared += 1
    }
    #expect(compared == parameters.count)
  }

  /// Reading only the last tokens gives their rows of the full pass, and the same gradients.
  @Test(arguments: ["bert", "gpt2"], [1, 5])
  func lastTokensOnly(architecture: String, read: Int) throws {
    let fixture = PyTorchFixture(architecture)
    let folder = try CheckpointFolder(path: fixture.folder)
    let cases = try fixture.tensors("case")
    let context = ComputeContext(threads: 1)
    let backbone = try folder.configuration.backbone()
    func run(readTokens: Int) throws -> (output: [Float], gradients: [[Float]]) {
      let parameters = try backbone.parameters.filter(\.isRead).map { specification in
        let parameter = Parameter(
          specification, value: try folder.weights.tensor(specification.name, context),
          ownsValue: true)
        parameter.setTrained(true, in: context)
        return parameter
      }
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
