import FPTEngine
import FPTLib
import FPTTestSettings
import Foundation
import Testing

@testable import FPTModels

/// Checkpoints in half precision: frozen matrices stay so in memory, and everything has the bits of the same numbers in float32.
@Suite struct HalfPrecisionTests {
  /// The nearest number of half precision below, as bits.
  private static func bits(_ value: Float, _ type: ElementType) -> UInt16 {
    let bits = value.bitPattern
    if type == .bfloat16 { return UInt16(bits >> 16) }
    let sign = UInt16(bits >> 16) & 0x8000
    let exponent = Int(bits >> 23 & 0xFF) - 112
    if exponent <= 0 { return sign | UInt16(min(0x3FF, abs(value) * 0x1p24)) }
    return sign | UInt16(min(30, exponent)) << 10 | UInt16(bits >> 13 & 0x3FF)
  }

  /// A fixture's folder, with its weights in half precision and as the same numbers in float32.
  private static func folders(
    _ fixture: String, _ type: ElementType
  ) throws -> (folder: TemporaryFolder, half: CheckpointFolder, wide: CheckpointFolder) {
    let folder = try TemporaryFolder()
    let original = try CheckpointFolder(path: PyTorchFixture(fixture).folder)
    func write(_ name: String, _ values: (MappedTensor) throws -> SafetensorsWriter.Tensor.Values)
      throws -> CheckpointFolder
    {
      let path = "\(folder.path)/\(name)"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: PyTorchFixture(fixture).folder + "/config.json", toPath: path + "/config.json")
      try SafetensorsWriter.write(
        try original.weights.names.map { name in
          let tensor = try original.weights.tensor(named: name)
          return SafetensorsWriter.Tensor(
            name: name, shape: tensor.shape, values: try values(tensor))
        }, to: path + "/model.safetensors")
      return try CheckpointFolder(path: path)
    }
    let half = try write("half") { tensor in
      guard tensor.type.isFloat else { return .int64(try tensor.integers()) }
      let bits = try tensor.floats().map { Self.bits($0, type) }
      return type == .float16 ? .float16(bits) : .bfloat16(bits)
    }
    let wide = try write("wide") { tensor in
      guard tensor.type.isFloat else { return .int64(try tensor.integers()) }
      return .float32(try half.weights.tensor(named: tensor.name).floats())
    }
    return (folder, half, wide)
  }

  private static func trainer(
    _ folder: CheckpointFolder, _ policy: FreezingPolicy, _ precision: Precision
  ) throws -> Trainer {
    let task = RecordedTask(
      input: .vectors(width: 3), tokens: 5, output: TaskOutput(readTokens: 1, classes: 2),
      vectors: (0..<5 * 3 * 12).map { Float($0 * 37 % 101) / 50 - 1 },
      labels: (0..<12).map { Int32($0 % 2) })
    let context = ComputeContext(threads: 2, precision: precision)
    let model = try SequenceClassifier(
      backbone: try folder.configuration.backbone(), input: task.input, output: task.output,
      source: .pretrained(folder.weights), seed: 3, context: context)
    return Trainer(
      model: model, task: task,
      settings: TrainingSettings(batch: 6, steps: 2, dropout: 0.1, precision: precision),
      policy: policy, seed: 3, context: context)
  }

  private static let cases = BackboneTests.fixtures.flatMap { fixture in
    [(fixture.0, ElementType.float16), (fixture.0, .bfloat16)]
  }

  @Test("a frozen model in half precision has the bits of its twin in float32", arguments: cases)
  func twins(fixture: String, type: ElementType) throws {
    let (folder, half, wide) = try Self.folders(fixture, type)
    // Each kind of numbers with products of its own size, or each with both.
    let precisions: [Precision] =
      LongTests.areAsked ? Precision.allCases : [type == .bfloat16 ? .bfloat16 : .float32]
    for policy in [FreezingPolicy.fpt, .nothing] {
      for precision in precisions {
        let results = try [half, wide].map { checkpoint in
          let trainer = try Self.trainer(checkpoint, policy, precision)
          let frozen = trainer.model.parameters.all.filter { !$0.isTrained }
          for parameter in trainer.model.parameters.all {
            let isHalf =
              checkpoint.path == half.path && !parameter.isTrained
              && parameter.specification.isOperand
            #expect(
              parameter.value.elementType == (isHalf ? type : .float32), "\(parameter.name)")
          }
          let before = frozen.map(\.value.array)
          let records = (0..<2).map { _ in trainer.advance() }
          let score = trainer.evaluate(.test, examples: 0..<6)
          #expect(frozen.map(\.value.array) == before)
          return (records, score.loss, trainer.model.parameters.all.map(\.value.array))
        }
        #expect(results[0].0 == results[1].0 && results[0].1 == results[1].1)
        #expect(results[0].2 == results[1].2)
      }
    }
    withExtendedLifetime(folder) {}
  }

  @Test("frozen matrices in half precision are no floats in memory")
  func memory() throws {
    let (folder, half, wide) = try Self.folders("gpt2", .float16)
    let context = ComputeContext(threads: 1)
    func model(_ checkpoint: CheckpointFolder) throws -> SequenceClassifier {
      try SequenceClassifier(
        backbone: try checkpoint.configuration.backbone(), input: .vectors(width: 3),
        output: TaskOutput(readTokens: 1, classes: 2), source: .pretrained(checkpoint.weights),
        seed: 0, context: context)
    }
    let before = context.memory.bytesInUse
    let kept = try model(half)
    let owned = context.memory.bytesInUse - before
    let vectors = kept.parameters.all.filter { !$0.specification.isOperand }
    #expect(owned == vectors.reduce(0) { $0 + ($1.specification.count + 255) / 256 * 1_024 })
    func mapped(_ model: SequenceClassifier) -> Int {
      model.parameters.all.filter(\.specification.isOperand).reduce(0) {
        $0 + $1.value.elementType.bytes(of: $1.specification.count)
      }
    }
    #expect(2 * mapped(kept) == mapped(try model(wide)))
    withExtendedLifetime(folder) {}
  }

  /// An overflow of float16 leaves an infinity behind.
  @Test(
    "weights that are not finite are refused by name and place",
    arguments: [
      (ElementType.float16, UInt16(0x7C00), "inf"), (.float16, 0xFE00, "nan"),
      (.bfloat16, 0xFF80, "-inf"), (.float32, 0, "inf"),
    ])
  func notFinite(type: ElementType, bits: UInt16, text: String) throws {
    for name in ["h.0.mlp.c_fc.weight", "h.0.ln_1.bias"] {
      let (folder, half, wide) = try Self.folders("gpt2", type == .float32 ? .float16 : type)
      let file = type == .float32 ? wide.weights : half.weights
      let path = folder.path + "/damaged.safetensors"
      let last = try file.tensor(named: name).count - 1
      try SafetensorsWriter.write(
        try file.names.map { tensorName in
          let tensor = try file.tensor(named: tensorName)
          guard tensor.type.isFloat else {
            return .init(
              name: tensorName, shape: tensor.shape, values: .int64(try tensor.integers()))
          }
          var floats = try tensor.floats()
          var numbers = floats.map { Self.bits($0, type == .float16 ? .float16 : .bfloat16) }
          if tensorName == name { (floats[last], numbers[last]) = (.infinity, bits) }
          return .init(
            name: tensorName, shape: tensor.shape,
            values: type == .float32
              ? .float32(floats) : type == .float16 ? .float16(numbers) : .bfloat16(numbers))
        }, to: path)
      let context = ComputeContext(threads: 2)
      do {
        _ = try SequenceClassifier(
          backbone: try half.configuration.backbone(), input: .vectors(width: 3),
          output: TaskOutput(readTokens: 1, classes: 2),
          source: .pretrained(try TensorFile.open(path)), seed: 0, context: context)
        Issue.record("\(name) was read")
      } catch {
        let shape = try file.tensor(named: name).shape
        #expect(
          "\(error)".contains(
            "tensor `\(name)` has the value \(text) at \(shape.map { $0 - 1 })"), "\(error)")
      }
    }
  }
}
