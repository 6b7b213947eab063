import Foundation
import Testing

@testable import FPTCheckpoints
@testable import FPTModels

/// `docs/backbones.md` has a section for each of these models, which names every key that is read.
@Suite struct BackbonePageTests {
  @Test(arguments: [
    ("RoBERTa", RoBERTa.configurationKeys), ("DistilBERT", DistilBERT.configurationKeys),
    ("ModernBERT", ModernBERT.configurationKeys), ("OPT", OPT.configurationKeys),
    ("GPTNeoX", GPTNeoX.configurationKeys),
    ("ViT", ViT.transformersKeys), ("ViT", ViT.timmKeys), ("DINOv2", DINOv2.configurationKeys),
    ("CLIPVision", CLIPVision.configurationKeys), ("SigLIPVision", SigLIPVision.configurationKeys),
  ])
  func sections(name: String, keys: ConfigurationKeys) throws {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let page = try String(
      contentsOf: root.appending(path: "docs/backbones.md"), encoding: .utf8)
    let section = try #require(
      page.split(separator: "\n## ").first { $0.hasPrefix(name + "\n") })
    for key in keys.understood.subtracting(["model_type"]).sorted() {
      #expect(section.contains("`\(key)`"), "\(name): \(key)")
    }
  }
}
