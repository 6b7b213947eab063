import FPTEngine
import FPTLib
import Testing

/// The engine's own GEMM has a build for each width of registers; OpenBLAS computes where there is none.
@Suite("Whole runs under each GEMM", .enabled(if: GEMMKernels.fastest != nil))
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
  ]

  @Test("have the same bits in every build of the engine's own", arguments: runs)
  func sameBits(run: DeterminismRun) throws {
    let bits = try GEMMKernels.all.values.map {
      try run.bits(ComputeContext(workers: WorkerPool(threads: 2), kernels: $0))
    }
    #expect(Set(bits).count == 1)
  }

  @Test("agree with OpenBLAS but for rounding", arguments: runs)
  func agreement(run: DeterminismRun) throws {
    func losses(_ kernels: GEMMKernels?) throws -> [Double] {
      let trainer = try run.trainer(
        ComputeContext(workers: WorkerPool(threads: 2), kernels: kernels))
      return (0..<run.steps).map { _ in trainer.advance().score.loss }
    }
    for (own, library) in try zip(losses(GEMMKernels.fastest), losses(nil)) {
      #expect(abs(own - library) < 1e-4 * library)
    }
  }
}
