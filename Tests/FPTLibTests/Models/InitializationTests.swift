import FPTEngine
import FPTLib
import Testing

@Suite("First values of parameters")
struct InitializationTests {
  static func draw(
    _ initialization: Initialization, _ shape: [Int], name: String = "a.weight", seed: UInt64 = 0,
    threads: Int = 2
  ) -> [Float] {
    let context = ComputeContext(threads: threads)
    let parameter = context.tensor(
      shape, [Float](repeating: .nan, count: shape.reduce(1, *)))
    initialization.fill(parameter, name: name, seed: seed, context: context)
    return parameter.array
  }

  @Test(
    "any number of threads draws the same bits",
    arguments: [
      Initialization.zeros, .ones, .constant(0.3), .normal(standardDeviation: 0.02),
      .uniform(bound: 0.1),
      .orthogonal(gain: 1.41),
    ])
  func threads(_ initialization: Initialization) {
    let shape = [701, 53]
    let bits = [1, 2, 5].map { threads in
      Self.draw(initialization, shape, threads: threads).map(\.bitPattern)
    }
    #expect(bits[0] == bits[1])
    #expect(bits[0] == bits[2])
  }

  static func moments(_ values: [Float]) -> (mean: Double, standardDeviation: Double) {
    let count = Double(values.count)
    let mean = values.reduce(0.0) { $0 + Double($1) } / count
    let square = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (mean, (square / count).squareRoot())
  }

  @Test(
    "orthogonal matrices are orthonormal times their gain",
    arguments: [
      [768, 16], [16, 40], [9, 9], [1, 5], [5, 1], [1, 1], [64, 50],
    ])
  func orthogonal(shape: [Int]) {
    for gain in [1, 1.41] {
      let values = Self.draw(.orthogonal(gain: gain), shape)
      let (rows, columns) = (shape[0], shape[1])
      // Columns of a tall matrix, rows of a wide one.
      let isTall = rows >= columns
      let (length, count) = isTall ? (rows, columns) : (columns, rows)
      func element(_ vector: Int, _ place: Int) -> Double {
        Double(values[isTall ? place * columns + vector : vector * columns + place])
      }
      for a in 0..<count {
        for b in 0...a {
          let product = (0..<length).reduce(0.0) { $0 + element(a, $1) * element(b, $1) }
          #expect(abs(product - (a == b ? gain * gain : 0)) < 1e-6)
        }
      }
    }
  }

  @Test("orthogonal matrices have no preferred direction")
  func orthogonalDirections() {
    let values = Self.draw(.orthogonal(gain: 1), [200, 50])
    let (mean, standardDeviation) = Self.moments(values)
    // Entries of a random orthonormal column have standard deviation 1 / √200.
    #expect(abs(mean) < 5 * 0.0707 / 100)
    #expect(abs(standardDeviation - 0.070_710_7) < 1e-4)
  }

  @Test("normals have their standard deviation", arguments: [0.02, 1, 0.004_082_483])
  func normal(standardDeviation: Double) {
    let values = Self.draw(.normal(standardDeviation: standardDeviation), [200, 250])
    let found = Self.moments(values)
    // Five standard errors of 50,000 draws.
    #expect(abs(found.mean) < 0.0224 * standardDeviation)
    #expect(abs(found.standardDeviation - standardDeviation) < 0.0158 * standardDeviation)
    #expect(values.contains { $0 > Float(3 * standardDeviation) })
  }

  @Test("truncated normals stay within their bounds", arguments: [0.5, 2, 3])
  func truncated(cutoff: Double) {
    let values = Self.draw(.truncatedNormal(standardDeviation: 0.02, cutoff: cutoff), [200, 250])
    #expect(values.allSatisfy { abs($0) <= Float(0.02 * cutoff) })
    #expect((values.max() ?? 0) > Float(0.0199 * cutoff))
    #expect((values.min() ?? 0) < Float(-0.0199 * cutoff))
    // Variance 1 − 2 c φ(c) / (2 Φ(c) − 1), from a table of the normal distribution.
    let variances: [Double: Double] = [0.5: 0.080_590, 2: 0.773_741, 3: 0.973_337]
    let variance = variances[cutoff] ?? 0
    let found = Self.moments(values)
    #expect(abs(found.mean) < 5e-4)
    #expect(abs(found.standardDeviation / (0.02 * variance.squareRoot()) - 1) < 0.02)
    // What was not cut off is what a plain normal draws.
    let plain = Self.draw(.normal(standardDeviation: 0.02), [200, 250])
    for (a, b) in zip(values, plain) where abs(b) <= Float(0.02 * cutoff) { #expect(a == b) }
  }

  /// As `_init_weights` of transformers has them: normal(0.02), and in ModernBERT cut off at two, and less for what writes to the
  /// residual stream.
  @Test("standard deviations of other models", arguments: ["opt", "gpt-neox", "modernbert"])
  func otherStandardDeviations(architecture: String) throws {
    let run = DeterminismRun(architecture: architecture, layers: 3, width: 64)
    let model = try run.trainer(ComputeContext()).model
    for parameter in model.parameters.all
    where [.attention, .feedforward, .positions].contains(parameter.specification.group) {
      let name = parameter.name
      if name.hasSuffix("bias") {
        #expect(parameter.value.array.allSatisfy { $0 == 0 }, "\(name)")
        continue
      }
      var expected = 0.02
      if architecture == "modernbert" { expected *= 0.773_741.squareRoot() }
      if name.hasSuffix("Wo.weight") { expected /= 6.0.squareRoot() }
      let error = 5 / (2 * Double(parameter.value.count)).squareRoot() + 0.01
      let found = Self.moments(parameter.value.array).standardDeviation
      #expect(abs(found - expected) < error * expected * 1.5, "\(name)")
    }
  }

  @Test("uniforms fill their interval", arguments: [0.05, 1 / 768.0.squareRoot()])
  func uniform(bound: Double) {
    let values = Self.draw(.uniform(bound: bound), [50_000])
    #expect(values.allSatisfy { abs($0) <= Float(bound) })
    let found = Self.moments(values)
    #expect(abs(found.mean) < 0.013 * bound)
    #expect(abs(found.standardDeviation - bound / 3.0.squareRoot()) < 0.01 * bound)
    #expect((values.max() ?? 0) > Float(0.999 * bound))
    #expect((values.min() ?? 0) < Float(-0.999 * bound))
  }

  @Test("constants are constants")
  func constants() {
    #expect(Self.draw(.zeros, [3]) == [0, 0, 0])
    #expect(Self.draw(.ones, [3]) == [1, 1, 1])
    #expect(Self.draw(.constant(1e-5), [3]) == [1e-5, 1e-5, 1e-5])
  }

  @Test("values depend on seed and name")
  func identity() {
    for initialization in [
      Initialization.normal(standardDeviation: 1), .uniform(bound: 1), .orthogonal(gain: 1),
    ] {
      let values = Self.draw(initialization, [8, 4])
      #expect(values == Self.draw(initialization, [8, 4]))
      #expect(values != Self.draw(initialization, [8, 4], seed: 1))
      #expect(values != Self.draw(initialization, [8, 4], name: "b.weight"))
    }
  }

  @Test("a model's values depend on nothing else: not on other parameters, order or threads")
  func independence() throws {
    let small = try DeterminismRun(architecture: "gpt2", layers: 1, width: 16)
      .trainer(ComputeContext(threads: 1)).model
    let deep = try DeterminismRun(architecture: "gpt2", layers: 3, width: 16)
      .trainer(ComputeContext(threads: 3)).model
    for parameter in small.parameters.all {
      // What is scaled by depth is drawn alike and scaled after.
      let isScaled = parameter.name.hasSuffix("c_proj.weight")
      let other = try #require(deep.parameters[parameter.name])
      if isScaled {
        let ratio = zip(parameter.value.array, other.value.array).map { $0 / $1 }
        #expect(ratio.allSatisfy { abs($0 - 1.732_050_8) < 1e-5 }, "\(parameter.name)")
      } else {
        #expect(parameter.value.array == other.value.array, "\(parameter.name)")
      }
    }
  }

  @Test("the backbone's seed does not shift the new layers, nor the source of its values")
  func newLayers() throws {
    let fixture = PyTorchFixture("gpt2")
    let file = try fixture.tensors("model")
    let backbone = try CheckpointFolder(path: fixture.folder).configuration.backbone()
    let models = try [
      SequenceClassifier.Source.random, .pretrained(file), .statistics(file),
    ].map {
      try SequenceClassifier(
        backbone: backbone, input: .vectors(width: 4),
        output: TaskOutput(readTokens: 1, classes: 3), source: $0, seed: 5,
        context: ComputeContext())
    }
    for name in ["in_net.0.weight", "in_net.0.bias", "out_net.0.weight", "out_net.0.bias"] {
      let values = models.map { $0.parameters[name]?.value.array }
      #expect(values[0] != nil && values[0] == values[1] && values[0] == values[2], "\(name)")
    }
  }

  @Test("GPT-2's and BERT's own standard deviations", arguments: ["gpt2", "bert"])
  func standardDeviations(architecture: String) throws {
    let run = DeterminismRun(architecture: architecture, layers: 3, width: 64)
    let model = try run.trainer(ComputeContext()).model
    for parameter in model.parameters.all {
      let found = Self.moments(parameter.value.array)
      let name = parameter.name
      let expected: Double
      if name.hasPrefix("out_net") {
        expected = 1 / 8 / 3.0.squareRoot()
      } else if name == "in_net.0.weight" {
        expected = 1.41 / 8
      } else if name.hasSuffix("bias") {
        #expect(parameter.value.array.allSatisfy { $0 == 0 }, "\(name)")
        continue
      } else if parameter.specification.group == .layernorm {
        #expect(parameter.value.array.allSatisfy { $0 == 1 }, "\(name)")
        continue
      } else {
        expected = name.contains("c_proj") ? 0.02 / 6.0.squareRoot() : 0.02
      }
      let error = 5 / (2 * Double(parameter.value.count)).squareRoot() + 0.01
      #expect(abs(found.standardDeviation - expected) < error * expected * 1.5, "\(name)")
    }
  }

  @Test("values by statistics have each tensor's own mean and standard deviation")
  func statistics() throws {
    let fixture = PyTorchFixture("gpt2")
    let file = try fixture.tensors("model")
    let model = try SequenceClassifier(
      backbone: CheckpointFolder(path: fixture.folder).configuration.backbone(),
      input: .vectors(width: 4), output: TaskOutput(readTokens: 1, classes: 3),
      source: .statistics(file), seed: 5, context: ComputeContext())
    var compared = 0
    for parameter in model.parameters.all
    where parameter.name.hasPrefix(SequenceClassifier.backbonePrefix) {
      let name = String(parameter.name.dropFirst(SequenceClassifier.backbonePrefix.count))
      let original = try file.floats(name)
      let (expected, found) = (Self.moments(original), Self.moments(parameter.value.array))
      let count = Double(original.count)
      #expect(
        abs(found.mean - expected.mean) <= 5 * expected.standardDeviation / count.squareRoot(),
        "\(name)")
      #expect(
        abs(found.standardDeviation - expected.standardDeviation)
          <= 5 * expected.standardDeviation / (2 * count).squareRoot(), "\(name)")
      if expected.standardDeviation > 0 { #expect(parameter.value.array != original, "\(name)") }
      compared += 1
    }
    #expect(compared == 27)
  }
}
