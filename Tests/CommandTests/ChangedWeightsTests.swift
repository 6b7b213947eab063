import Foundation
import Testing

/// Weights that somebody writes to while a run uses them: nothing is stored that was computed with other values than its name says.
@Suite struct ChangedWeightsTests {
  private static func script(_ weights: String) -> String {
    TinyScript.text(
      steps: 4_000, seeds: "0..<2", model: "GPT2(weights: \"\(weights)\")")
  }

  /// Makes a folder of weights, `trained`.
  private func export(_ command: Command) throws {
    try command.write(
      TinyScript.text(
        seeds: "0..<1", model: "GPT2(layers: 2, width: 16, heads: 2, init: random)"),
      to: "first.fpt")
    #expect(try command.run("first.fpt", "-o", "first.h5").status == 0)
    let exported = try command.run(
      "export", "first.h5", "--weights", "seed=0", "--format", "transformers", "-o", "trained")
    try #require(exported.status == 0, "\(exported.messages)")
  }

  /// A run with such weights that has begun.
  private func started(_ command: Command) throws -> Running {
    try export(command)
    try command.write(Self.script("./trained"), to: "tiny.fpt")
    let running = try command.start(
      ["tiny.fpt", "--checkpoint-every", "1000", "--threads", "1", "-o", "out.h5"])
    running.wait { running.messages.contains("started") }
    Thread.sleep(forTimeInterval: 0.2)
    return running
  }

  private static let weights = "trained/model.safetensors"

  /// transformers computes with an adapter that lies beside the weights.
  @Test func withAnAdapterBesideThemAreRefused() throws {
    let command = try Command()
    try export(command)
    try command.write("{}", to: "trained/adapter_config.json")
    for (more, status) in [("", Int32(2)), (", accept: [\"adapter_config.json\"]", Int32(0))] {
      try command.write(
        Self.script("./trained").replacing("./trained\"", with: "./trained\"\(more)"),
        to: "tiny.fpt")
      let checked = try command.run("check", "tiny.fpt")
      #expect(checked.status == status, "\(checked.messages)")
      #expect(checked.messages.contains("has an adapter of PEFT") == (status == 2))
    }
  }

  @Test func areNoticedBeforeAnythingIsStored() throws {
    let command = try Command()
    let running = try started(command)
    let original = try command.contents(Self.weights)
    let file = try FileHandle(forUpdating: URL(filePath: command.path(Self.weights)))
    try file.seek(toOffset: UInt64(original.count / 2))
    try file.write(contentsOf: Data(repeating: 0x3F, count: 400))
    try file.close()
    let result = try running.end()
    #expect(result.status == 1, "\(result.messages)")
    #expect(result.messages.contains("it was changed while it was in use"), "\(result.messages)")
    try original.write(to: URL(filePath: command.path(Self.weights)))
    let plan = try command.run("plan", "tiny.fpt")
    #expect(!plan.output.contains(" done"), "\(plan.output)")
  }

  @Test func ofAnotherNameAndDateAreTheSame() throws {
    let command = try Command()
    let running = try started(command)
    let original = try command.contents(Self.weights)
    #expect(try command.shell("touch \(Self.weights); chmod 600 \(Self.weights)").status == 0)
    // Replaced by renaming, as careful programs do.
    try Data(original.reversed()).write(
      to: URL(filePath: command.path(Self.weights)), options: .atomic)
    let result = try running.end()
    #expect(result.status == 0, "\(result.messages)")
  }

  @Test func shortenedEndTheRunWithAWord() throws {
    let command = try Command()
    let running = try started(command)
    #expect(truncate(command.path(Self.weights), 0) == 0)
    let result = try running.end()
    #expect(result.status == 1, "\(result.messages)")
    #expect(
      result.messages.contains("was shortened while it was in use")
        || result.messages.contains("it was changed while it was in use"), "\(result.messages)")
    #expect(!result.messages.contains("crashed"))
  }
}
