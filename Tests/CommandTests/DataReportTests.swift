import Foundation
import Testing

@Suite("What was understood of the data")
struct DataReportTests {
  static func script(_ task: String) -> String {
    """
    experiment e { fpt: 1 }
    task mine = \(task)
    model m = GPT2(layers: 1, width: 16, heads: 2, init: random)
    freeze f = all except [input, output]
    train t { steps: 2; batch: 4; evaluate_every: 2; evaluate_batches: 1 }
    measure acc = Accuracy(split: train)
    run main { axes { task: [mine]; seed: 0..<1 }; model: m; freeze: f; train: t; measure: [acc] }
    table "T" { of: main.acc; rows: task; format: percent(1) }
    """
  }

  /// Forty proteins, of which each of the last ten repeats one of the first eleven.
  static func proteins() -> String {
    let letters = Array("ACDEFGHIKLMNPQRSTVWY")
    let rows = (0..<40).map { index in
      let protein = index < 30 ? index : index - 29
      return
        "MK\(letters[protein % 20])\(letters[protein / 20])\t\(index % 2 == 0 ? "alpha" : "beta")"
    }
    return (["sequence\tlabel"] + rows).joined(separator: "\n") + "\n"
  }

  @Test("plan tells shape, classes and duplicates; a run tells its warnings alone")
  func plan() throws {
    let command = try Command()
    try command.write(Self.proteins(), to: "p.tsv")
    try command.write(
      Self.script("RemoteHomology(file: \"p.tsv\", length: 16, classes: 3)"), to: "e.fpt")
    let plan = try command.run("plan", "e.fpt")
    #expect(plan.status == 0)
    for line in [
      "mine: 32 training, 4 validation and 4 test examples of 16 tokens, vocabulary 30",
      "2 of 3 classes: alpha 20, beta 20", "7 of 32 training examples repeat",
      "warning: 1 of 4 validation examples are also training examples: duplicates",
    ] { #expect(plan.output.contains(line), "\(line)\n\(plan.output)") }

    let json = try command.run("plan", "e.fpt", "--json")
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    let data = try #require((object?["data"] as? [[String: Any]])?.first)
    #expect(data["tasks"] as? [String] == ["mine"])
    #expect(data["examples"] as? [String: Int] == ["train": 32, "validation": 4, "test": 4])
    #expect(
      (data["class_counts"] as? [[String: Any]])?.map { $0["name"] as? String } == [
        "alpha", "beta",
      ])
    #expect((data["warnings"] as? [String])?.count == 3)

    let run = try command.run("e.fpt")
    #expect(run.status == 0)
    #expect(run.messages.contains("warning: mine: 1 of 4 test examples are also training examples"))
    #expect(!run.messages.contains("2 of 3 classes"))
  }

  @Test("a name of a class moves no cursor, and has no more room than others")
  func names() throws {
    let command = try Command()
    let text = Self.proteins().replacing("alpha", with: "a\u{1B}[2J")
      .replacing("beta", with: String(repeating: "b", count: 50_000))
    try command.write(text, to: "p.tsv")
    try command.write(
      Self.script("RemoteHomology(file: \"p.tsv\", length: 16, classes: 3)"), to: "e.fpt")
    let plan = try command.run("plan", "e.fpt")
    #expect(plan.status == 0, "\(plan.messages)")
    #expect(!plan.output.contains("\u{1B}") && plan.output.contains("a\u{241B}[2J 20"))
    #expect(plan.output.contains("bbb… 20") && plan.output.utf8.count < 5_000)
  }

  @Test("what a scan found is kept, whatever becomes of the file that keeps it")
  func kept() throws {
    let command = try Command()
    try command.write(Self.proteins(), to: "p.tsv")
    try command.write(
      Self.script("RemoteHomology(file: \"p.tsv\", length: 16, classes: 3)"), to: "e.fpt")
    let first = try command.run("plan", "e.fpt", "--json").output
    let folder = command.path("results/cells/scans")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.count == 1)
    for bytes in ["", "{", "[]", "\u{0}\u{1}"] {
      try command.write(bytes, to: "results/cells/scans/\(names[0])")
      let again = try command.run("plan", "e.fpt", "--json")
      #expect(again.status == 0)
      #expect(try Self.data(again.output) == Self.data(first))
    }
  }

  private static func data(_ json: String) throws -> NSArray? {
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    return (object?["data"] as? NSArray)
  }
}
