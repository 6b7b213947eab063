import FPTLib
import Foundation
import Testing

/// A checkpoint of another model under GPT-2's name, from the command line.
@Suite struct ForeignWeightsCommandTests {
  private static func command(accept: String = "") throws -> Command {
    let command = try Command()
    try command.write(
      """
      {"model_type":"gpt2","n_layer":1,"n_embd":8,"n_head":2,"n_positions":16,"vocab_size":5,"alibi":true}
      """, to: "w/config.json")
    let own = GPT2(layers: 1, width: 8, heads: 2).extendingPositions(to: 0).parameters
    try SafetensorsWriter.write(
      own.filter(\.isRead).map { parameter in
        let shape = parameter.name == "wpe.weight" ? [16, 8] : parameter.shape
        return SafetensorsWriter.Tensor(
          name: parameter.name, shape: shape,
          values: .float32([Float](repeating: 0.1, count: shape.reduce(1, *))))
      } + [
        .init(name: "h.0.ls1.gamma", shape: [8], values: .float32(.init(repeating: 0.1, count: 8)))
      ],
      to: command.path("w/model.safetensors"))
    try command.write(
      """
      experiment foreign { fpt: 1; title: "Foreign" }
      task xor = BitXOR(length: 3)
      model m = GPT2(weights: "./w"\(accept))
      freeze f = all except [input, output]
      train t { optimizer: Adam(lr: 1e-3); batch: 2; steps: 2; evaluate_every: 2; evaluate_batches: 1 }
      arm a { model: m; freeze: f; train: t }
      measure accuracy = Accuracy(split: test, examples: 4)
      run main { axes { arm: [a]; seed: 0..<1 }; task: xor; measure: [accuracy] }
      table "Accuracy" { of: main.accuracy; rows: arm; format: percent(1) }
      """, to: "foreign.fpt")
    return command
  }

  @Test(arguments: [["check", "foreign.fpt"], ["plan", "foreign.fpt"], ["foreign.fpt"]])
  func isRefusedAtItsPlace(arguments: [String]) throws {
    let command = try Self.command()
    let result = try command.start(arguments).end()
    #expect(result.status == 2)
    let text = result.output + result.messages
    #expect(text.contains("`alibi` is true") && text.contains("accept: [alibi]"))
    #expect(text.contains("foreign.fpt:3:25"), "\(text)")
  }

  @Test func explainShowsWhatIsRefused() throws {
    let command = try Self.command(accept: ", accept: [alibi]")
    let text = try command.run("explain", "foreign.fpt", "--arm", "a")
    #expect(text.status == 1)
    #expect(text.output.contains("prefix ``"))
    #expect(text.output.contains("accepted key `alibi`: true"))
    #expect(text.output.contains("h.*.ls1.gamma"))
    let json = try command.run("explain", "foreign.fpt", "--arm", "a", "--json")
    #expect(json.output.contains("\"refused\"") && json.output.contains("h.0.ls1.gamma"))
  }

  @Test func whatIsAcceptedIsShown() throws {
    let command = try Self.command(accept: #", accept: [alibi, "h.*.ls1.gamma"]"#)
    let run = try command.run("foreign.fpt", "-o", "out.h5")
    #expect(run.status == 0, "\(run.messages)")
    let line = "model m ignores, by accept: alibi, h.*.ls1.gamma"
    #expect(run.output.contains(line))
    #expect(try command.run("show", "out.h5").output.contains(line))
    #expect(try command.run("report", "out.h5").status == 0)
    #expect(String(decoding: try command.contents("out.html"), as: UTF8.self).contains(line))
    let rerun = try command.run("rerun", "out.h5")
    #expect(rerun.status == 0, "\(rerun.output) \(rerun.messages)")
  }
}
