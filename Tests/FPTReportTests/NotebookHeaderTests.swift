import FPTResults
import Testing

@testable import FPTReport

@Suite("Notebook header")
struct NotebookHeaderTests {
  private static let steps = NotebookLayout.Change(
    source: .profile, path: "train.steps", from: "100_000", to: "400")
  private static let seed = NotebookLayout.Change(
    source: .commandLine, path: "seed", from: "0..<3", to: "[7]")

  @Test func profileAndOverride() {
    #expect(
      Notebook.header(profile: "laptop", changes: [Self.steps, Self.seed]) == [
        "profile laptop, 2 values changed",
        "  train.steps: 100_000 → 400",
        "  seed: 0..<3 → [7]  (--set)",
      ])
  }

  @Test func nothingChanged() {
    #expect(Notebook.header(profile: nil, changes: []) == [])
    #expect(
      Notebook.header(profile: "paper", changes: []) == ["profile paper, the file as written"])
    #expect(Notebook.header(profile: nil, changes: [Self.seed]).first == "1 value changed")
  }
}
