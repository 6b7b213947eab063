import FPTCatalog
import FPTLib
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// Checkpoints of others in an experiment: what is refused, what a model's `accept:` and `prefix:` overrule, and what cells they are.
@Suite struct ForeignWeightsTests {
  /// A folder `w` with GPT-2's configuration and tensors.
  private static func folder(
    members: String = "", prefixes: [String] = [""], others: [String] = []
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let path = folder.path + "/w"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let config = """
      {"model_type":"gpt2","n_layer":2,"n_embd":8,"n_head":2,"n_positions":16,"vocab_size":5\(members)}
      """
    try Data(config.utf8).write(to: URL(filePath: path + "/config.json"))
    let plain = try ModelConfiguration(path: path + "/config.json").accepting(["alibi"]).backbone()
    try SafetensorsWriter.write(
      prefixes.flatMap { prefix in
        plain.parameters.filter(\.isRead).map { parameter in
          let values = (0..<parameter.count).map { Float($0 % 7) / 10 - 0.3 }
          return SafetensorsWriter.Tensor(
            name: prefix + parameter.name, shape: parameter.shape, values: .float32(values))
        }
      } + others.map { .init(name: $0, shape: [1], values: .float32([0])) },
      to: path + "/model.safetensors")
    return folder
  }

  private static func script(_ fields: String) -> String {
    """
    experiment tiny { fpt: 1 }
    task xor = BitXOR(length: 3)
    model m = GPT2(weights: "./w"\(fields))
    freeze f = all except [input, output]
    train t { optimizer: Adam(lr: 1e-3); batch: 2; steps: 2; evaluate_every: 2; evaluate_batches: 1 }
    measure accuracy = Accuracy(split: test, examples: 4)
    run main { task: xor; model: m; freeze: f; train: t; measure: [accuracy] }
    """
  }

  private static func resolved(_ fields: String) throws -> ResolvedExperiment {
    let result = check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": script(fields)]), schema: .current)
    return try #require(result.experiment, "\(result.diagnostics.map(\.message))")
  }

  /// The one cell of the plan; nil with the reason where it is refused.
  private static func cell(
    _ fields: String, in folder: TemporaryFolder
  ) throws -> (identity: CellIdentity?, reason: String) {
    var runner = ExperimentRunner(
      options: RunOptions(
        store: "\(folder.path)/cells", output: "", threads: 1, baseFolder: folder.path),
      assets: AssetStore(root: "\(folder.path)/no-assets"))
    do {
      let cell = try #require(try runner.plan(resolved(fields)).cells.first)
      if case .unavailable(let reason) = cell.status { return (nil, reason) }
      return (cell.identity, "")
    } catch let error as PlanError {
      return (nil, error.reason)
    }
  }

  @Test func acceptingAKeyIsPartOfTheCell() throws {
    let folder = try Self.folder(members: #","alibi":true"#)
    let refused = try Self.cell("", in: folder)
    #expect(refused.identity == nil && refused.reason.contains("`alibi` is true"))
    for written in ["[alibi]", "alibi", #""alibi""#, #"["alibi"]"#] {
      let accepted = try Self.cell(", accept: \(written)", in: folder)
      #expect(
        accepted.identity?.configuration.contains(#""accept":["alibi"]"#) == true, "\(written)")
    }
    // It stands in what a person reads of the cell, too.
    let cell = try #require(try Self.resolved(", accept: [alibi]").runs.first?.cells.first)
    #expect(CellTrace(cell, sources: []).lines.contains { $0.path == "model.accept" })
  }

  @Test func acceptingWhatNothingRefusesIsAnError() throws {
    let folder = try Self.folder()
    let found = try Self.cell(#", accept: [alibi, "h.*.ls1.gamma"]"#, in: folder)
    #expect(found.identity == nil)
    #expect(found.reason.contains("`alibi`, `h.*.ls1.gamma`"))
    // A model of random values takes no tensor, and may come of one that accepts some.
    #expect(
      try Self.cell(#", accept: ["h.*.ls1.gamma"], init: random"#, in: folder).identity != nil)
  }

  /// A randomly initialized model has no checkpoint to choose from.
  @Test(arguments: [
    (#"prefix: "text""#, "`prefix` should be absent"),
    ("accept: [alibi]", "`accept` should be absent"),
    ("accept: [adapter]", ""),
  ])
  func aChoiceNeedsACheckpoint(field: String, expected: String) throws {
    let script = Self.script("").replacing(
      #"GPT2(weights: "./w")"#, with: "GPT2(layers: 1, width: 8, heads: 2, init: random, \(field))")
    let result = check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": script]), schema: .current)
    let found = ExperimentCheck(
      try #require(result.experiment), assets: AssetStore(root: "/nonexistent"), baseFolder: ".",
      threads: 1, rate: ProductRate(operationsPerSecond: 1e9)
    ).diagnostics.map(\.message)
    #expect(expected.isEmpty ? found.isEmpty : found.contains { $0.contains(expected) }, "\(found)")
  }

  @Test func acceptingTensorsIsPartOfTheCell() throws {
    let folder = try Self.folder(others: ["h.0.attn.q_norm.weight", "h.1.attn.q_norm.weight"])
    let refused = try Self.cell("", in: folder)
    #expect(refused.reason.contains("`h.0.attn.q_norm.weight`"))
    #expect(refused.reason.contains(#"accept: ["h.*.attn.q_norm.weight"]"#))
    let accepted = try Self.cell(#", accept: ["h.*.attn.q_norm.weight"]"#, in: folder)
    #expect(accepted.identity != nil)
  }

  /// Extents that contradict the tensors are found before anything is computed.
  @Test(arguments: [#""n_embd":16"#, #""n_positions":32"#, #""n_inner":8"#])
  func aConfigurationOfOtherExtentsIsRefused(member: String) throws {
    let folder = try Self.folder()
    let path = URL(filePath: folder.path + "/w/config.json")
    let text = String(decoding: try Data(contentsOf: path), as: UTF8.self)
    let key = try #require(member.split(separator: ":").first.map(String.init))
    let others = text.dropFirst().split(separator: ",").filter { !$0.hasPrefix(key) }
    try Data(("{\(member)," + others.joined(separator: ",")).utf8).write(to: path)
    let found = try Self.cell("", in: folder)
    #expect(found.identity == nil && found.reason.contains("should have shape"), "\(found.reason)")
  }

  @Test func aPrefixChoosesOneOfTwoModels() throws {
    let folder = try Self.folder(prefixes: ["student.", "teacher."])
    let refused = try Self.cell("", in: folder)
    #expect(refused.reason.contains("`student.` and `teacher.`"))
    let hashes = try ["student", "teacher."].map {
      try #require(try Self.cell(", prefix: \"\($0)\"", in: folder).identity).hash
    }
    #expect(hashes[0] != hashes[1])
    #expect(try Self.cell(#", prefix: "tutor""#, in: folder).reason.contains("tutor."))
  }

  @Test func fewerBlocksByLayersIsFine() throws {
    let folder = try Self.folder()
    #expect(try Self.cell(", layers: 1", in: folder).identity != nil)
    let more = try Self.folder(others: ["h.2.ln_1.weight"])
    #expect(try Self.cell(", layers: 1", in: more).reason.contains("3 blocks"))
  }

  /// Earlier versions computed these as the plain model: no store may serve what they kept.
  @Test(arguments: [
    (#","scale_attn_weights":false"#, 2), (#","scale_attn_by_inverse_layer_idx":true"#, 2),
    (#","is_causal":false"#, 2), ("", 1),
    (#","scale_attn_weights":true,"scale_attn_by_inverse_layer_idx":false,"is_causal":true"#, 1),
  ])
  func theVersionRisesWithTheMeaning(members: String, version: Int) throws {
    let identity = try Self.cell("", in: Self.folder(members: members)).identity
    let expected = #""constructor":"GPT2","fields":{},"version":\#(version)"#
    #expect(identity?.configuration.contains(expected) == true, "\(identity?.configuration ?? "")")
  }

  @Test func theListingShowsPrefixAndRoles() throws {
    let folder = try Self.folder(
      members: #","alibi":true"#, prefixes: ["transformer."],
      others: ["lm_head.weight", "transformer.h.0.attn.bias", "transformer.h.1.ls1.gamma"])
    let cell = try #require(try Self.resolved("").runs.first?.cells.first)
    let listing = try #require(
      try CheckpointListing(
        of: cell, assets: AssetStore(root: "/nonexistent"), baseFolder: folder.path))
    #expect(listing.prefix == "transformer.")
    func names(_ role: String) -> [String]? { listing.tensors.first { $0.role == role }?.names }
    #expect(names("used")?.count == 27)
    #expect(names("harmless") == ["transformer.h.0.attn.bias"])
    #expect(names("outside") == ["lm_head.weight"])
    #expect(names("refused") == ["transformer.h.1.ls1.gamma"])
    #expect(listing.keys.map(\.key) == ["alibi"] && listing.keys.allSatisfy { !$0.isAccepted })
    #expect(listing.text.contains("prefix `transformer.`"))
    #expect(listing.text.contains("transformer.h.*.ls1.gamma"))
  }
}

/// Trained parameters on another frozen base than their own.
@Suite struct AdapterBaseTests {
  private static func script(
    next: String, seeds: String = "0", freeze: String = "all except [input, output]"
  ) -> TinyExperiment {
    var experiment = TinyExperiment()
    experiment.script = """
      experiment tiny { fpt: 1 }
      task xor = BitXOR(length: 3)
      model fresh = BERT(layers: 1, width: 8, heads: 2, init: random)
      model other = \(next)
      freeze f = \(freeze)
      train t { optimizer: Adam(lr: 1e-3); batch: 2; steps: 2; evaluate_every: 2; evaluate_batches: 1 }
      measure accuracy = Accuracy(split: test, examples: 4)
      run main { axes { seed: 0..<1 }; task: xor; model: fresh; freeze: f; train: t; keep: [weights]; measure: [accuracy] }
      run next { axes { seed: [\(seeds)] }; task: xor; model: other; freeze: f; train: t; measure: [accuracy] }
      """
    return experiment
  }

  private static func reason(
    _ experiment: TinyExperiment, in folder: String
  ) throws -> String? {
    let result = check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": experiment.script]), schema: .current)
    var runner = ExperimentRunner(
      options: RunOptions(store: "\(folder)/cells", output: "", threads: 1, baseFolder: folder),
      assets: AssetStore(root: "\(folder)/no-assets"))
    do {
      let plan = try runner.plan(
        try #require(result.experiment, "\(result.diagnostics.map(\.message))"))
      for cell in plan.cells {
        if case .unavailable(let reason) = cell.status { return reason }
      }
      return nil
    } catch let error as PlanError {
      return error.reason
    }
  }

  static let model = "BERT(layers: 1, width: 8, heads: 2, init: random, adapter: "

  /// The cell's adapter, from the store and as a file.
  @Test(arguments: [true, false])
  func anotherSeedOfARandomBaseIsRefused(asFile: Bool) throws {
    let folder = try TemporaryFolder()
    let own = Self.script(next: Self.model + "main(seed: 0))")
    #expect(try Self.reason(own, in: folder.path) == nil)
    var adapter = "main(seed: 0)"
    if asFile {
      _ = try own.run(in: folder.path)
      let result = check(
        path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": own.script]), schema: .current)
      var runner = ExperimentRunner(
        options: RunOptions(
          store: "\(folder.path)/cells", output: "", threads: 1, baseFolder: folder.path),
        assets: AssetStore(root: "\(folder.path)/no-assets"))
      let plan = try runner.plan(try #require(result.experiment))
      let hash = try #require(plan.cells.first?.identity?.hash)
      try TrainedWeights(CellStore(folder: folder.path + "/cells").load(hash))
        .write(to: folder.path + "/trained.safetensors")
      adapter = #""trained.safetensors""#
    }
    #expect(try Self.reason(Self.script(next: Self.model + adapter + ")"), in: folder.path) == nil)
    let foreign = try Self.reason(
      Self.script(next: Self.model + adapter + ")", seeds: "1"), in: folder.path)
    #expect(
      foreign?.contains("another base: `seed` was 0 and is 1") == true, "\(foreign ?? "none")")
    let accepted = Self.script(next: Self.model + adapter + ", accept: [adapter])", seeds: "1")
    #expect(try Self.reason(accepted, in: folder.path) == nil)
  }

  /// Where every parameter was trained, there is no base.
  @Test func awholeModelHasNoBase() throws {
    let folder = try TemporaryFolder()
    let whole = Self.script(next: Self.model + "main(seed: 0))", seeds: "1", freeze: "nothing")
    #expect(try Self.reason(whole, in: folder.path) == nil)
  }

  @Test func anotherShapeOfRandomBaseIsRefused() throws {
    let folder = try TemporaryFolder()
    let other = "BERT(layers: 2, width: 8, heads: 2, init: random, adapter: main(seed: 0))"
    let reason = try Self.reason(Self.script(next: other), in: folder.path)
    #expect(reason?.contains("`model.layers` was 1 and is 2") == true, "\(reason ?? "none")")
  }
}
