import FPTEngine
import FPTLib
import Foundation
import Testing

@testable import FPTMeasures
@testable import FPTResults

/// Measures of a small model on noise: what they count is checked against the model itself.
@Suite struct MeasureTests {
  private static func subject(
    _ architecture: String = "gpt2", curves: [CurveSeries] = []
  ) throws -> MeasureSubject {
    let run = DeterminismRun(architecture: architecture, task: NoiseTask(readTokens: 2))
    let trainer = try run.trainer(ComputeContext(threads: 1))
    for _ in 0..<run.steps { _ = trainer.advance() }
    return MeasureSubject(trainer: trainer, curves: curves)
  }

  private static func doubles(_ group: ResultGroup, _ name: String) throws -> [Double] {
    switch try #require(group.variable(name)).values {
    case .float32(let values): return values.map(Double.init)
    case .float64(let values): return values
    case .int64(let values): return values.map(Double.init)
    default: return []
    }
  }

  @Test func scoresAreThoseOfTheTrainer() throws {
    let subject = try Self.subject()
    let examples = subject.examples(of: .test, limit: nil)
    let own = try subject.score(.test, examples)
    #expect(own == subject.trainer.evaluate(.test, examples: examples))
    #expect(try Self.doubles(Accuracy().take(of: subject), "value") == [own.accuracy])
    #expect(try Self.doubles(Loss().take(of: subject), "value") == [own.loss])
  }

  @Test func bitsPerByteAreTheLossInBitsOverTheBytesOfAToken() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(String(repeating: "to be or not ", count: 60).utf8, to: "text")
    let task = try TextCorpus(files: [path], tokens: 8)
    let context = ComputeContext(threads: 1)
    let trainer = Trainer(
      model: try SequenceClassifier(
        backbone: GPT2(layers: 1, width: 16, heads: 2), input: task.input, output: task.output,
        source: .random, seed: 1, context: context),
      task: task, settings: TrainingSettings(batch: 4, steps: 10), policy: .fpt, seed: 1,
      context: context)
    let subject = MeasureSubject(trainer: trainer)
    let loss = trainer.evaluate(.validation, batches: nil).loss
    let group = try BitsPerByte(split: .validation).take(of: subject)
    #expect(try Self.doubles(group, "value") == [loss / log(2)])
    #expect(try Self.doubles(group, "per_token") == [loss / log(2)])
    #expect(throws: MeasureError.self) {
      try BitsPerByte().check(task: NoiseTask(readTokens: 2), backbone: nil)
    }
  }

  @Test func confusionCountsEveryPredictionOnce() throws {
    let subject = try Self.subject()
    let group = try Confusion(examples: 30).take(of: subject)
    let counts = try Self.doubles(group, "confusion")
    #expect(group.variable("confusion")?.dimensions == ["true", "predicted"])
    #expect(group.variable("confusion")?.isCompressed == true)
    #expect(counts.reduce(0, +) == 60)
    let right = (0..<4).reduce(0) { $0 + counts[$1 * 5] }
    #expect(right / 60 == (try subject.score(.test, 0..<30)).accuracy)
    var labels = [Double](repeating: 0, count: 4)
    var batch = TaskBatch(for: NoiseTask(readTokens: 2), capacity: 30)
    batch.load(0..<30, of: .test, from: NoiseTask(readTokens: 2), seed: 3)
    for label in batch.labels { labels[Int(label)] += 1 }
    #expect((0..<4).map { row in counts[row * 4..<row * 4 + 4].reduce(0, +) } == labels)
  }

  @Test func gapIsTheDifferenceOfTwoAccuracies() throws {
    let subject = try Self.subject()
    let group = try GeneralizationGap(examples: 20).take(of: subject)
    let (train, test) = (try subject.score(.train, 0..<20), try subject.score(.test, 0..<20))
    #expect(try Self.doubles(group, "train") == [train.accuracy])
    #expect(try Self.doubles(group, "test") == [test.accuracy])
    #expect(try Self.doubles(group, "value") == [train.accuracy - test.accuracy])
  }

  // MARK: Attention

  @Test(arguments: ["gpt2", "bert", "dinov2", "clip"])
  func everyTokenAttendsWithProbabilityOne(_ architecture: String) throws {
    let group = try AttentionMap(examples: 3, average: []).take(of: Self.subject(architecture))
    let attention = try #require(group.variable("attention"))
    #expect(attention.dimensions == ["example", "layer", "head", "query", "key"])
    #expect(attention.shape == [3, 2, 4, 16, 16])
    #expect(attention.isCompressed)
    let values = try Self.doubles(group, "attention")
    for row in 0..<3 * 2 * 4 * 16 {
      let probabilities = values[row * 16..<row * 16 + 16]
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-5)
      if architecture == "gpt2" {
        #expect(probabilities.dropFirst(row % 16 + 1).allSatisfy { $0 == 0 })
      }
    }
  }

  @Test func averagesAreMeansOfWhatTheyLeaveOut() throws {
    let subject = try Self.subject("bert")
    let map = 16 * 16
    let whole = try Self.doubles(
      AttentionMap(layers: [1], examples: 3, average: []).take(of: subject), "attention")
    let heads = try AttentionMap(layers: [1], examples: 3).take(of: subject)
    #expect(heads.variable("attention")?.dimensions == ["example", "layer", "query", "key"])
    let overHeads = try Self.doubles(heads, "attention")
    let both = try AttentionMap(layers: [1], examples: 3, average: [.heads, .examples])
      .take(of: subject)
    #expect(both.variable("attention")?.dimensions == ["layer", "query", "key"])
    #expect(both.variable("layer")?.values == .int64([1]))
    let overBoth = try Self.doubles(both, "attention")
    for place in 0..<map {
      let means = (0..<3).map { example in
        (0..<4).reduce(0) { $0 + whole[(example * 4 + $1) * map + place] } / 4
      }
      for example in 0..<3 {
        #expect(abs(overHeads[example * map + place] - means[example]) < 1e-6)
      }
      #expect(abs(overBoth[place] - means.reduce(0, +) / 3) < 1e-6)
    }
  }

  @Test func aRecurrentNetworkHasNone() throws {
    let task = NoiseTask()
    let context = ComputeContext(threads: 1)
    let model = try SequenceClassifier(
      backbone: LSTM(layers: 1, width: 8), input: task.input, output: task.output, source: .random,
      seed: 0, context: context)
    let trainer = Trainer(
      model: model, task: task, settings: TrainingSettings(steps: 1),
      policy: FreezingPolicy(stages: [.init(freezesAll: false, exceptions: [])]), seed: 0,
      context: context)
    let group = try AttentionMap().take(of: MeasureSubject(trainer: trainer))
    #expect(group.variables.isEmpty)
    #expect(group.attribute("absent")?.text == "a LSTM has no attention")
  }

  // MARK: Activations

  /// The output layer on the last layer's activations gives the model's answers.
  @Test func activationsAreWhatTheOutputLayerReads() throws {
    let subject = try Self.subject()
    let group = try Activations(at: ["input", "layer.1"], examples: 3).take(of: subject)
    let states = try #require(group.variable("activations"))
    #expect(states.dimensions == ["example", "place", "token", "feature"])
    #expect(states.shape == [3, 2, 16, 64])
    #expect(group.variable("place")?.values == .texts(["input", "layer.1"]))
    let values = try Self.doubles(group, "activations")
    let weight = try #require(subject.trainer.model.parameters["out_net.0.weight"]).value.array
    let bias = try #require(subject.trainer.model.parameters["out_net.0.bias"]).value.array
    try subject.forEachMicroBatch(of: .test, 0..<3) { examples in
      let logits = examples.logits().value.array
      for row in 0..<6 {
        let start = ((row / 2 * 2 + 1) * 16 + 14 + row % 2) * 64
        for output in 0..<4 {
          let own = (0..<64).reduce(Double(bias[output])) {
            $0 + values[start + $1] * Double(weight[output * 64 + $1])
          }
          #expect(abs(own - Double(logits[row * 4 + output])) < 1e-4)
        }
      }
    }
  }

  // MARK: What cannot be taken

  @Test func askingForTooMuchIsAnErrorBeforeAnything() throws {
    let task = NoiseTask(examples: nil)
    let backbone = GPT2(layers: 2, width: 64, heads: 4)
    func message(_ body: () throws(MeasureError) -> Void) -> String {
      do {
        try body()
        return "no error"
      } catch {
        return error.description
      }
    }
    #expect(
      message { () throws(MeasureError) in
        try AttentionMap(layers: [0, 2]).check(task: task, backbone: backbone)
      } == "AttentionMap asks for layer 2, and the model has the layers 0 to 1")
    #expect(
      message { () throws(MeasureError) in
        try Activations(at: ["layer.x"]).check(task: task, backbone: backbone)
      } == "Activations asks for \"layer.x\", and the model has the layers 0 to 1")
    #expect(
      message { () throws(MeasureError) in
        try AttentionMap(examples: 1_000_000, average: []).check(task: task, backbone: backbone)
      }.hasPrefix("AttentionMap would record 1953 MiB, and 1024 MiB is the most"))
    #expect(
      message { () throws(MeasureError) in
        try AttentionMap(examples: 1_000_000).check(task: NoiseTask(), backbone: backbone)
      } == "no error")
    #expect(throws: MeasureError.self) { try MeasureLimit.elements([.max, 2], measure: "x") }
  }
}

@Suite struct StepsToTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var accuracy: [Double]
    var target: StepsTo.Target
    var step: Double?
    var testDescription: String { "\(accuracy) to \(target)" }
  }

  @Test(arguments: [
    Case(accuracy: [0.1, 0.5, 0.89, 0.91, 1], target: .share(0.9), step: 400),
    Case(accuracy: [0.95, 0.5, 1], target: .share(0.9), step: 100),
    // The first crossing counts, even if the curve falls again.
    Case(accuracy: [0.2, 0.9, 0.3, 0.5], target: .share(1), step: 200),
    Case(accuracy: [0.2, 0.9], target: .accuracy(0.9), step: 200),
    Case(accuracy: [0.2, 0.89], target: .accuracy(0.9), step: nil),
    Case(accuracy: [], target: .share(0.9), step: nil),
    Case(accuracy: [.nan, .nan], target: .share(0.9), step: nil),
  ])
  func firstEvaluatedStep(_ c: Case) throws {
    let steps = c.accuracy.indices.map { Int64($0 + 1) * 100 }
    let curve = CurveSeries(split: "test", steps: steps, columns: [.accuracy(c.accuracy)])
    let trainer = try DeterminismRun(architecture: "bert").trainer(ComputeContext(threads: 1))
    let group = try StepsTo(target: c.target).take(
      of: MeasureSubject(trainer: trainer, curves: [curve]))
    guard case .float64(let values)? = group.variable("value")?.values else {
      Issue.record("no value")
      return
    }
    if let step = c.step { #expect(values == [step]) } else { #expect(values[0].isNaN) }
    #expect(group.attribute("criterion")?.text?.contains("test accuracy is first at least") == true)
  }
}

@Suite struct StepsToAboveChanceTests {
  private func group(
    _ accuracy: [Double], chance: Double?, _ measure: StepsTo = StepsTo()
  ) throws -> ResultGroup {
    let steps = accuracy.indices.map { Int64($0 + 1) * 100 }
    let curve = CurveSeries(split: "test", steps: steps, columns: [.accuracy(accuracy)])
    let run = DeterminismRun(architecture: "bert", task: NoiseTask(chanceAccuracy: chance))
    return try measure.take(
      of: MeasureSubject(trainer: run.trainer(ComputeContext(threads: 1)), curves: [curve]))
  }

  private func value(_ group: ResultGroup) -> Double {
    guard case .float64(let values)? = group.variable("value")?.values else { return -1 }
    return values.first ?? -1
  }

  @Test("a curve that stays at chance converged nowhere, and the reason stands beside it")
  func withheld() throws {
    let flat = [0.5, 0.52, 0.49, 0.54]
    let near = try group(flat, chance: 0.5)
    #expect(value(near).isNaN)
    #expect(
      near.attribute("absent")?.text
        == "the last evaluated test accuracy, 0.54, is not above chance, 0.5, by more than 0.05")
    // Known to be far from chance, or not known: nothing is withheld.
    for chance in [0.25, nil] {
      let far = try group(flat, chance: chance)
      #expect(value(far) == 100 && far.attribute("absent") == nil)
    }
  }

  @Test("the margin is the caller's, and a target that is an accuracy is held to it too")
  func margin() throws {
    let curve = [0.5, 0.9, 0.54]
    let small = StepsTo(target: .accuracy(0.9), marginAboveChance: 0.01)
    #expect(value(try group(curve, chance: 0.5, small)) == 200)
    #expect(value(try group(curve, chance: 0.5, StepsTo(target: .accuracy(0.9)))).isNaN)
    // Exactly chance is not above chance.
    #expect(value(try group([0.5], chance: 0.5, StepsTo(marginAboveChance: 0))).isNaN)
    let never = try group([0.6, 0.7], chance: 0.5, StepsTo(target: .accuracy(0.9)))
    #expect(never.attribute("absent")?.text == "the test accuracy never reaches the target")
  }
}

@Suite struct ThroughputTests {
  @Test func isInTheProvenanceAndChangesNothing() throws {
    let run = DeterminismRun(architecture: "gpt2")
    let trainer = try run.trainer(ComputeContext(threads: 1))
    for _ in 0..<run.steps { _ = trainer.advance() }
    let subject = MeasureSubject(trainer: trainer)
    let before = trainer.model.parameters.all.map(\.value.array)
    let score = try subject.score(.test, 0..<10)
    let attributes = try Throughput(steps: 2).provenance(of: subject)
    #expect(attributes.map(\.name) == ["examples_per_second", "examples_per_second_steps"])
    #expect((attributes[0].value.number ?? 0) > 0)
    #expect(trainer.step == run.steps)
    #expect(trainer.model.parameters.all.map(\.value.array) == before)
    #expect(try subject.score(.test, 0..<10) == score)
    let group = try Throughput().take(of: subject)
    #expect(group.variables.isEmpty)
    #expect(group.attribute("recorded_in")?.text == "provenance")
  }

  @Test func aStoppedMeasurePutsTheParametersBack() throws {
    struct Stop: Error {}
    let trainer = try DeterminismRun(architecture: "gpt2").trainer(ComputeContext(threads: 1))
    let before = trainer.model.parameters.all.map(\.value.array)
    let subject = MeasureSubject(trainer: trainer) { throw Stop() }
    #expect(throws: Stop.self) { try Throughput().provenance(of: subject) }
    #expect(trainer.model.parameters.all.map(\.value.array) == before)
    #expect(throws: Stop.self) { try Accuracy().take(of: subject) }
  }
}
