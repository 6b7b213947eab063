import Testing

@testable import FPTScript

/// The two files printed in the language's manual.
@Suite struct DesignFilesTests {
  @Test(arguments: ["table1.fpt", "rothermel.fpt"])
  func parsesWithoutErrors(_ name: String) throws {
    let (syntax, diagnostics) = parse(
      SourceFile(path: name, text: try Repository.fixture(name)))
    #expect(diagnostics.isEmpty, "\(diagnostics.map(\.message))")
    #expect(!syntax.items.isEmpty)
  }

  /// What later milestones bring is named honestly, and nothing else is reported.
  @Test func table1LacksOnlyTheUnbuilt() throws {
    let tasks =
      "task bit_memory = BitXOR()\ntask bit_xor = BitXOR()\ntask listops = BitXOR()\n"
      + "task mnist = MNIST()\ntask fashion_mnist = FashionMNIST()\ntask cifar10 = MNIST()\n"
      + "task cifar_lra = MNIST()\ntask homology = MNIST()\n"
    let result = checked(
      try Repository.fixture("table1.fpt"), files: ["common/tasks.fpt": tasks])
    #expect(result.errors.map(\.code) == [.unknownConstructor, .unknownConstructor])
    #expect(result.errors.allSatisfy { $0.message == "no model is called `LSTM`" })
  }

  @Test(arguments: [("laptop", 24), ("paper", 240)])
  func rothermelResolves(_ profile: String, _ cells: Int) throws {
    let tasks =
      "task listops = BitXOR()\ntask mnist = MNIST()\ntask cifar10 = MNIST()\n"
      + "task cifar_lra = MNIST()\ntask bit_xor = BitXOR()\ntask fashion_mnist = FashionMNIST()\n"
    let result = checked(
      try Repository.fixture("rothermel.fpt"), files: ["common/tasks.fpt": tasks],
      profile: profile)
    #expect(result.errors.isEmpty, "\(result.rendered)")
    let experiment = try #require(result.experiment)
    let run = try #require(experiment.runs.first)
    #expect(run.cells.count == cells)
    #expect(run.axes.map(\.name) == ["task", "model", "freeze", "train.optimizer.lr", "seed"])
    #expect(run.axes[3].points.first?.label == (profile == "laptop" ? "1e-4" : "1e-6"))
    let model = run.cells[0].model.value
    #expect(model.constructor == (profile == "laptop" ? "BERT" : "GPT2"))
    // `random` is derived again after the profile has changed `language`.
    let random = try #require(run.cells.first { $0.model.name == "random" })
    #expect(random.model.value.constructor == model.constructor)
    #expect(random.model.value["init"] == .symbol("random"))
    let steps = run.cells[0].train.value["steps"]
    #expect(steps == .integer(profile == "laptop" ? 200 : 300_000))
    #expect(experiment.changes.count == (profile == "laptop" ? 5 : 0))
  }
}
