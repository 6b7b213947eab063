import FPTEngine
import Testing

@testable import FPTLib

/// The engine's own product takes the place of the library's where it is faster. Here the same runs use each in turn, whatever
/// the build and whatever is faster.
@Suite("Bits of the engine's own product", .enabled(if: PanelOrder.terms != nil))
struct PanelDeterminismTests {
  static let runs: [DeterminismRun] = [
    // More than one block of queries, and of terms.
    DeterminismRun(
      architecture: "gpt2", task: NoiseTask(tokens: 200), layers: 1, width: 128, batch: 2,
      policy: .nothing),
    DeterminismRun(architecture: "gpt2", task: NoiseTask(tokens: 370), width: 64, batch: 2),
    DeterminismRun(
      architecture: "bert", task: NoiseTask(tokens: 10, readTokens: 3), width: 128, batch: 16),
    // A width that is no multiple of sixteen.
    DeterminismRun(architecture: "bert", width: 72, batch: 16, policy: .nothing),
    DeterminismRun(architecture: "lstm", width: 64, batch: 16, policy: .nothing),
  ]

  @Test("are those of the library's", arguments: runs)
  func sameBits(run: DeterminismRun) throws {
    func bits(panelTerms: Int?) throws -> [UInt64] {
      try run.bits(ComputeContext(workers: WorkerPool(threads: 2), panelTerms: panelTerms))
    }
    #expect(try bits(panelTerms: PanelOrder.terms) == bits(panelTerms: nil))
  }
}
