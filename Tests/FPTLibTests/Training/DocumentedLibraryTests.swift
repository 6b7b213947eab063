import FPTEngine
import FPTLib
import Foundation
import Testing

/// The library example of the front page, word for word: that it is compiled is the test.
private enum Documented {
  static func example() throws {
    // BEGIN
    let context = ComputeContext(threads: 2)
    let assets = try AssetStore(environment: ProcessInfo.processInfo.environment)
    let minilm = try CheckpointFolder(path: assets.locate("minilm"))
    let task = try BitXOR(length: 5)
    let model = try SequenceClassifier(
      backbone: minilm.configuration.backbone(), input: task.input, output: task.output,
      source: .pretrained(minilm.weights), seed: 0, context: context)
    let trainer = Trainer(
      model: model, task: task, settings: TrainingSettings(steps: 400), policy: .fpt, seed: 0,
      context: context)
    while trainer.step < trainer.settings.steps { _ = trainer.advance() }
    print(trainer.evaluate(.test, batches: nil).accuracy)
    // END
  }
}

@Suite struct DocumentedLibraryTests {
  @Test func theExampleIsTheDocumentedOne() throws {
    let here = try String(contentsOfFile: #filePath, encoding: .utf8)
    let start = try #require(here.range(of: "    // BEGIN\n"))
    let end = try #require(here.range(of: "\n    // END"))
    let code = here[start.upperBound..<end.lowerBound].split(
      separator: "\n", omittingEmptySubsequences: false
    ).map { $0.dropFirst(4) }.joined(separator: "\n")
    let page = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../README.md").standardized, encoding: .utf8)
    #expect(
      page.contains(
        "```swift\nimport FPTEngine\nimport FPTLib\nimport Foundation\n\n" + code + "\n```"))
  }
}
