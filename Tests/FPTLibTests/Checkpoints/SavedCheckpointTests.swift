import FPTEngine
import FPTLib
import Foundation
import Testing

/// One model as transformers saves it: in each type, the numbers do not depend on the format of the files, nor on their count.
@Suite struct SavedCheckpointTests {
  private static let forms = ["", "-sharded", "-torch", "-torch-sharded"]

  private static func folder(_ name: String) throws -> CheckpointFolder {
    try CheckpointFolder(path: PyTorchFixture("saved/\(name)").folder)
  }

  private static func model(_ folder: CheckpointFolder) throws -> SequenceClassifier {
    try SequenceClassifier(
      backbone: try folder.configuration.backbone(), input: .vectors(width: 3),
      output: TaskOutput(readTokens: 2, classes: 2), source: .pretrained(folder.weights), seed: 4,
      context: ComputeContext(threads: 1))
  }

  private static func logits(_ model: SequenceClassifier) -> [Float] {
    let context = ComputeContext(threads: 1)
    let x = context.tensor([2, 5, 3], (0..<30).map { Float($0 * 7 % 11) / 5 - 1 })
    return model.forward(
      .vectors(x), on: Tape(context: context, isRecording: false), pass: BackbonePass()
    ).value.array
  }

  /// `unit` is the largest relative error of rounding to the type, and `type` its name.
  @Test(arguments: [
    ("f32", TensorType.float32, Float(0)), ("f16", .float16, 0x1p-11), ("bf16", .bfloat16, 0x1p-8),
  ])
  func formsAreAlike(name: String, type: TensorType, unit: Float) throws {
    let exact = try Self.folder("f32").weights
    let first = try Self.model(Self.folder(name))
    let expected = Self.logits(first)
    for form in Self.forms {
      let folder = try Self.folder(name + form)
      #expect(folder.weights.names.count == exact.names.count)
      for tensor in exact.names {
        #expect(folder.weights.type(of: tensor) == type)
        let stored = try folder.weights.tensor(named: tensor).floats()
        // The numbers are those of float32, rounded once.
        for (rounded, value) in zip(stored, try exact.tensor(named: tensor).floats()) {
          #expect(abs(rounded - value) <= unit * abs(value) + (type == .float16 ? 0x1p-25 : 0))
        }
      }
      let model = try Self.model(folder)
      for parameter in first.parameters.all {
        #expect(model.parameters[parameter.name]?.value.array == parameter.value.array, "\(form)")
      }
      #expect(Self.logits(model) == expected, "\(name)\(form)")
    }
  }

  /// A folder with both formats, as many are published, is read from safetensors.
  @Test func theOtherFormatIsLeftAlone() throws {
    let folder = try TemporaryFolder()
    for (form, file) in [
      ("f32", "config.json"), ("f32", "model.safetensors"), ("bf16-torch", "pytorch_model.bin"),
    ] {
      try FileManager.default.copyItem(
        atPath: PyTorchFixture("saved/\(form)").folder + "/" + file,
        toPath: "\(folder.path)/\(file)")
    }
    let weights = try CheckpointFolder(path: folder.path).weights
    #expect(weights.path.hasSuffix("model.safetensors"))
    #expect(weights.type(of: "wpe.weight") == .float32)
  }
}
