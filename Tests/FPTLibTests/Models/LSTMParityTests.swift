import FPTEngine
import FPTLib
import Testing

/// The paper's layer-norm LSTM against the official code's, and what parity does not cover.
@Suite struct LSTMTests {
  @Test func forwardAndGradients() throws {
    let fixture = PyTorchFixture("lnlstm")
    let folder = try CheckpointFolder(path: fixture.folder)
    let expected = try fixture.tensors("case")
    let context = ComputeContext(threads: 2)
    let backbone = try LSTM(folder.configuration)
    let parameters = try trainedParameters(of: backbone, in: folder.weights, context)
    let inputs = try expected.tensor("inputs_embeds", context)
    let inputSlot = GradientSlot(shape: inputs.shape)
    let states = try zip(
      layers("h0", of: expected, context), layers("c0", of: expected, context)
    ).map { LSTMState(hidden: $0, cell: $1) }
    let tape = Tape(context: context, isTraining: true)
    let (output, final) = backbone.run(
      Variable(trained: inputs, slot: inputSlot), ParameterScope(ParameterSet(parameters)),
      on: tape, pass: BackbonePass(), initial: states)
    #expect(
      relativeError(output.value.array, try expected.floats("last_hidden_state")) < 1e-5)
    #expect(relativeError(final.flatMap(\.hidden.array), try expected.floats("hn")) < 1e-5)
    #expect(relativeError(final.flatMap(\.cell.array), try expected.floats("cn")) < 1e-5)

    tape.backward(from: output, gradient: try expected.tensor("cotangent", context))
    #expect(
      relativeError(
        inputSlot.gradient?.array ?? [], try expected.floats("grad.inputs_embeds")) < 1e-5)
    try expectGradients(of: parameters, expected, tolerance: 1e-5)
  }

  /// [layers, examples, width] as one tensor for each layer.
  private func layers(
    _ name: String, of file: SafetensorsFile, _ context: ComputeContext
  ) throws -> [Tensor] {
    let shape = try file.tensor(named: name).shape
    let values = try file.floats(name)
    let size = shape[1] * shape[2]
    return (0..<shape[0]).map {
      context.tensor([shape[1], shape[2]], Array(values[$0 * size..<($0 + 1) * size]))
    }
  }

  /// The initial state belongs to seed, step and example, in evaluation too, and training draws another.
  @Test func initialStateIsDrawnForEachExample() {
    let context = ComputeContext(threads: 1)
    func draw(seed: UInt64 = 1, step: UInt32 = 3, first: Int, examples: Int, training: Bool)
      -> [Float]
    {
      Tape(
        context: context, isTraining: training,
        randomness: .init(seed: seed, step: step, firstExample: first)
      ).normalValues(examples: examples, width: 7, standardDeviation: 0.5, stream: "s").array
    }
    let all = draw(first: 0, examples: 6, training: false)
    #expect(Array(all[14...]) == draw(first: 2, examples: 4, training: false))
    #expect(all != draw(first: 0, examples: 6, training: true))
    #expect(all != draw(step: 4, first: 0, examples: 6, training: false))
    #expect(all != draw(seed: 2, first: 0, examples: 6, training: false))
    let many = draw(first: 0, examples: 4_000, training: false)
    let mean = many.reduce(0.0) { $0 + Double($1) } / Double(many.count)
    let square = many.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(many.count)
    #expect(abs(mean) < 0.01)
    #expect(abs(square.squareRoot() - 0.5) < 0.01)
  }

  /// LSTM*: each layer adds its input to its output, so a layer that emits zero is the identity, and positions are added once.
  @Test func residualAndPositions() throws {
    let context = ComputeContext(threads: 1)
    let backbone = LSTM(layers: 2, width: 8, isResidual: true, hasPositions: true)
    let model = try SequenceClassifier(
      backbone: backbone, input: .vectors(width: 3), output: TaskOutput(readTokens: 1, classes: 2),
      source: .random, seed: 5, context: context)
    for parameter in model.parameters.all where parameter.name.contains("ln_cell") {
      parameter.setValues([Float](repeating: 0, count: 8), in: context)
    }
    let positions = try #require(model.parameters["sequence_model.lstm_pos_embed"])
    positions.setValues((0..<1024 * 8).map { Float($0 % 13) }, in: context)
    let x = (0..<2 * 4 * 8).map { Float($0) / 7 }
    let output = backbone.forward(
      Variable(constant: context.tensor([2, 4, 8], x)),
      ParameterScope(model.parameters, prefix: SequenceClassifier.backbonePrefix),
      on: Tape(context: context), pass: BackbonePass())
    let expected = x.indices.map { x[$0] + Float($0 % 32 % 13) }
    #expect(relativeError(output.value.array, expected) < 1e-6)
    #expect(backbone.maximumTokens == 1024)
    #expect(model.parameters.all.filter { $0.specification.group == .positions }.count == 1)
  }

  @Test func defaultsAreThePapers() {
    let backbone = LSTM()
    #expect(backbone.layerCount == 3 && backbone.width == 768 && backbone.maximumTokens == nil)
    let groups = Set(backbone.parameters.map(\.group))
    #expect(groups == [.recurrent, .layernorm])
    // Per layer: two matrices [4W, W] with biases; gains and biases of 4W, 4W and W.
    let count = backbone.parameters.reduce(0) { $0 + $1.count }
    #expect(count == 3 * (2 * (4 * 768 * 768 + 4 * 768) + 2 * (4 * 768 + 4 * 768 + 768)))
  }
}
