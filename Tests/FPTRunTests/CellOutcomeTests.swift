import FPTLib
import FPTRun
import FPTScript
import Foundation
import Testing

/// Cells that end otherwise than done, and what is told of them.
@Suite struct CellOutcomeTests {
  @Test func divergenceIsAResult() throws {
    let folder = try TemporaryFolder()
    let first = try TinyExperiment(learningRate: "1e38").run(in: folder.path)
    #expect(first.end == .diverged(2))
    let tree = try ResultFile.read(folder.path + "/out.h5")
    let cells = try #require(tree.group("cells")).groups
    #expect(cells.count == 2)
    for cell in cells {
      #expect(cell.group.attribute("state")?.text == "diverged")
      #expect((cell.group.attribute("diverged_at_step")?.integer ?? 0) > 1)
    }
    let second = try TinyExperiment(learningRate: "1e38").run(in: folder.path)
    #expect(second.computed == 0 && second.end == .diverged(2))
    #expect(second.digest == first.digest)
  }

  @Test func missingWeightsAndDataLeaveTheOtherCells() throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment(
      extra: """
        model missing = BERT(weights: "minilm")
        task images = FashionMNIST()
        run other {
          axes { task: [images, xor]; model: [missing, small]; seed: 0..<1 }
          freeze: fpt; train: quick; measure: [accuracy]
        }
        table "Other" { of: other.accuracy; rows: model; columns: task }
        """)
    let summary = try experiment.run(in: folder.path)
    #expect(summary.unavailable.count == 3)
    #expect(summary.unavailable.contains { $0.reason.contains("fpt-script fetch minilm") })
    #expect(summary.unavailable.contains { $0.reason.contains("fpt-script fetch fashion-mnist") })
    // One that lacks both says so at once.
    #expect(
      summary.unavailable.contains {
        $0.reason.contains("fetch minilm") && $0.reason.contains("fetch fashion-mnist")
      })
    #expect(summary.end == .incomplete(failed: 0, unavailable: 3))
    let run = try ResultFile.read(folder.path + "/out.h5", group: ["runs", "other"])
    guard case .texts(let states)? = run.variable("state")?.values else {
      Issue.record("no states")
      return
    }
    #expect(states == ["unavailable", "unavailable", "unavailable", "done"])
  }

  @Test(arguments: [
    ("task xor = BitXOR(length: 3)", "task xor = BitXOR(length: 400)", "positions for 512"),
    (
      "except [input, output, positions, layernorm]", "except [\"h.*.ln_1.weight\"]",
      "matches no parameter"
    ),
  ])
  func whatCanNeverRunIsAnErrorOfThePlan(original: String, edited: String, expected: String) throws
  {
    let folder = try TemporaryFolder()
    var experiment = TinyExperiment()
    experiment.script = experiment.script.replacingOccurrences(of: original, with: edited)
    do {
      _ = try experiment.run(in: folder.path)
      Issue.record("accepted")
    } catch {
      #expect("\(error)".contains(expected), "\(error)")
    }
  }

  @Test func anUnwritableFolderIsFoundBeforeComputing() throws {
    let folder = try TemporaryFolder()
    try Data().write(to: URL(filePath: folder.path + "/file"))
    var steps = 0
    #expect(throws: ResultFileError.self) {
      try TinyExperiment().run(
        in: folder.path, output: "file/out.h5", events: { if case .step = $0 { steps += 1 } })
    }
    #expect(steps == 0)
  }
}
