import Foundation
import Testing

/// `precision` of `train` on the command line.
@Suite struct PrecisionTests {
  @Test func aCellInBFloat16IsPlannedRunAndShown() throws {
    let command = try Command()
    try command.write(TinyScript.text(steps: 4, seeds: "0..<1"), to: "tiny.fpt")
    let plain = try command.run("tiny.fpt")
    #expect(plain.status == 0, "\(plain.messages.prefix(300))")
    let change = ["--set", "train.precision=bfloat16"]
    let plan = try command.start(["plan", "tiny.fpt"] + change).end()
    #expect(plan.status == 0)
    #expect(plan.output.contains("train.precision float32 → bfloat16"), "\(plan.output)")
    let run = try command.start(["tiny.fpt", "-o", "rounded.h5"] + change).end()
    #expect(run.status == 0, "\(run.messages.prefix(300))")
    let again = try command.run("rerun", "rounded.h5")
    #expect(again.status == 0, "\(again.messages.prefix(300))")
    let difference = try command.run("diff", "results/tiny.h5", "rounded.h5")
    #expect(difference.output.contains("bfloat16"), "\(difference.output.prefix(600))")
  }

  @Test(arguments: [
    ("bfloat17", "no precision is called `bfloat17`", "did you mean `bfloat16`?"),
    ("16", "precision", "float32"),
  ])
  func anUnknownPrecisionIsRefused(value: String, message: String, help: String) throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    let result = try command.run("check", "tiny.fpt", "--set", "train.precision=\(value)")
    #expect(result.status == 2)
    #expect(result.messages.contains(message), "\(result.messages)")
    #expect(result.messages.contains(help), "\(result.messages)")
  }
}
