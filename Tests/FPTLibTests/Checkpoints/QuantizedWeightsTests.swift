import FPTLib
import Foundation
import Testing

@testable import FPTModels

@Suite("Weights that are no floats")
struct QuantizedWeightsTests {
  /// The fixture's GPT-2 with one tensor's type changed to another one of the same size.
  static func folder(_ tensor: String, type: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["config.json", "model.safetensors"] {
      let source = URL(filePath: fixture("gpt2/\(name)"))
      try FileManager.default.copyItem(at: source, to: URL(filePath: folder(name)))
    }
    let path = folder("model.safetensors")
    var bytes = try Array(Data(contentsOf: URL(filePath: path)))
    let header = String(decoding: bytes[8..<min(bytes.count, 20_000)], as: UTF8.self)
    let entry = try #require(header.range(of: "\"\(tensor)\":{\"dtype\":\"F32\""))
    let start = 8 + header[..<entry.upperBound].utf8.count - 4
    bytes.replaceSubrange(start..<start + 3, with: type.utf8)
    try Data(bytes).write(to: URL(filePath: path))
    return folder
  }

  @Test("are refused before anything is read, with type and conversion", arguments: ["I32", "U32"])
  func refused(type: String) throws {
    let files = try Self.folder("h.0.attn.c_attn.weight", type: type)
    let folder = try CheckpointFolder(path: files.path)
    let backbone = try folder.configuration.backbone()
    let match = CheckpointMatch(of: backbone, in: folder.weights)
    let error = #expect(throws: CheckpointError.self) {
      try match.requireSound(backbone, in: folder.weights, choice: CheckpointChoice())
    }
    let text = error?.description ?? ""
    #expect(
      text.contains("h.0.attn.c_attn.weight` should hold F64, F32, F16 or BF16 and holds \(type)"))
    #expect(text.contains("save the model dequantized"))
  }
}
