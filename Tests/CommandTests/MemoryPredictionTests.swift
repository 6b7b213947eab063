import FPTLib
import FPTTestSettings
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
    /// Bytes of a number in the checkpoint `./w` of a GPT-2 that it reads; nil without one.
    var checkpointBytes: Int?
    var isTriedAlways = false
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

  /// Of the models without assets those that differ most, unless long tests are asked for.
  static let cases = allCases.filter { one in
    guard LongTests.areAsked || one.isTriedAlways else { return false }
    return one.assets.allSatisfy { asset in
      let files = try? FileManager.default.contentsOfDirectory(atPath: "\(dataFolder)/\(asset)")
      return (files ?? []).contains { $0.hasSuffix(".safetensors") || $0.hasSuffix(".gz") }
    }
  }

  private static let allCases =
    [
      Case(
        name: "GPT2 6 × 384, frozen, 60 tokens", task: "BitMemory(length: 200, patterns: 3)",
        model: "GPT2(layers: 6, width: 384, heads: 6, init: random)"),
      Case(
        name: "LSTM 3 × 256, full", task: "BitXOR(length: 2)", model: "LSTM(layers: 3, width: 256)",
        freeze: "nothing"),
      Case(
        name: "BERT 3 × 192, full", task: "BitXOR(length: 5)",
        model: "BERT(layers: 3, width: 192, heads: 6, init: random)", freeze: "nothing",
        isTriedAlways: true),
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
    + [4, 2].map { bytes in
      Case(
        name: "GPT2 8 × 512 of F\(8 * bytes), frozen", task: "BitXOR(length: 5)",
        model: "GPT2(weights: \"./w\")", checkpointBytes: bytes, isTriedAlways: bytes == 2)
    }

  /// Writes GPT-2's configuration and tensors of zeros.
  private static func writeCheckpoint(bytes: Int, in command: Command) throws {
    try command.write(
      """
      {"model_type":"gpt2","n_layer":8,"n_embd":512,"n_head":8,"n_positions":64,"vocab_size":5}
      """, to: "w/config.json")
    let model = GPT2(layers: 8, width: 512, heads: 8)
    var entries: [String] = []
    var end = 0
    for parameter in model.parameters where parameter.isRead {
      let shape = parameter.name == "wpe.weight" ? [64, 512] : parameter.shape
      let size = shape.reduce(bytes, *)
      entries.append(
        "\"\(parameter.name)\":{\"dtype\":\"F\(8 * bytes)\",\"shape\":\(shape),"
          + "\"data_offsets\":[\(end),\(end + size)]}")
      end += size
    }
    var header = "{" + entries.joined(separator: ",") + "}"
    header += String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    var file = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    file.append(Data(header.utf8))
    file.append(Data(count: end))
    try command.write(file, to: "w/model.safetensors")
  }

  private static func predicted(_ one: Case, _ command: Command) throws -> Int {
    let environment = one.assets.isEmpty ? [:] : ["FPT_DATA": Self.dataFolder]
    let plan = try command.start(
      ["plan", "memory.fpt", "--json", "--threads", "2"], environment: environment
    ).end()
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(plan.output.utf8)) as? [String: Any])
    let cells = try #require(object["cells"] as? [[String: Any]])
    return try #require(cells.first?["bytes"] as? Int)
  }

  /// The checkpoint's matrices take two bytes a number, and nothing else is different.
  @Test func halfPrecisionTakesHalfTheMemory() throws {
    let bytes = try Self.allCases.filter { $0.checkpointBytes != nil }.map { one in
      let command = try Command()
      try command.write(one.script, to: "memory.fpt")
      try Self.writeCheckpoint(bytes: one.checkpointBytes ?? 4, in: command)
      return try Self.predicted(one, command)
    }
    // Matrices of 12 · 512² numbers in each of 8 blocks; two bytes of each are not there. Whether a checkpoint is kept follows from the
    // machine's rate, and its copies take less than 2 MB.
    let saved = 2 * 8 * 12 * 512 * 512
    #expect(abs(bytes[0] - bytes[1] - saved) < saved / 20, "\(bytes)")
  }

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
    if let bytes = one.checkpointBytes { try Self.writeCheckpoint(bytes: bytes, in: command) }
    let environment = one.assets.isEmpty ? [:] : ["FPT_DATA": Self.dataFolder]
    let predicted = try Self.predicted(one, command)

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
