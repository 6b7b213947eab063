import FPTEngine
import FPTLib
import Testing

/// A new table of positions before a model that has none.
@Suite struct LearnedPositionsTests {
  private let base = T5Encoder(layers: 2, width: 16, heads: 2)
  private let context = ComputeContext(threads: 2)
  private let task: BitXOR

  init() throws { task = try BitXOR(length: 3) }

  private static let table = "sequence_model.learned_positions.weight"

  private func model(_ backbone: any Backbone, seed: UInt64 = 0) throws -> SequenceClassifier {
    try SequenceClassifier(
      backbone: backbone, input: task.input, output: task.output, source: .random, seed: seed,
      context: context)
  }

  /// Input [4, 6, 1] → hidden states [4, 3, 16].
  private func features(_ model: SequenceClassifier, on tape: Tape) -> Variable {
    let inputs = context.tensor([4, 6, 1], (0..<24).map { Float($0 % 5) / 4 })
    return model.features(.vectors(inputs), on: tape, pass: BackbonePass())
  }

  @Test func zerosAreTheModelsOwnPass() throws {
    let own = try model(base)
    let zeros = try model(LearnedPositions(for: base, start: .zeros))
    let normal = try model(LearnedPositions(for: base))
    let expected = features(own, on: Tape(context: context)).value.array
    #expect(features(zeros, on: Tape(context: context)).value.array == expected)
    #expect(features(normal, on: Tape(context: context)).value.array != expected)
    // Everything else is drawn as without the table.
    for parameter in own.parameters.all {
      #expect(normal.parameters[parameter.name]?.value.array == parameter.value.array)
    }
  }

  @Test func theTableIsDrawnAsThatOfGPT2() throws {
    let values = try #require(
      try model(LearnedPositions(for: base)).parameters[Self.table]?.value)
    #expect(values.shape == [1_024, 16])
    let square = values.array.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs((square / Double(values.count)).squareRoot() - 0.02) < 0.001)
    #expect(
      try model(LearnedPositions(for: base), seed: 1).parameters[Self.table]?.value.array
        != values.array)
  }

  /// Every row is added to one token of each example, and the input layer's bias to all: its gradient is the sum of theirs.
  @Test func gradientsOfTheTable() throws {
    let model = try model(LearnedPositions(for: base))
    let parameter = try #require(model.parameters[Self.table])
    let bias = try #require(model.parameters["in_net.0.bias"])
    for trained in [parameter, bias] { trained.setTrained(true, in: context) }
    let weights: [Float] = (0..<192).map { (place: Int) -> Float in
      Float((place * 7) % 11) / 11 - 0.5
    }
    let tape = Tape(context: context, isTraining: true)
    let output = features(model, on: tape)
    tape.backward(from: output, gradient: context.tensor(output.shape, weights))
    let gradient = try #require(parameter.gradient).array
    // Tokens beyond the task's six have no part in it.
    #expect(!gradient.dropFirst(96).contains { $0 != 0 })
    let sums: [Float] = (0..<16).map { (column: Int) -> Float in
      (0..<6).reduce(Float(0)) { $0 + gradient[$1 * 16 + column] }
    }
    #expect(sums.contains { abs($0) > 0.1 })
    #expect(relativeError(sums, try #require(bias.gradient).array) < 1e-5)
  }

  @Test func tableGrowsAndIsKept() {
    let table = LearnedPositions(for: base)
    #expect(table.maximumTokens == 1_024)
    #expect(LearnedPositions(for: base, tokens: 2_000).maximumTokens == 2_000)
    // A table that was trained is not replaced: it gets rows of zeros.
    let longer = LearnedPositions(for: table, start: .zeros, tokens: 2_000)
    #expect(longer.maximumTokens == 2_000 && longer.start == .normal)
    #expect(longer.parameters.first?.sourceRows == 1_024)
    #expect(longer.base is T5Encoder)
    let short = table.keepingFirst(1)
    #expect(
      short.layerCount == 1 && short.sourceLayerCount == 2 && short.architecture == "T5Encoder")
  }

  @Test func thePapersPolicyTrainsTheTable() throws {
    let backbone = LearnedPositions(for: base)
    let trained = SequenceClassifier.specifications(
      of: backbone, input: task.input, output: task.output
    ).filter { FreezingPolicy.fpt.value(atStep: 0, of: 10).trains($0, layerCount: 2) }
    #expect(trained.filter { $0.group == .positions }.map(\.name) == [Self.table])
  }
}
