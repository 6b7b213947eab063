import ArgumentParser
import Foundation

/// The table of training steps.
struct StepsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "steps",
    abstract:
      "Times a training step of each case beside OpenBLAS's products and PyTorch (the default).",
    discussion: """
      A case is timed in rounds, each of which times all contenders one after the other, each in a process of its own. Times are \
      the best of all rounds and ratios those of the best; those of the medians stand in parentheses.
      """)

  @OptionGroup var engine: EngineArguments

  @Option(
    name: .customLong("case"),
    help: "Only the cases whose names contain these words; may be repeated.")
  var cases: [String] = []

  @Option(help: "Rounds of each case.") var rounds = 5

  @Option(help: "A Python with torch and transformers; without it, PyTorch is left out.")
  var python: String?

  @Option(help: "Another build of this program, timed in the same rounds.")
  var beside: String?

  @Option(help: "A folder for steps.md, steps.json and steps.csv.") var folder: String?

  func run() throws {
    let pytorch = try python.map { path in
      guard let pytorch = PyTorch(python: path) else {
        throw ValidationError("--python \(path): it has no torch and transformers")
      }
      return pytorch
    }
    let timer = StepTimer(
      engine: engine, rounds: rounds, pytorch: pytorch, otherBuild: beside)
    var conditions = Conditions(
      kernels: try engine.table().name, threads: engine.threads, rounds: rounds,
      pytorch: pytorch?.version)
    let chosen = StepCase.all.filter { row in
      cases.isEmpty || cases.contains { row.name.contains($0) }
    }
    var rows: [StepRow] = []
    for row in chosen {
      FileHandle.standardError.write(Data("\(row.name) …\n".utf8))
      rows.append(try timer.time(row))
    }
    conditions.loadAfter = Conditions.load
    let table = StepTable(conditions: conditions, rows: rows)
    print(table.text)
    if let folder { try write(table, to: URL(filePath: folder)) }
  }

  private func write(_ table: StepTable, to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let data = StepData(table)
    try Data(table.text.utf8).write(to: folder.appending(path: "steps.md"))
    try (data.json() + Data("\n".utf8)).write(to: folder.appending(path: "steps.json"))
    try Data(data.csv().utf8).write(to: folder.appending(path: "steps.csv"))
  }
}
