import FPTTestSettings
import Foundation
import Testing

/// One content digest for each precision, whatever the kernels, the threads, the processes at once, and kills in between.
@Suite("Digests by kernels, threads, jobs, kills and precision")
struct KernelMatrixTests {
  /// How a run is made, other than by its script and its precision.
  struct Way: CustomTestStringConvertible, Sendable {
    var threads = 1
    var jobs = 1
    var isKilled = false

    var testDescription: String {
      "\(threads) threads, \(jobs) jobs\(isKilled ? ", killed" : "")"
    }

    static let all: [Way] =
      LongTests.areAsked
      ? [1, 2, 5].flatMap { threads in
        [1, 2].flatMap { jobs in
          [false, true].map { Way(threads: threads, jobs: jobs, isKilled: $0) }
        }
      } : [Way(), Way(threads: 2, isKilled: true), Way(threads: 5, jobs: 2)]
  }

  /// Causal and full attention and LSTM cells, with dropout; every parameter is trained.
  private static let script: String = {
    let models = [
      "GPT2(layers: 2, width: 48, heads: 3, init: random)",
      "BERT(layers: 1, width: 24, heads: 2, init: random)",
      "LSTM(layers: 1, width: 20)",
    ]
    let names = ["causal", "full", "recurrent"]
    return """
      experiment matrix { fpt: 1 }
      task xor = BitXOR(length: 9)
      \(zip(names, models).map { "model \($0) = \($1)" }.joined(separator: "\n"))
      freeze none = nothing
      train quick {
        optimizer: Adam(lr: 1e-3); batch: 4; steps: \(LongTests.areAsked ? 300 : 12); dropout: 0.1
        evaluate_every: 6; evaluate_batches: 1
      }
      \(names.map { "arm \($0)_arm { model: \($0); freeze: none; train: quick }" }
        .joined(separator: "\n"))
      measure accuracy = Accuracy(split: test, examples: 40)
      run main {
        axes { task: [xor]; arm: [\(names.map { $0 + "_arm" }.joined(separator: ", "))]; seed: 0..<1 }
        measure: [accuracy]
        keep: [weights]
      }
      """
  }()

  /// The names that `--kernels` takes on this processor, as the program says them.
  private func kernels(_ command: Command) throws -> [String] {
    let refused = try command.run("matrix.fpt", "--kernels", "none")
    #expect(refused.status != 0)
    let line = try #require(refused.messages.split(separator: "\n").first)
    let names = try #require(line.split(separator: ": ").last?.components(separatedBy: "can run "))
    return try #require(names.last).components(separatedBy: ", ")
  }

  private func digest(
    _ way: Way, _ kernels: String, _ precision: String, _ command: Command
  ) throws -> String {
    let name = "\(kernels)-\(precision)-\(way.threads)-\(way.jobs)-\(way.isKilled)"
    let arguments = [
      "matrix.fpt", "--kernels", kernels, "--set", "train.precision=\(precision)", "--threads",
      "\(way.threads)", "--jobs", "\(way.jobs)", "--store", "store-\(name)", "-o", "\(name).h5",
      "--checkpoint-every", "0",
    ]
    if way.isKilled {
      let running = try command.start(arguments)
      running.wait { running.messages.contains("started") }
      Thread.sleep(forTimeInterval: 0.15)
      running.send(SIGKILL)
      _ = try running.end()
    }
    let result = try command.start(arguments).end()
    #expect(result.status == 0, "\(name): \(result.messages.suffix(300))")
    return try #require(Command.digest(in: result.output))
  }

  @Test(arguments: ["float32", "bfloat16"])
  func oneDigest(precision: String) throws {
    let command = try Command()
    try command.write(Self.script, to: "matrix.fpt")
    var digests: [String: [String]] = [:]
    let tables = try kernels(command)
    for (index, table) in tables.enumerated() {
      // The last is what a run takes by itself. The others compute once, each in another way, unless long tests are asked for.
      let isEachWayTried = LongTests.areAsked || index == tables.count - 1
      for way in isEachWayTried ? Way.all : [Way.all[index % Way.all.count]] {
        let digest = try digest(way, table, precision, command)
        print("\(precision) \(table), \(way.testDescription): \(digest)")
        digests[digest, default: []].append("\(table), \(way.testDescription)")
      }
    }
    #expect(digests.count == 1, "\(digests)")
  }

  @Test("float32 and bfloat16 are different cells") func precisionIsPartOfACell() throws {
    let command = try Command()
    try command.write(TinyScript.text(seeds: "0..<1"), to: "tiny.fpt")
    let exact = try command.run("tiny.fpt")
    let rounded = try command.run("tiny.fpt", "--set", "train.precision=bfloat16", "-o", "b.h5")
    #expect(exact.status == 0 && rounded.status == 0)
    #expect(rounded.output.contains("1 cell computed, 0 from the store"))
    #expect(Command.digest(in: exact.output) != Command.digest(in: rounded.output))
  }
}
