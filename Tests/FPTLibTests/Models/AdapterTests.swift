import FPTEngine
import FPTLib
import Foundation
import Testing

/// Files of trained parameters alone.
@Suite struct AdapterTests {
  private func model(seed: UInt64, _ context: ComputeContext) throws -> SequenceClassifier {
    let fixture = PyTorchFixture("gpt2")
    let folder = try CheckpointFolder(path: fixture.folder)
    let model = try SequenceClassifier(
      backbone: folder.configuration.backbone(), input: .vectors(width: 2),
      output: TaskOutput(readTokens: 1, classes: 2), source: .pretrained(folder.weights),
      seed: seed, context: context)
    model.apply(FreezingPolicy.fpt.stages[0])
    return model
  }

  @Test func trainedParametersComeBack() throws {
    let context = ComputeContext()
    let first = try model(seed: 1, context)
    for parameter in first.trained {
      parameter.setValues(parameter.value.array.map { $0 + 0.25 }, in: context)
    }
    let folder = try TemporaryFolder()
    let path = folder.path + "/adapter.safetensors"
    try first.writeAdapter(to: path, metadata: [(key: "cell", value: "FPT[seed=1]")])
    let file = try SafetensorsFile(path: path)
    #expect(file.names == first.trained.map(\.name))
    #expect(file.metadata.map(\.key) == ["architecture", "layers", "width", "cell"])

    let second = try model(seed: 2, context)
    #expect(try second.readAdapter(file) == file.names)
    for (a, b) in zip(first.parameters.all, second.parameters.all) {
      #expect(a.value.array == b.value.array, "\(a.name)")
    }
    // Equal models, equal bytes.
    try second.writeAdapter(to: path + "2", metadata: [(key: "cell", value: "FPT[seed=1]")])
    #expect(
      try Data(contentsOf: URL(filePath: path)) == Data(contentsOf: URL(filePath: path + "2")))
  }

  /// A frozen parameter lies in the mapped checkpoint, which an adapter must not write to.
  @Test func borrowedValuesAreReplacedNotWritten() throws {
    let context = ComputeContext()
    let model = try model(seed: 1, context)
    let name = "sequence_model.h.0.mlp.c_fc.weight"
    let parameter = try #require(model.parameters[name])
    let before = parameter.value.array
    let folder = try TemporaryFolder()
    let path = folder.path + "/adapter.safetensors"
    try SafetensorsWriter.write(
      [
        .init(
          name: name, shape: parameter.specification.shape,
          values: .float32(before.map { $0 * 2 }))
      ], to: path)
    try model.readAdapter(SafetensorsFile(path: path))
    #expect(parameter.value.array == before.map { $0 * 2 })
    #expect(try self.model(seed: 1, context).parameters[name]?.value.array == before)
  }

  @Test func nothingChangesWhenOneTensorDoesNotFit() throws {
    let context = ComputeContext()
    let model = try model(seed: 1, context)
    let folder = try TemporaryFolder()
    let path = folder.path + "/adapter.safetensors"
    let good = SafetensorsWriter.Tensor(
      name: "out_net.0.bias", shape: [2], values: .float32([7, 8]))
    let wrong: [SafetensorsWriter.Tensor] = [
      .init(name: "sequence_model.h.9.ln_1.weight", shape: [1], values: .float32([0])),
      .init(
        name: "sequence_model.h.0.ln_1.weight", shape: [31],
        values: .float32(.init(repeating: 0, count: 31))),
      .init(
        name: "sequence_model.h.0.ln_1.weight", shape: [32],
        values: .int64(.init(repeating: 0, count: 32))),
    ]
    let before = model.parameters["out_net.0.bias"]?.value.array
    for tensor in wrong {
      try SafetensorsWriter.write([good, tensor], to: path)
      let file = try SafetensorsFile(path: path)
      let error = #expect(throws: CheckpointError.self) { try model.readAdapter(file) }
      #expect(error?.description.contains(tensor.name) == true)
      #expect(model.parameters["out_net.0.bias"]?.value.array == before)
    }
  }
}
