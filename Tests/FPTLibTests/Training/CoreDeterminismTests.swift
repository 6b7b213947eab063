#if os(Linux)
  import FPTEngine
  import Foundation
  import Testing

  @testable import FPTLib

  /// Kernels of the linear algebra library are chosen when a process starts, so every family has a process of its own: this
  /// test's own executable, told by its environment to run `CoreDeterminismChild` alone.
  @Suite("Bits under every family of kernels")
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

    @Test("do not depend on the number of threads, nor on who multiplies", arguments: cores)
    func threads(core: String) throws {
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
      let lines = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
      #expect(child.terminationStatus == 0)
      // Libraries that are built for one family pay no attention; then this is one more run of that one.
      print("asked for \(core), computed with \(lines.first ?? "nothing")")
      let digests = lines.dropFirst()
      #expect(digests.count == 5)
      #expect(Set(digests).count == 1, "\(digests)")
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
      // The last ones without and with the engine's own product, whatever the build.
      let digests =
        try [1, 2, 5].map { try run.digest(ComputeContext(threads: $0)) }
        + [nil, PanelOrder.terms].map {
          try run.digest(ComputeContext(workers: WorkerPool(threads: 2), panelTerms: $0))
        }
      let text = ([LinearAlgebraLibrary.core] + digests).joined(separator: "\n")
      try Data(text.utf8).write(to: URL(filePath: output))
    }
  }
#endif
