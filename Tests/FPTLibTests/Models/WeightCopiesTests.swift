import FPTEngine
import FPTLib
import Foundation
import Testing

@testable import FPTCheckpoints
@testable import FPTModels

/// One model in several containers: each gives the forward pass that its values imply.
///
/// The GGUF files and what transformers computes from them are made by `Fixtures/gguf/make.py`.
@Suite(
  .enabled(
    if: declaredModels.contains { $0.modelTypes.contains("llama") },
    "needs a model that reads Llama"))
struct WeightCopiesTests {
  private static func output(of path: String, _ inputs: SafetensorsFile) throws -> [Float] {
    let checkpoint = try CheckpointFolder(path: path)
    let backbone = try checkpoint.configuration.backbone()
    try checkpoint.requireSound(backbone, choice: CheckpointChoice())
    let match = CheckpointMatch(of: backbone, in: checkpoint.weights)
    let context = ComputeContext(threads: 1)
    let loader = ParameterLoader(seed: 0, context: context)
    let parameters = try backbone.parameters.filter(\.isRead).map { specification in
      try loader.load(
        specification, from: checkpoint.weights, as: try #require(match.tensors[specification.name])
      )
    }
    let output = backbone.forward(
      Variable(constant: try inputs.tensor("inputs", context)),
      ParameterScope(ParameterSet(parameters)), on: Tape(context: context), pass: BackbonePass())
    return output.value.array
  }

  /// Of types of few bits, and of every rotation that is read.
  @Test(arguments: GGUFFileTests.models)
  func ggufFilesComputeWhatTransformersDoes(name: String) throws {
    let expected = try SafetensorsFile(path: fixture("gguf/\(name).safetensors"))
    let output = try Self.output(of: fixture("gguf/\(name).gguf"), expected)
    #expect(relativeError(output, try expected.floats("output")) < 1e-5)
  }

  enum Copy: CaseIterable { case whole, sharded, bfloat16, float16 }

  /// The values of the quantized file, as they are and rounded.
  @Test(arguments: Copy.allCases)
  func copiesComputeWhatTheirValuesSay(copy: Copy) throws {
    let expected = try SafetensorsFile(path: fixture("gguf/llama.safetensors"))
    let source = try CheckpointFolder(path: fixture("gguf/llama.gguf"))
    let (folder, rounded) = (try TemporaryFolder(), try TemporaryFolder())
    for each in [folder, rounded] {
      try Data(GGUFConfiguration(#require(source.weights as? GGUFFile)).text.utf8)
        .write(to: URL(filePath: each("config.json")))
    }
    var tensors: [SafetensorsWriter.Tensor] = []
    var values: [SafetensorsWriter.Tensor] = []
    for name in source.weights.names {
      let tensor = try source.weights.tensor(named: name)
      let floats = try tensor.floats()
      let stored: SafetensorsWriter.Tensor.Values
      switch copy {
      case .whole, .sharded: stored = .float32(floats)
      case .bfloat16: stored = .bfloat16(floats.map { UInt16($0.bitPattern >> 16) })
      case .float16: stored = .float16(floats.map(Self.half))
      }
      tensors.append(.init(name: name, shape: tensor.shape, values: stored))
      values.append(.init(name: name, shape: tensor.shape, values: .float32(Self.floats(stored))))
    }
    try SafetensorsWriter.write(values, to: rounded("model.safetensors"))
    if copy == .sharded {
      let half = tensors.count / 2
      try SafetensorsWriter.write(Array(tensors[..<half]), to: folder("a.safetensors"))
      try SafetensorsWriter.write(Array(tensors[half...]), to: folder("b.safetensors"))
      let map = tensors.enumerated().map {
        "\"\($1.name)\":\"\($0 < half ? "a" : "b").safetensors\""
      }
      try Data("{\"weight_map\":{\(map.joined(separator: ","))}}".utf8)
        .write(to: URL(filePath: folder("model.safetensors.index.json")))
    } else {
      try SafetensorsWriter.write(tensors, to: folder("model.safetensors"))
    }
    let output = try Self.output(of: folder.path, expected)
    #expect(relativeError(output, try Self.output(of: rounded.path, expected)) < 1e-6)
    let difference = relativeError(output, try expected.floats("output"))
    #expect(copy == .whole || copy == .sharded ? difference < 1e-5 : (1e-5..<0.1) ~= difference)
  }

  /// The half-precision number of a normal value, cut off behind its bits.
  private static func half(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    let exponent = Int((bits >> 23) & 0xFF) - 112
    guard (1..<31).contains(exponent) else { return 0 }
    return UInt16(bits >> 16 & 0x8000) | UInt16(exponent) << 10 | UInt16(bits >> 13 & 0x3FF)
  }

  private static func floats(_ values: SafetensorsWriter.Tensor.Values) -> [Float] {
    switch values {
    case .float32(let floats): floats
    case .float16(let bits): bits.map(Float.init(halfBits:))
    case .bfloat16(let bits): bits.map { Float(bitPattern: UInt32($0) << 16) }
    case .int64: []
    }
  }
}
