import FPTLib
import Foundation
import Testing

/// The examples of docs/slurm.md for other engines than Slurm, as they stand there.
@Suite struct OtherEnginesTests {
  private static func example(_ language: String, after title: String) throws -> String {
    let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/slurm.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let rest = try #require(text.components(separatedBy: title).last)
    let block = try #require(rest.components(separatedBy: "```\(language)\n").dropFirst().first)
    return try #require(block.components(separatedBy: "\n```").first)
      .replacing("FILE.fpt", with: "tiny.fpt").replacing("--threads 4", with: "--threads 1")
      .replacing("threads: 4", with: "threads: 1").replacing("--jobs 8", with: "--jobs 3")
  }

  /// A program by its name on the path, or in the folder of a variable; nil where it is not installed.
  private static func path(of name: String, variable: String? = nil) -> String? {
    let environment = ProcessInfo.processInfo.environment
    let own = variable.flatMap { environment[$0] }.map { [$0] } ?? []
    let folders = own + (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    return folders.map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  static let parallel = path(of: "parallel")
  static let snakemake = path(of: "snakemake", variable: "FPT_TEST_SNAKEMAKE")

  /// A grid in which cells begin with the weights of another, in one run and by an engine: equal digests.
  private func compare(_ engine: (Command, [String: String]) throws -> Command.Result) throws {
    let command = try Command()
    try command.write(Self.grid, to: "tiny.fpt")
    _ = try command.shell("mkdir bin && ln -s \"$FPT\" bin/fpt-script")
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let result = try engine(command, ["PATH": command.path("bin") + ":" + path])
    #expect(result.status == 0, "\(result.output)\(result.messages)")
    let serial = try command.run("tiny.fpt", "--store", "serial", "-o", "serial.h5")
    let digest = try command.run("digest", "results/tiny.h5").output
    #expect(digest.contains(try #require(Command.digest(in: serial.output))), "\(result.messages)")
  }

  static let grid = """
    experiment tiny { fpt: 1; title: "Grid" }
    task two = BitXOR(length: 2)
    model fresh = GPT2(layers: 1, width: 8, heads: 2, init: random)
    model begun = GPT2(weights: pretrain(seed: 0))
    freeze fpt = all except [input, output, positions, layernorm]
    freeze none = nothing
    train quick {
      optimizer: Adam(lr: 1e-3); batch: 2; steps: 4; dropout: 0.1
      evaluate_every: 2; evaluate_batches: 1
    }
    measure accuracy = Accuracy(split: test, examples: 4)
    run main {
      axes { model: [fresh, begun]; seed: 0..<3 }
      task: two; freeze: fpt; train: quick; measure: [accuracy]
    }
    run pretrain {
      axes { seed: 0..<1 }
      task: two; model: fresh; freeze: none; train: quick; measure: [accuracy]; keep: [weights]
    }
    table "Accuracy" { of: main.accuracy; rows: model; show: [mean] }
    """

  @Test(.enabled(if: parallel != nil, "GNU Parallel is not installed: apt-get install parallel"))
  func gnuParallel() throws {
    try compare { command, environment in
      try command.shell(
        try Self.example("sh", after: "With GNU Parallel:"), environment: environment)
    }
  }

  @Test(.enabled(if: snakemake != nil, "Snakemake is not installed: pip install snakemake"))
  func aSnakefile() throws {
    try compare { command, environment in
      try command.write(try Self.example("python", after: "With Snakemake"), to: "Snakefile")
      return try command.shell(
        "'\(try #require(Self.snakemake))' --cores 2 --quiet all", environment: environment)
    }
  }
}
