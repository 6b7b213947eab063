import FPTEngine
import FPTLib
import Foundation
import Testing

@testable import FPTModels

@Suite("Frozen parameters")
struct FrozenParameterTests {
  private static func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

  private static func trainer(
    _ architecture: String, _ policy: FreezingPolicy, folder: String? = nil, steps: Int = 4
  ) throws -> (trainer: Trainer, file: any TensorSource) {
    let checkpoint = try CheckpointFolder(path: folder ?? PyTorchFixture(architecture).folder)
    let task = NoiseTask(tokens: 6)
    let context = ComputeContext(threads: 2)
    let model = try SequenceClassifier(
      backbone: checkpoint.configuration.backbone(), input: task.input, output: task.output,
      source: .pretrained(checkpoint.weights), seed: 1, context: context)
    let trainer = Trainer(
      model: model, task: task, settings: TrainingSettings(batch: 4, steps: steps),
      policy: policy, seed: 1, context: context)
    return (trainer, checkpoint.weights)
  }

  @Test(
    "are the checkpoint's bits after training; trained ones have moved",
    arguments: ["bert", "gpt2", "llama-biases", "qwen3"])
  func bitsOfTheFile(architecture: String) throws {
    let policies: [FreezingPolicy] = [
      .fpt, .all(except: [.output]), .all(except: [.attention, .feedforward]), .nothing,
      FreezingPolicy(stages: [
        .init(freezesAll: true, exceptions: [.group(.output, layers: nil)], until: 0.5),
        .init(freezesAll: true, exceptions: [.group(.layernorm, layers: .last(1))]),
      ]),
    ]
    for policy in policies {
      let (trainer, file) = try Self.trainer(architecture, policy)
      let digest = try file.digest()
      for _ in 0..<4 { _ = trainer.advance() }
      for parameter in trainer.model.parameters.all
      where parameter.name.hasPrefix(SequenceClassifier.backbonePrefix) {
        let name = String(parameter.name.dropFirst(SequenceClassifier.backbonePrefix.count))
        let isSame = Self.bits(parameter.value.array) == Self.bits(try file.floats(name))
        #expect(isSame == !parameter.isTrained, "\(parameter.name)")
      }
      // Training on mapped values must never reach the file.
      #expect(try file.digest() == digest)
      #expect(try SafetensorsFile(path: file.path).digest() == digest)
    }
  }

  private static let minilm = try? AssetStore(environment: ProcessInfo.processInfo.environment)
    .locate("minilm")

  @Test(
    "of the real language model are the file's bits after training",
    .enabled(if: minilm != nil, "needs weights: fpt-script fetch minilm"))
  func bitsOfMiniLM() throws {
    let (trainer, file) = try Self.trainer("bert", .fpt, folder: Self.minilm, steps: 2)
    for _ in 0..<2 { _ = trainer.advance() }
    var frozen = 0
    for parameter in trainer.model.parameters.all
    where parameter.name.hasPrefix(SequenceClassifier.backbonePrefix) {
      let name = String(parameter.name.dropFirst(SequenceClassifier.backbonePrefix.count))
      let isSame = Self.bits(parameter.value.array) == Self.bits(try file.floats(name))
      #expect(isSame == !parameter.isTrained, "\(parameter.name)")
      if !parameter.isTrained { frozen += 1 }
    }
    // Six blocks of query, key, value, attention output and two feed-forward layers, each with its bias, and the
    // token-type embeddings.
    #expect(frozen == 6 * 12 + 1)
  }

  @Test("lie in the mapped file; freeing one copies it, freezing it again keeps what it learned")
  func copying() throws {
    let context = ComputeContext()
    let file = try PyTorchFixture("gpt2").tensors("model")
    let stored = try file.tensor(named: "wpe.weight")
    let loader = ParameterLoader(seed: 0, context: context)
    let specification = ParameterSpecification("wpe.weight", stored.shape, .positions, .zeros)
    let parameter = try loader.load(specification, from: file, as: "wpe.weight")
    let mapped = parameter.value.pointer
    #expect(context.memory.bytesInUse == 0)
    #expect(parameter.variable.requiresGradient == false)

    parameter.setTrained(true, in: context)
    #expect(parameter.value.pointer != mapped)
    #expect(parameter.value.array == (try stored.floats()))
    #expect(parameter.variable.requiresGradient)
    parameter.value.elements[0] = 42
    let owned = parameter.value.pointer

    parameter.setTrained(false, in: context)
    #expect(parameter.value.pointer == owned && parameter.value.elements[0] == 42)
    #expect(parameter.variable.requiresGradient == false)
    parameter.setTrained(true, in: context)
    #expect(parameter.value.pointer == owned && parameter.value.elements[0] == 42)
  }

  @Test("cost no gradient memory and no gradient products")
  func cost() throws {
    // With the output layer alone, the way back is the output layer's own weight gradient.
    let run = DeterminismRun(
      architecture: "gpt2", task: NoiseTask(tokens: 4, variesByEpoch: true), layers: 2,
      width: 16, batch: 2,
      policy: .all(except: [.output]), dropout: 0)
    let context = ComputeContext()
    let trainer = try run.trainer(context)
    _ = trainer.evaluate(.train, examples: 0..<2)
    let forward = context.matmulOperations
    _ = trainer.advance()
    #expect(context.matmulOperations - forward == forward + 2 * 2 * 16 * 4)
    for parameter in trainer.model.parameters.all {
      #expect((parameter.gradient != nil) == parameter.name.hasPrefix("out_net"))
    }
  }

  @Test("features below an output layer that is trained alone are the same at every step")
  func outputOnly() throws {
    let (trainer, _) = try Self.trainer("bert", .all(except: [.output]))
    let before = trainer.evaluate(.test, examples: 0..<8)
    _ = trainer.advance()
    let after = trainer.evaluate(.test, examples: 0..<8)
    #expect(before.lossSum != after.lossSum)
    let frozen = trainer.model.parameters.all.filter { !$0.isTrained }
    #expect(frozen.count == trainer.model.parameters.all.count - 2)
    #expect(frozen.allSatisfy { $0.gradient == nil })
  }
}
