import FPTCatalog
import FPTLib
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// Declarations of tasks become tasks with the fields as written.
@Suite("Task catalog")
struct TaskCatalogTests {
  private func task(_ call: String, in folder: String = ".") throws -> any SequenceTask {
    let script = """
      experiment e { fpt: 1; title: "E" }
      task x = \(call)
      model m = BERT(layers: 1, width: 16, heads: 2, init: random)
      freeze f = nothing
      train t { optimizer: Adam(lr: 1e-3); batch: 4; steps: 2 }
      measure a = Accuracy(split: test)
      run main { task: x; model: m; freeze: f; train: t; measure: a }
      """
    let result = check(path: "e.fpt", loader: InMemorySources(["e.fpt": script]), schema: .current)
    let errors = result.diagnostics.filter { $0.severity == .error }.map(\.message)
    let cell = try #require(result.experiment?.runs.first?.cells.first, "\(errors)")
    var catalog = LoadedTasks(assets: AssetStore(root: "/nonexistent"), baseFolder: folder)
    return try catalog.task(cell.task.value)
  }

  @Test(
    "generated tasks",
    arguments: [
      ("BitMemory(length: 100)", 12, TokenInput.vectors(width: 50), 2),
      ("BitMemory(length: 100, patterns: 3, patch: 10)", 40, .vectors(width: 10), 2),
      ("ListOps()", 512, .symbols(vocabulary: 15), 10),
      ("ListOps(length: 2_000, brackets: true, read: token)", 2_000, .symbols(vocabulary: 16), 10),
      (
        "ListOps(length: 30, encoding: linear, max_depth: 4, max_arguments: 5, min_length: 10, "
          + "max_length: 40, examples: 50)", 30, .vectors(width: 15), 10
      ),
    ])
  func generated(call: String, tokens: Int, input: TokenInput, classes: Int) throws {
    let task = try task(call)
    #expect(task.tokens == tokens && task.input == input && task.output.classes == classes)
    if call.contains("examples") { #expect(task.count(of: .train) == 50) }
  }

  @Test("data beside the experiment file")
  func besideTheExperiment() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/text.txt"
    try Data(String(repeating: "All happy families. ", count: 60).utf8)
      .write(to: URL(filePath: path))
    let corpus = try task("TextCorpus(files: \"text.txt\", tokens: 16)", in: folder.path)
    #expect(
      corpus.tokens == 16 && corpus.input == .symbols(vocabulary: 256, standardDeviation: 0.02))
    let absolute = try task("TextCorpus(files: [\"\(path)\"], tokens: 16)")
    #expect(absolute.dataDigest == corpus.dataDigest)

    try SafetensorsWriter.write(
      [
        .init(name: "x", shape: [10, 2, 3], values: .float32([Float](repeating: 1, count: 60))),
        .init(name: "y", shape: [10], values: .int64([Int64](repeating: 1, count: 10))),
      ], to: "\(folder.path)/own.safetensors")
    let own = try task(
      "Tensors(file: \"own.safetensors\", inputs: \"x\", labels: \"y\", test_inputs: \"x\", "
        + "test_labels: \"y\", validation: 20%, classes: 4)", in: folder.path)
    #expect(own.input == .vectors(width: 3) && own.output.classes == 4)
    #expect(TaskSplit.allCases.map(own.count) == [8, 2, 10])
  }

  @Test("a missing asset is reported with the command that gets it")
  func missing() throws {
    let error = #expect(throws: AssetError.self) { try task("Digits()") }
    #expect(error?.description.contains("fpt-script fetch digits") == true)
  }
}
