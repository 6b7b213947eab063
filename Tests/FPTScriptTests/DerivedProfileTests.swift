import FPTCatalog
import Testing

@testable import FPTScript

/// A profile that is derived from another one.
@Suite struct DerivedProfileTests {
  private static func script(_ profiles: String) -> String {
    """
    experiment tiny { fpt: 1; title: "Tiny" }
    task xor = BitXOR(length: 5)
    model big = GPT2(layers: 4, width: 32, heads: 2, init: random)
    freeze fpt = all except [input, output]
    train quick { steps: 100; batch: 16 }
    measure accuracy = Accuracy(split: test)
    run main {
      axes { seed: 0..<3 }
      task: xor; model: big; freeze: fpt; train: quick; measure: [accuracy]
    }
    \(profiles)
    """
  }

  private func check(_ profiles: String, profile: String) -> CheckResult {
    FPTScript.check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": Self.script(profiles)]),
      schema: .current, profile: profile)
  }

  @Test func entriesOfTheBaseComeFirst() throws {
    let profiles = """
      profile laptop { train.steps: 10; seed: 0..<1; big.layers: 2 }
      profile causal = laptop with { train.steps: 20; big.width: 16 }
      profile longer = causal with { train.steps: 30 }
      profile same = laptop
      """
    for (name, steps, width) in [
      ("laptop", 10, 32), ("causal", 20, 16), ("longer", 30, 16), ("same", 10, 32),
    ] {
      let result = check(profiles, profile: name)
      #expect(result.diagnostics.isEmpty, "\(result.diagnostics.map(\.message))")
      let experiment = try #require(result.experiment)
      #expect(experiment.profile == name)
      let cells = experiment.runs.flatMap(\.cells)
      #expect(cells.count == 1)
      let cell = try #require(cells.first)
      #expect(cell.train.value["steps"] == .integer(steps), "\(name)")
      #expect(cell.model.value["width"] == .integer(width), "\(name)")
      #expect(cell.model.value["layers"] == .integer(2), "\(name)")
    }
  }

  @Test func theOriginIsTheProfileThatSaysIt() throws {
    let profiles = """
      profile laptop { train.steps: 10 }
      profile causal = laptop with { train.batch: 8 }
      """
    let experiment = try #require(check(profiles, profile: "causal").experiment)
    let cell = try #require(experiment.runs.first?.cells.first)
    func profile(_ field: String) -> String? {
      guard
        case .profile(let name, _)? = cell.train.value.fields.first(where: { $0.name == field })?
          .origin
      else { return nil }
      return name
    }
    #expect(profile("steps") == "laptop" && profile("batch") == "causal")
  }

  @Test func whatIsWrongIsSaid() {
    let wrong: [(profiles: String, message: String)] = [
      (
        "profile laptop { train.steps: 1 }\nprofile causal = labtop with { train.steps: 2 }",
        "no profile is called `labtop`"
      ),
      (
        "profile causal = quick with { train.steps: 2 }",
        "`quick` is a `train` declaration, not a profile"
      ),
      ("profile causal = 5", "a profile is derived from another profile"),
      ("profile causal = causal with { train.steps: 2 }", "`causal` is derived from itself"),
      ("profile a = b with { train.steps: 2 }\nprofile b = a", "`a` is derived from itself"),
      (
        "profile laptop { train.steps: 1 }\nprofile causal = laptop with { train.step: 2 }",
        "has no field `step`"
      ),
      (
        "profile laptop { train.steps: 1 }\nprofile causal = laptop { train.steps: 2 }",
        "a profile is declared with a block"
      ),
    ]
    for (profiles, message) in wrong {
      let messages = check(profiles, profile: profiles.contains("laptop") ? "laptop" : "causal")
        .diagnostics.filter { $0.severity == .error }.map(\.message)
      #expect(messages.filter { $0.contains(message) } != [], "\(profiles): \(messages)")
    }
  }
}
