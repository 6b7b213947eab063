import Foundation
import Testing

/// The commands on results files, as a user meets them.
@Suite struct ResultsCommandTests {
  /// A script whose table stands beside published values, with a declaration from a file in the folder above.
  private func parts(_ command: Command) throws {
    try command.write(
      "train quick { optimizer: Adam(lr: 1e-3); batch: 4; steps: 6; evaluate_every: 2 }\n",
      to: "lib/train.fpt")
    try command.write(
      "row,column,value,unit,source,confidence\nfpt,xor,75.0,%,somewhere,secondary\n",
      to: "experiments/paper.csv")
    let script = TinyScript.text(seeds: "0..<4")
    let start = try #require(script.range(of: "train quick {"))
    let end = try #require(script.range(of: "arm fpt"))
    try command.write(
      script.replacingCharacters(
        in: start.lowerBound..<end.lowerBound, with: "use \"../lib/train.fpt\"\n"
      ).replacingOccurrences(of: "columns: task;", with: "columns: task; against: paper;")
        + "\nreference paper = CSV(\"paper.csv\")\n", to: "experiments/tiny.fpt")
    for part in 1...2 {
      let result = try command.run(
        "experiments/tiny.fpt", "--shard", "\(part)/2", "--store", "s\(part)", "-o", "p\(part).h5")
      #expect(result.status == 0, "\(result.messages)")
      #expect(result.output.contains("2 cells computed, 0 from the store, 2 left out"))
    }
  }

  @Test func partsAreMergedComparedAndRunAgainElsewhere() throws {
    let command = try Command()
    try parts(command)
    let half = try command.run("merge", "p1.h5", "-o", "half.h5")
    #expect(half.output.contains("2 of 4 cells; the same command with more files adds the other 2"))
    let merged = try command.run("merge", "p2.h5", "p1.h5", "-o", "all.h5")
    #expect(merged.status == 0, "\(merged.messages)")
    let serial = try command.run("experiments/tiny.fpt", "--store", "s", "-o", "serial.h5")
    #expect(Command.digest(in: merged.output) == Command.digest(in: serial.output))
    let same = try command.run("diff", "serial.h5", "all.h5")
    #expect(same.status == 0 && same.output.hasPrefix("no difference: 4 cells"))
    let differs = try command.run("diff", "p1.h5", "all.h5")
    #expect(differs.status == 1 && differs.output.contains("2 cells the same, 0 differ"))

    for (input, output) in [("serial.h5", "a.h5"), ("all.h5", "b.h5")] {
      #expect(
        try command.run("export", input, "--without-provenance", "-o", output).status == 0)
    }
    #expect(try command.contents("a.h5") == command.contents("b.h5"))

    // Nothing but the file, which may not be written, in another folder.
    let elsewhere = try Command()
    try elsewhere.write(try command.contents("serial.h5"), to: "copy.h5")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o444], ofItemAtPath: elsewhere.path("copy.h5"))
    let again = try elsewhere.run("rerun", "copy.h5", "--threads", "3")
    #expect(again.status == 0, "\(again.messages)")
    #expect(again.output.contains("bit-identical: all 4 cells are, and so is the content digest"))
    #expect(try elsewhere.run("show", "copy.h5").output.contains("paper"))
    let left = try FileManager.default.contentsOfDirectory(atPath: elsewhere.folder)
    #expect(left.filter { !$0.hasPrefix(".") } == ["copy.h5"])
  }

  @Test func whatCannotBeMergedIsLeftAlone() throws {
    let command = try Command()
    try parts(command)
    try command.run(
      "experiments/tiny.fpt", "--set", "train.steps=4", "--store", "s3", "-o", "other.h5")
    let refused = try command.run("merge", "p1.h5", "other.h5", "-o", "all.h5")
    #expect(refused.status == 2)
    #expect(refused.messages.contains("p1.h5 and other.h5 are results of different plans"))
    #expect(refused.messages.contains("--set: (none) → train.steps=4"))
    #expect(!FileManager.default.fileExists(atPath: command.path("all.h5")))

    // The disk is full, as far as this process can tell: the old file stays, and no trace of the new one.
    try command.run("merge", "p1.h5", "-o", "all.h5")
    let before = try command.contents("all.h5")
    let full = try command.shell("ulimit -f 8; exec \"$FPT\" merge p1.h5 p2.h5 -o all.h5")
    #expect(full.status == 1)
    #expect(full.messages.contains("all.h5: cannot write it: it would be larger than files may be"))
    #expect(try command.contents("all.h5") == before)
    let names = try FileManager.default.contentsOfDirectory(atPath: command.folder)
    #expect(names.allSatisfy { !$0.hasSuffix(".tmp") && !$0.hasSuffix(".lock") }, "\(names)")
  }

  @Test func everyCommandThatPrintsHasJSON() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    let run = try command.run("tiny.fpt", "--json")
    #expect(try command.object(run.output)["computed"] as? Int == 2)
    let file = "results/tiny.h5"
    for arguments in [
      ["check", "tiny.fpt"], ["plan", "tiny.fpt"], ["show", file], ["digest", file],
      ["verify", file], ["diff", file, file], ["rerun", file], ["gc"], ["fetch", "--list"],
      ["merge", file, "-o", "merged.h5"], ["explain", "tiny.fpt", "--arm", "fpt"],
    ] {
      let result = try command.start(arguments + ["--json"]).end()
      #expect(result.status == 0, "\(arguments) \(result.messages)")
      #expect(throws: Never.self, "\(arguments)") {
        try JSONSerialization.jsonObject(with: Data(result.output.utf8))
      }
    }
  }

  @Test func tablesAreExported() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    try command.run("tiny.fpt")
    let csv = try command.run("export", "results/tiny.h5", "--tables", "csv")
    #expect(csv.output.hasPrefix("arm,task,mean,std,min,max,count,"))
    let latex = try command.run(
      "export", "results/tiny.h5", "--tables", "latex", "--table", "Accuracy", "-o", "t.tex")
    #expect(latex.status == 0)
    #expect(String(decoding: try command.contents("t.tex"), as: UTF8.self).contains("\\toprule"))
    let missing = try command.run(
      "export", "results/tiny.h5", "--tables", "csv", "--table", "Accurcy")
    #expect(missing.status == 2 && missing.messages.contains("did you mean “Accuracy”?"))
    let nothing = try command.run("export", "results/tiny.h5")
    #expect(nothing.status == 2 && nothing.messages.contains("say one of --weights CELL"))
  }

  static let hasTransformers = OtherReadersTests.succeeds(
    OtherReadersTests.python, ["-c", "import torch, transformers, safetensors"])

  /// The paper's wrapper, as its code builds it, takes the weights of a fully trained cell: every one, and none is left.
  @Test(
    .enabled(
      if: hasTransformers,
      "needs a Python with torch, transformers and safetensors in FPT_TEST_PYTHON"))
  func trainedWeightsLoadInPyTorch() throws {
    let command = try Command()
    try command.write(
      TinyScript.text(model: "GPT2(layers: 2, width: 16, heads: 2, init: random)")
        .replacingOccurrences(
          of: "all except [input, output, positions, layernorm]", with: "nothing"),
      to: "tiny.fpt")
    try command.run("tiny.fpt")
    let export = try command.run(
      "export", "results/tiny.h5", "--weights", "arm=fpt,seed=1", "-o", "w.safetensors")
    #expect(export.status == 0, "\(export.messages)")
    try command.write(
      """
      import torch, transformers
      from safetensors import safe_open
      from safetensors.torch import load_file

      class FPT(torch.nn.Module):
        def __init__(self, inputs, outputs, config):
          super().__init__()
          self.in_net = torch.nn.Sequential(torch.nn.Linear(inputs, config.n_embd))
          self.sequence_model = transformers.GPT2Model(config)
          self.out_net = torch.nn.Sequential(torch.nn.Linear(config.n_embd, outputs))

      weights = load_file("w.safetensors")
      config = transformers.GPT2Config(n_embd=16, n_layer=2, n_head=2)
      model = FPT(weights["in_net.0.weight"].shape[1], weights["out_net.0.weight"].shape[0], config)
      result = model.load_state_dict(weights, strict=False)
      print("unexpected", result.unexpected_keys)
      print("missing", [k for k in result.missing_keys if not k.endswith((".bias", ".masked_bias")) or "attn.bias" not in k])
      print("format", safe_open("w.safetensors", "pt").metadata()["format"])
      """, to: "load.py")
    let result = try command.shell("\(OtherReadersTests.python) load.py")
    #expect(
      result.output == """
        unexpected []
        missing ['sequence_model.wte.weight']
        format pt

        """, "\(result.output) \(result.messages)")
  }
}

extension Command {
  /// A JSON object.
  func object(_ text: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
  }
}
