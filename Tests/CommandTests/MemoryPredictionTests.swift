import Foundation
import Testing

/// Predicted peak memory against that of a process that computes the cell.
@Suite(.serialized) struct MemoryPredictionTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var task: String
    var model: String
    var freeze = "all except [input, output, positions, layernorm]"
    var dropout = 0.1
    /// Assets that it reads.
    var assets: [String] = []
    var testDescription: String { name }

    var script: String {
      """
      experiment memory { fpt: 1; title: "Memory" }
      task t = \(task)
      model m = \(model)
      freeze f = \(freeze)
      train quick { batch: 16; dropout: \(dropout); steps: 3; evaluate_every: 3; evaluate_batches: 2 }
      measure accuracy = Accuracy(split: test, examples: 40)
      measure curve = LearningCurve(of: [loss, accuracy], splits: [train, test])
      run main {
        task: t; model: m; freeze: f; train: quick; axes { seed: 0..<1 }
        measure: [accuracy, curve]; keep: [weights]
      }
      """
    }
  }

  static let cases = allCases.filter { one in
    one.assets.allSatisfy { asset in
      let files = try? FileManager.default.contentsOfDirectory(atPath: "\(dataFolder)/\(asset)")
      return (files ?? []).contains { $0.hasSuffix(".safetensors") || $0.hasSuffix(".gz") }
    }
  }

  private static let allCases = [
    Case(
      name: "GPT2 6 × 384, frozen, 60 tokens", task: "BitMemory(length: 200, patterns: 3)",
      model: "GPT2(layers: 6, width: 384, heads: 6, init: random)"),
    Case(
      name: "LSTM 3 × 256, full", task: "BitXOR(length: 2)", model: "LSTM(layers: 3, width: 256)",
      freeze: "nothing"),
    Case(
      name: "BERT 3 × 192, full", task: "BitXOR(length: 5)",
      model: "BERT(layers: 3, width: 192, heads: 6, init: random)", freeze: "nothing"),
    Case(
      name: "MiniLM, frozen, Bit XOR", task: "BitXOR(length: 5)",
      model: "BERT(weights: \"minilm\")", assets: ["minilm"]),
    Case(
      name: "MiniLM, frozen, Fashion-MNIST", task: "FashionMNIST(patch: 7)",
      model: "BERT(weights: \"minilm\")", assets: ["minilm", "fashion-mnist"]),
    Case(
      name: "GPT2 1 × 256, output alone, features kept", task: "FashionMNIST(patch: 7)",
      model: "GPT2(layers: 1, width: 256, heads: 4, init: random)", freeze: "all except [output]",
      dropout: 0, assets: ["fashion-mnist"]),
  ]

  /// The data folder of whoever runs the tests.
  private static var dataFolder: String {
    let environment = ProcessInfo.processInfo.environment
    return environment["FPT_DATA"] ?? (environment["HOME"] ?? "") + "/.local/share/fpt-script"
  }

  private static var hasProc: Bool { FileManager.default.fileExists(atPath: "/proc/self/status") }

  /// Within ten percent.
  @Test(
    .enabled(if: hasProc, "the system does not say how much memory a process took"),
    arguments: cases)
  func predictionHolds(_ one: Case) throws {
    let command = try Command()
    try command.write(one.script, to: "memory.fpt")
    let environment = one.assets.isEmpty ? [:] : ["FPT_DATA": Self.dataFolder]
    let plan = try command.start(
      ["plan", "memory.fpt", "--json", "--threads", "2"], environment: environment
    ).end()
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(plan.output.utf8)) as? [String: Any])
    let cells = try #require(object["cells"] as? [[String: Any]])
    let predicted = try #require(cells.first?["bytes"] as? Int)

    // Watched from outside, a short peak can be missed on a busy machine.
    var measured = 0
    for store in ["one", "two"] where !(0.9...1.1).contains(Double(predicted) / Double(measured)) {
      let running = try command.start(
        ["run", "memory.fpt", "--threads", "2", "--store", store], environment: environment)
      while running.isRunning {
        measured = max(measured, running.peakBytes ?? 0)
        Thread.sleep(forTimeInterval: 0.002)
      }
      let result = try running.end()
      #expect(result.status == 0, "\(result.messages)")
    }
    let ratio = Double(predicted) / Double(measured)
    print(
      "\(one.name): predicted \(predicted / 1_000_000) MB, measured \(measured / 1_000_000) MB")
    #expect((0.9...1.1).contains(ratio), "predicted \(predicted), measured \(measured)")
  }
}

extension Running {
  /// The most memory that it has had resident so far; nil once it has ended.
  fileprivate var peakBytes: Int? {
    let path = "/proc/\(processIdentifier)/status"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    return kibibytes * 1_024
  }
}
