import Foundation
import Testing

/// A model in a GGUF file, from the command line; `FPTLibTests/Fixtures/gguf/make.py` made it.
@Suite struct GGUFCommandTests {
  private static func command(weights: String, file: String = "llama.gguf") throws -> Command {
    let fixture = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "FPTLibTests/Fixtures/gguf/\(file)")
    let command = try Command()
    try command.write(Data(contentsOf: fixture), to: "w/\(file)")
    try command.write(
      """
      experiment quantized { fpt: 1; title: "Quantized" }
      task xor = BitXOR(length: 3)
      model m = Llama(weights: "\(weights)")
      freeze f = all except [input, output]
      train t { optimizer: Adam(lr: 1e-3); batch: 2; steps: 2; evaluate_every: 2; evaluate_batches: 1 }
      arm a { model: m; freeze: f; train: t }
      measure accuracy = Accuracy(split: test, examples: 4)
      run main { axes { arm: [a]; seed: 0..<1 }; task: xor; measure: [accuracy] }
      table "Accuracy" { of: main.accuracy; rows: arm; format: percent(1) }
      """, to: "quantized.fpt")
    return command
  }

  /// The file itself, and the folder that it is alone in, with the same cells.
  @Test func aRunOfItsWeights() throws {
    let command = try Self.command(weights: "./w/llama.gguf")
    let run = try command.run("quantized.fpt")
    #expect(run.status == 0, "\(run.messages)")
    let listed = try command.run("explain", "quantized.fpt", "--arm", "a")
    #expect(listed.output.contains("w/llama.gguf, prefix `model.`"), "\(listed.output)")
    let other = try Self.command(weights: "./w")
    let again = try other.run("quantized.fpt")
    #expect(again.status == 0, "\(again.messages)")
    let cells = try [command, other].map {
      try FileManager.default.contentsOfDirectory(atPath: $0.path("results/cells")).sorted()
    }
    #expect(cells[0] == cells[1] && !cells[0].isEmpty)
  }

  @Test(arguments: [
    ("./w/none.gguf", "llama.gguf", "cannot open"),
    ("./w/qwen3.gguf", "qwen3.gguf", "are of a Qwen3, and the model is declared Llama(…)"),
    ("./w/types.gguf", "types.gguf", "`general.architecture` should be one of"),
  ])
  func anErrorAtItsPlace(weights: String, file: String, expected: String) throws {
    let command = try Self.command(weights: weights, file: file)
    let checked = try command.run("check", "quantized.fpt")
    let text = checked.output + checked.messages
    #expect(checked.status != 0 && text.contains(expected), "\(text)")
  }
}
