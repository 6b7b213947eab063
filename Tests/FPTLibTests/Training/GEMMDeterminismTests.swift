import FPTEngine
import FPTLib
import FPTTestSettings
import Testing

@Suite("Whole runs under each table of kernels")
struct GEMMDeterminismTests {
  static let runs: [DeterminismRun] = [
    // More than one block of queries, and more than one K block.
    DeterminismRun(
      architecture: "gpt2", task: NoiseTask(tokens: 200), layers: 1, width: 128, batch: 2,
      policy: .nothing),
    DeterminismRun(architecture: "gpt2", task: NoiseTask(tokens: 370), width: 64, batch: 2),
    DeterminismRun(
      architecture: "bert", task: NoiseTask(tokens: 10, readTokens: 3), width: 128, batch: 16),
    // A width that is no multiple of sixteen.
    DeterminismRun(architecture: "bert", width: 72, batch: 16, policy: .nothing),
    DeterminismRun(architecture: "lstm", width: 64, batch: 16, policy: .nothing),
    // Relative positions, root mean square norms.
    DeterminismRun(architecture: "t5", width: 40, batch: 4, policy: .nothing),
  ]

  @Test("have the same bits, for each precision", arguments: runs)
  func sameBits(run: DeterminismRun) throws {
    let workers = WorkerPool(threads: 2)
    let bits = try Precision.allCases.map { precision in
      // The baseline is slow. With bfloat16, whole runs of the program try it.
      let isBaselineTried =
        LongTests.areAsked || precision == .float32 || !KernelTable.isAccelerated
      let tables = KernelTable.all.dropFirst(isBaselineTried ? 0 : 1)
      return Set(
        try tables.map {
          try run.bits(ComputeContext(workers: workers, precision: precision, table: $0))
        })
    }
    #expect(bits.allSatisfy { $0.count == 1 })
    #expect(bits[0] != bits[1])
  }
}
