#if os(Linux)
  import FPTEngine
  import FPTLib
  import Foundation
  import Testing

  /// Kernels of the linear algebra library are chosen when a process starts, so every family has a process of its own: this
  /// test's own executable, told by its environment to run `CoreDeterminismChild` alone.
  @Suite("Bits under every family of the library's kernels")
  struct CoreDeterminismTests {
    static let outputVariable = "FPT_TEST_CORE_OUTPUT"

    /// The families that this processor can run.
    static let cores: [String] = {
      let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
      let line = information.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
      let flags = Set(line.split(separator: " "))
      let needs: [(core: String, flags: Set<Substring>)] = [
        ("Haswell", ["avx2", "fma"]), ("Zen", ["avx2", "fma"]),
        ("SkylakeX", ["avx512f", "avx512vl", "avx512bw", "avx512dq"]),
        ("Cooperlake", ["avx512f", "avx512vl", "avx512bw", "avx512dq", "avx512_bf16"]),
      ]
      return needs.filter { $0.flags.isSubset(of: flags) }.map(\.core)
    }()

    /// What a process computed: the family that the library took, and digests of a run.
    struct Bits {
      var core: String
      /// By the engine's own GEMM: 1, 2 and 5 threads, then every build of it.
      var own: [String]
      /// By the library: 1, 2 and 5 threads.
      var library: [String]
    }

    @Test("the engine's own are the same in all; the library's for any number of threads")
    func threads() throws {
      let families = try Self.cores.map(bits)
      for (asked, family) in zip(Self.cores, families) {
        print("asked for \(asked), computed with \(family.core)")
        #expect(family.library.count == 3)
        #expect(Set(family.library).count == 1, "\(family)")
      }
      let own = families.flatMap(\.own)
      if GEMMKernels.fastest != nil { #expect(own.count >= 4 * Self.cores.count) }
      #expect(Set(own).count <= 1, "\(own)")
    }

    private func bits(under core: String) throws -> Bits {
      let folder = try TemporaryFolder()
      let output = folder("digests")
      let child = Process()
      child.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      child.arguments = ["--filter", "CoreDeterminismChild", "--testing-library", "swift-testing"]
      child.environment = ProcessInfo.processInfo.environment.merging(
        ["OPENBLAS_CORETYPE": core, Self.outputVariable: output]
      ) { _, new in new }
      child.standardOutput = FileHandle.nullDevice
      child.standardError = FileHandle.nullDevice
      try child.run()
      child.waitUntilExit()
      #expect(child.terminationStatus == 0)
      let lines = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").map {
        $0.split(separator: " ").map(String.init)
      }
      // Libraries that are built for one family pay no attention; then this is one more run of that one.
      try #require(lines.count == 3)
      return Bits(
        core: lines[0].first ?? "", own: Array(lines[1].dropFirst()),
        library: Array(lines[2].dropFirst()))
    }
  }

  /// Runs in a process of its own only, which `CoreDeterminismTests` starts.
  @Suite struct CoreDeterminismChild {
    @Test(
      .enabled(
        if: ProcessInfo.processInfo.environment[CoreDeterminismTests.outputVariable] != nil,
        "only as a child process of CoreDeterminismTests"))
    func writeDigests() throws {
      let output = try #require(
        ProcessInfo.processInfo.environment[CoreDeterminismTests.outputVariable])
      let run = DeterminismRun(architecture: "gpt2", layers: 1, policy: .nothing)
      let workers = [1, 2, 5].map { WorkerPool(threads: $0) }
      let builds = GEMMKernels.all.sorted { $0.key < $1.key }.map(\.value)
      let own =
        try GEMMKernels.fastest.map { fastest in
          try workers.map { try run.digest(ComputeContext(workers: $0, kernels: fastest)) }
        } ?? []
      let others = try builds.map {
        try run.digest(ComputeContext(workers: workers[1], kernels: $0))
      }
      let library = try workers.map { try run.digest(ComputeContext(workers: $0, kernels: nil)) }
      let text = [
        [LinearAlgebraLibrary.core], ["own"] + own + others, ["library"] + library,
      ].map { $0.joined(separator: " ") }.joined(separator: "\n")
      try Data(text.utf8).write(to: URL(filePath: output))
    }
  }
#endif
