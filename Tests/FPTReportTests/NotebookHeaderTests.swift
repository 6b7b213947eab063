import FPTScript
import Testing

@testable import FPTReport

@Suite("Notebook header")
struct NotebookHeaderTests {
  private static let steps = ResolvedExperiment.Change(
    source: .profile, path: "train.steps", from: "100_000", to: "400")
  private static let seed = ResolvedExperiment.Change(
    source: .commandLine, path: "seed", from: "0..<3", to: "[7]")

  @Test func profileAndOverride() {
    #expect(
      Notebook.header(profile: "laptop", changes: [Self.steps, Self.seed]) == [
        "profile laptop, 2 values changed",
        "  train.steps: 100_000 → 400",
        "  seed: 0..<3 → [7]  (--set)",
      ])
  }

  @Test func acceptedKeysAreShownOnce() throws {
    let script = """
      experiment e { fpt: 1 }
      task t = BitXOR(length: 3)
      model m = GPT2(weights: "./w", accept: [sliding_window, "h.*.ls1.gamma"])
      model plain = GPT2(layers: 1, width: 8, heads: 2, init: random)
      freeze f = nothing
      train quick { steps: 1 }
      arm a { model: m; freeze: f; train: quick }
      arm b { model: plain; freeze: f; train: quick }
      measure accuracy = Accuracy(split: test)
      run main { axes { arm: [a, b]; seed: 0..<3 }; task: t; measure: [accuracy] }
      """
    let result = check(path: "e.fpt", loader: InMemorySources(["e.fpt": script]))
    let experiment = try #require(result.experiment, "\(result.diagnostics.map(\.message))")
    #expect(
      Notebook.header(of: experiment) == [
        "model m ignores, by accept: sliding_window, h.*.ls1.gamma"
      ])
  }

  @Test func nothingChanged() {
    #expect(Notebook.header(profile: nil, changes: []) == [])
    #expect(
      Notebook.header(profile: "paper", changes: []) == ["profile paper, the file as written"])
    #expect(Notebook.header(profile: nil, changes: [Self.seed]).first == "1 value changed")
  }
}
