import FPTLib
import Foundation
import Testing

/// Configurations whose width is no multiple of the attention heads.
@Suite struct WholeHeadsTests {
  private static func configuration(
    _ fixture: String, _ key: String, heads: Int
  ) throws -> (folder: TemporaryFolder, checkpoint: CheckpointFolder) {
    let folder = try TemporaryFolder()
    let original = PyTorchFixture(fixture).folder
    let text = try String(contentsOfFile: original + "/config.json", encoding: .utf8)
    let changed = text.replacing("\"\(key)\": 4", with: "\"\(key)\": \(heads)")
    #expect(changed != text, "\(fixture) has \(key)")
    try changed.write(
      toFile: folder.path + "/config.json", atomically: true, encoding: .utf8)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/model.safetensors",
      withDestinationPath: original + "/model.safetensors")
    return (folder, try CheckpointFolder(path: folder.path))
  }

  @Test(
    "are refused with the key, its value and what it should be",
    arguments: [
      ("gpt2", "n_head", "n_embd"), ("bert", "num_attention_heads", "hidden_size"),
      ("vit-hf", "num_attention_heads", "hidden_size"), ("vit-timm", "num_heads", "embed_dim"),
      ("longformer", "num_attention_heads", "hidden_size"),
      ("roberta", "num_attention_heads", "hidden_size"), ("distilbert", "n_heads", "dim"),
      ("opt", "num_attention_heads", "hidden_size"),
      ("gpt-neox", "num_attention_heads", "hidden_size"),
      ("modernbert", "num_attention_heads", "hidden_size"),
      ("dinov2", "num_attention_heads", "hidden_size"),
      ("clip-vision", "num_attention_heads", "hidden_size"),
      ("siglip-vision", "num_attention_heads", "hidden_size"),
    ])
  func refused(fixture: String, heads: String, width: String) throws {
    let (folder, checkpoint) = try Self.configuration(fixture, heads, heads: 5)
    do {
      _ = try checkpoint.configuration.backbone()
      Issue.record("\(fixture) was taken")
    } catch {
      #expect(
        "\(error)".hasSuffix(
          "config.json: `\(width)` should be a multiple of \(heads), which is 5 and is 32"),
        "\(error)")
    }
    withExtendedLifetime(folder) {}
  }

  /// T5's heads have a width of their own, so the matrices tell.
  @Test func ofT5AreFoundInTheMatrices() throws {
    let (folder, checkpoint) = try Self.configuration("t5-encoder", "num_heads", heads: 5)
    let backbone = try checkpoint.configuration.backbone()
    do {
      try checkpoint.requireSound(backbone, choice: CheckpointChoice())
      Issue.record("the matrices were taken")
    } catch {
      #expect("\(error)".contains("SelfAttention.q.weight` should have shape [40, 32]"), "\(error)")
    }
    withExtendedLifetime(folder) {}
  }
}
