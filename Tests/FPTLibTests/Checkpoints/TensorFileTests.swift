import FPTLib
import Foundation
import Testing

@testable import FPTCheckpoints

/// What a file is, its contents say; what weights are called, the formats say.
@Suite struct TensorFileTests {
  @Test func aFolderTakesTheWeightsOfTheLowestRank() {
    #expect(
      // Behind them, those of formats to come.
      CheckpointFolder.weightsNames.prefix(4) == [
        "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin",
        "pytorch_model.bin.index.json",
      ])
    let ranks = declaredContainers.map { $0.rank }
    #expect(Set(ranks).count == ranks.count)
  }

  @Test(arguments: [("zip.bin", true), ("legacy.bin", true), ("expected.safetensors", false)])
  func contentsDecideWhateverTheName(fixture: String, isTorch: Bool) throws {
    let folder = try TemporaryFolder()
    let path = folder("weights.data")
    try FileManager.default.copyItem(atPath: TorchCheckpointTests.path(fixture), toPath: path)
    let source = try TensorFile.open(path)
    #expect(source is TorchFile == isTorch)
    #expect(source is SafetensorsFile != isTorch)
    #expect(source.contains("view") && !source.contains("none"))
    #expect(source.shape(of: "none") == nil && source.type(of: "none") == nil)
    #expect(try source.digest() == FileDigest.sha256(ofFile: path))
  }

  @Test func whatIsNoneOfTheFormatsIsComparedWithAll() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array("<html></html>".utf8), to: "model.safetensors")
    let error = #expect(throws: CheckpointError.self) { try TensorFile.open(path) }
    let text = try #require(error?.description)
    #expect(text.contains("should be safetensors") && text.contains("and is a web page"))
    for container in declaredContainers { #expect(text.contains(container.format)) }
    #expect(
      throws: CheckpointError.foreignFile(file: path, expected: "safetensors", found: .webPage)
    ) { try SafetensorsFile(path: path) }
  }
}
