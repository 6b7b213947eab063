import FPTCatalog
import FPTLib
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// Experiments that read well and do not mean what they say: `check` and `plan` say the same of them, in the same place.
@Suite struct RefusalTests {
  private static let base = """
    experiment e { fpt: 1 }
    task bit = BitXOR(length: 2)
    model m = GPT2(layers: 2, width: 16, heads: 2, init: random)
    model n = BERT(layers: 4, width: 16, heads: 2, init: random)
    freeze f = all except [input, output]
    train t { steps: 20; batch: 2; evaluate_every: 2; evaluate_batches: 1 }
    measure acc = Accuracy(split: test, examples: 16)
    run main {
      axes { task: [bit]; model: [m, n]; seed: 0..<2 }
      freeze: f; train: t; measure: [acc]
    }
    table "T" { of: main.acc; rows: model; columns: task }
    """

  private struct Fault {
    var old: String
    var new: String
    var severity: Diagnostic.Severity
    var message: String
    /// What is underlined first; nil where nothing is.
    var place: String?
    var help: String?

    init(
      _ old: String, _ new: String, _ severity: Diagnostic.Severity, _ message: String,
      at place: String?, help: String? = nil
    ) {
      (self.old, self.new, self.severity) = (old, new, severity)
      (self.message, self.place, self.help) = (message, place, help)
    }
  }

  private static let faults = [
    // Freezing.
    Fault(
      "input, output", "output, \"h.*.nope\"", .error,
      "the pattern \"h.*.nope\" matches no parameter of model m (GPT2), n (BERT)",
      at: "\"h.*.nope\"", help: "near: `h.*.ln_1.bias`"),
    Fault(
      "input, output", "output, \"sequence_model.encoder.layr.*\"", .error,
      "matches no parameter of model m (GPT2), n (BERT)",
      at: "\"sequence_model.encoder.layr.*\"", help: "near: `sequence_model.encoder.layer."),
    Fault(
      "input, output", "output, \"h.*.ln_1.weight\"", .warning,
      "matches no parameter of model n (BERT), and does in another model of this policy",
      at: "\"h.*.ln_1.weight\""),
    Fault(
      "input, output", "layernorm(layers: last 99)", .error,
      "`layernorm(layers: last 99)` names more layers than there are in model m (GPT2), n (BERT)",
      at: "layernorm(layers: last 99)"),
    Fault(
      "input, output", "layernorm(layers: last 3)", .warning,
      "`layernorm(layers: last 3)` names more layers than there are in model m (GPT2)",
      at: "layernorm(layers: last 3)"),
    Fault(
      "input, output", "attention(layers: 3..<6)", .error, "names more layers than there are",
      at: "attention(layers: 3..<6)"),
    Fault(
      "input, output", "output, recurrent", .warning,
      "the group `recurrent` has no parameter in model m (GPT2), n (BERT)", at: "recurrent"),
    Fault(
      "all except [input, output]",
      "[all except [output] until 50%, all except [output, \"*.x\"]]", .error,
      "the pattern \"*.x\" matches no parameter", at: "\"*.x\""),
    Fault("freeze: f;", "freeze: all except [\"q\"];", .error, "the pattern \"q\"", at: "\"q\""),
    // Training and measures.
    Fault(
      "evaluate_every: 2", "evaluate_every: 1000", .error,
      "`evaluate_every` is 1000, and training ends after 20 steps", at: "1000"),
    Fault(
      "axes { task: [bit];", "axes { train.steps: [1]; task: [bit];", .warning,
      "`evaluate_every` is 2, and training ends after 1 step", at: "2"),
    Fault(
      "Accuracy(split: test, examples: 16)", "BitsPerByte(split: test)", .error,
      "BitsPerByte is a measure of a TextCorpus, and the task is BitXOR", at: "test"),
    Fault(
      "Accuracy(split: test, examples: 16)\n",
      "Accuracy(split: test, examples: 16)\nmeasure map = AttentionMap(layers: 7)\n", .error,
      "AttentionMap asks for layer 7",
      at: "7"),
    // Paths of the user's own, and names.
    Fault(
      "GPT2(layers: 2, width: 16, heads: 2, init: random)", "GPT2(weights: \"./nope\")", .error,
      "model m: ", at: "\"./nope\""),
    Fault(
      "GPT2(layers: 2, width: 16, heads: 2, init: random)", "GPT2(weights: \"folder\")", .error,
      "no weights are called `folder`", at: "\"folder\"",
      help: "there is a folder of this name: write \"./folder\""),
    Fault(
      "GPT2(layers: 2, width: 16, heads: 2, init: random)", "GPT2(weights: \"gtp2\")", .error,
      "no weights are called `gtp2`", at: "\"gtp2\"", help: "did you mean \"gpt2\"?"),
    Fault(
      "GPT2(layers: 2, width: 16, heads: 2, init: random)", "GPT2(weights: \"mnist\")", .error,
      "`mnist` is data, and no weights", at: "\"mnist\""),
    Fault(
      "heads: 2, init: random)\nmodel n", "heads: 2, init: random, adapter: \"a.st\")\nmodel n",
      .error, "a.st", at: "\"a.st\""),
    Fault(
      "BitXOR(length: 2)", "Tensors(file: \"no.h5\", inputs: \"x\", labels: \"y\")", .error,
      "no.h5", at: "\"no.h5\""),
    Fault(
      "BitXOR(length: 2)", "TextCorpus(files: [\"no.txt\"], tokens: 8)", .error, "no.txt",
      at: "[\"no.txt\"]"),
    Fault(
      "BitXOR(length: 2)",
      "TextCorpus(files: [\"some.txt\"], tokens: 8, tokenizer: \"symbols\")", .error, "symbols",
      at: "\"symbols\""),
    Fault(
      "BitXOR(length: 2)", "ListOps(source: \"lists\")", .error, "lists", at: "\"lists\""),
    Fault(
      "BitXOR(length: 2)", "RemoteHomology(file: \"p.fasta\")", .error, "p.fasta",
      at: "\"p.fasta\""),
    // Names that no results file takes.
    Fault(
      "table \"T\"", "table \"\(String(repeating: "t", count: 300))\"", .error,
      "the results cannot be stored", at: nil),
    // What can be fetched is no fault.
    Fault(
      "GPT2(layers: 2, width: 16, heads: 2, init: random)", "GPT2(weights: \"gpt2\")", .note,
      "not on this machine: `gpt2` (549 MB)", at: "\"gpt2\"",
      help: "get it with `fpt-script fetch gpt2`"),
    Fault(
      "BitXOR(length: 2)", "MNIST(patch: 7)", .note, "not on this machine: `mnist`",
      at: "bit"),
  ]

  @Test(arguments: faults.indices)
  func checkAndPlanSayTheSame(_ index: Int) throws {
    let fault = Self.faults[index]
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/folder", withIntermediateDirectories: true)
    try Data(String(repeating: "words ", count: 99).utf8)
      .write(to: URL(filePath: folder.path + "/some.txt"))
    var script = Self.base.replacing(fault.old, with: fault.new)
    if fault.new.contains("measure map") {
      script = script.replacing("measure: [acc]", with: "measure: [acc, map]")
    }
    #expect(script != Self.base)
    let result = check(path: "e.fpt", loader: InMemorySources(["e.fpt": script]), schema: .current)
    let experiment = try #require(
      result.experiment, "\(fault.new): \(result.diagnostics.map(\.message))")
    let assets = AssetStore(root: "/nonexistent")
    let found = ExperimentCheck(
      experiment, assets: assets, baseFolder: folder.path, threads: 1,
      rate: ProductRate(operationsPerSecond: 1e9)
    ).diagnostics
    let diagnostic = try #require(
      found.first { $0.severity == fault.severity && $0.message.contains(fault.message) },
      "\(fault.new): \(found.map(\.message))")
    if let help = fault.help {
      #expect(diagnostic.help?.hasPrefix(help) == true, "\(diagnostic.help ?? "no help")")
    }
    let place = diagnostic.labels.first.map { label in
      String(decoding: Array(script.utf8)[label.span.range], as: UTF8.self)
    }
    #expect(place == fault.place)

    var runner = ExperimentRunner(
      options: RunOptions(
        store: folder.path + "/cells", output: "", threads: 1, baseFolder: folder.path),
      assets: assets)
    if fault.severity == .error {
      let error = #expect(throws: PlanError.self) { try runner.plan(experiment) }
      #expect(error?.diagnostic == diagnostic)
    } else {
      let plan = try runner.plan(experiment)
      #expect(plan.warnings.contains(diagnostic) == (fault.severity == .warning))
    }
  }

  /// The whole path is a name in a results file.
  @Test func aPathOfPublishedValuesThatIsTooLongIsRefused() throws {
    let folder = try TemporaryFolder()
    let long = (0..<9).map { "folder-\($0)-with-a-long-name-of-its-own" }.joined(separator: "/")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/" + long, withIntermediateDirectories: true)
    try Data("row,column,value,unit,source,confidence\nm,bit,50,%,s,primary\n".utf8)
      .write(to: URL(filePath: "\(folder.path)/\(long)/v.csv"))
    let script =
      Self.base.replacing("columns: task }", with: "columns: task; against: pub }")
      + "\nreference pub = CSV(\"\(long)/v.csv\")"
    let result = check(path: "e.fpt", loader: InMemorySources(["e.fpt": script]), schema: .current)
    let experiment = try #require(result.experiment, "\(result.diagnostics.map(\.message))")
    let found = ExperimentCheck(
      experiment, assets: AssetStore(root: "/nonexistent"), baseFolder: folder.path, threads: 1,
      rate: ProductRate(operationsPerSecond: 1e9)
    ).diagnostics
    let message = "a stored name takes at most 255 bytes"
    #expect(found.contains { $0.severity == .error && $0.message.contains(message) })

    var runner = ExperimentRunner(
      options: RunOptions(
        store: folder.path + "/cells", output: "", threads: 1, baseFolder: folder.path),
      assets: AssetStore(root: "/nonexistent"))
    let error = #expect(throws: PlanError.self) { try runner.plan(experiment) }
    // It was met in no cell.
    #expect(error?.diagnosticOfCell.help == nil)
    #expect(error?.description.hasPrefix("the results cannot be stored: ") == true)
  }

  /// A profile that shortens training keeps its one evaluation at the end; what the command line sets late is told.
  @Test func shortenedTrainingIsNoFault() throws {
    let script = Self.base + "\nprofile short { train.steps: 1 }"
    let result = check(path: "e.fpt", loader: InMemorySources(["e.fpt": script]), schema: .current)
    let experiment = try #require(result.experiment)
    #expect(experiment.runs[0].cells[0].evaluatedTooLate == nil)
    let set = check(
      path: "e.fpt", loader: InMemorySources(["e.fpt": Self.base]), schema: .current,
      overrides: [Override(path: "train.steps", expression: "1")])
    #expect(try #require(set.experiment).runs[0].cells[0].evaluatedTooLate?.severity == .warning)
  }
}
