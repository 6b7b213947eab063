import Foundation
import Testing

/// Results as tables for other programs.
@Suite struct ExportTests {
  private static let file = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/results/version1/everything.h5").path

  @Test func oneTableAFile() throws {
    let command = try Command()
    for (option, name, lines) in [
      ("--tables", "out/Test accuracy _ best rate.csv", 3), ("--cells", "out/cells of main.csv", 5),
      ("--curves", "out/curves of main.csv", 17),
    ] {
      let result = try command.run("export", Self.file, option, "csv", "-o", "out")
      #expect(result.status == 0, "\(result.messages)")
      #expect(result.output == name + "\n")
      let text = String(decoding: try command.contents(name), as: UTF8.self)
      #expect(text.split(separator: "\n").count == lines, "\(text)")
    }
    let cells = String(decoding: try command.contents("out/cells of main.csv"), as: UTF8.self)
    #expect(
      cells.hasPrefix(
        "task,arm,train.optimizer.lr,seed,hash,state,steps,seconds,numerics,accuracy,message\n"))
  }

  @Test func manyTablesAreNoOneTable() throws {
    let command = try Command()
    try command.write(
      TinyScript.text() + "\ntable \"By seed\" { of: main.accuracy; rows: seed; columns: task }\n",
      to: "tiny.fpt"
    )
    let made = try command.run("tiny.fpt")
    try #require(made.status == 0, "\(made.messages)")
    let stream = try command.run("export", "results/tiny.h5", "--tables", "csv")
    #expect(stream.status == 2)
    #expect(stream.messages.contains("-o FOLDER writes a file for each"))
    let file = try command.run("export", "results/tiny.h5", "--tables", "csv", "-o", "all.csv")
    #expect(file.status == 2 && file.messages.contains("-o FOLDER"))
    let texts = try command.run("export", "results/tiny.h5", "--tables", "latex", "-o", "all.tex")
    #expect(texts.status == 0 && texts.output == "all.tex\n", "\(texts.messages)")
    let one = try command.run(
      "export", "results/tiny.h5", "--tables", "csv", "--table", "Accuracy", "-o", "one.csv")
    #expect(one.status == 0 && one.output == "one.csv\n", "\(one.messages)")
    let files = try command.run("export", "results/tiny.h5", "--tables", "csv", "-o", "out")
    #expect(
      files.status == 0 && files.output.split(separator: "\n").count == 2, "\(files.messages)")
  }

  @Test(
    arguments: [
      (["show", "--cells", "--source"], "say one of --cells, --source and --provenance"),
      (["export", "--cells", "csv"], "say with -o which folder to write"),
      (["export", "--script", "a", "-o", "b"], "-o has no place here"),
      (["export", "--anonymous", "--script", "a"], "say one of --weights"),
      (["export", "--cells", "json", "-o", "out"], "json"),
      (
        ["export", "--weights", "a", "--format", "gguf", "-o", "out"],
        "Please provide one of 'safetensors' and 'transformers'"
      ),
      (
        ["export", "--cells", "csv", "--format", "transformers", "-o", "out"],
        "--format belongs to --weights"
      ),
      (
        ["export", "--weights", "a", "--store", "cells", "-o", "out"],
        "--store belongs to --format transformers"
      ),
    ])
  func argumentsThatContradict(arguments: [String], message: String) throws {
    let command = try Command()
    let result = try command.start(
      [arguments[0], Self.file] + arguments.dropFirst()
    ).end()
    #expect(result.status == 2)
    #expect(result.messages.contains(message), "\(result.messages)")
  }

  /// A folder for `from_pretrained`, which an experiment takes as weights again.
  @Test func aModelForTransformers() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    let made = try command.run("tiny.fpt")
    try #require(made.status == 0, "\(made.messages)")
    let words = ["results/tiny.h5", "--weights", "seed=1", "--format", "transformers", "-o"]
    for _ in 0..<2 {
      let result = try command.start(["export"] + words + ["models/tiny"]).end()
      #expect(result.status == 0 && result.output == "models/tiny\n", "\(result.messages)")
    }
    let page = String(decoding: try command.contents("models/tiny/README.md"), as: UTF8.self)
    #expect(page.contains("AutoModel.from_pretrained(folder)") && page.contains("Experiment: Tiny"))
    try command.write(
      TinyScript.text(model: "BERT(weights: \"./models/tiny\")"), to: "again.fpt")
    let again = try command.run("again.fpt")
    #expect(again.status == 0, "\(again.messages)")
    let taken = try command.start(["export"] + words + ["results"]).end()
    #expect(taken.status == 2, "\(taken.messages)")
    #expect(taken.messages.contains("no folder of an earlier export"), "\(taken.messages)")
  }

  @Test func whatIsBehindTheNotebook() throws {
    let command = try Command()
    let source = try command.run("show", Self.file, "--source")
    #expect(source.output.hasPrefix("── everything.fpt\n/// # Something of everything\n"))
    #expect(source.output.contains("── published.csv\nrow,column,value"))
    let cells = try command.run("show", Self.file, "--cells", "--json")
    #expect(cells.status == 0 && cells.output.contains("\"numerics\" : 5"))
    let provenance = try command.run("show", Self.file, "--provenance")
    #expect(provenance.output.contains("its cells"))
    let trace = try command.run(
      "explain", Self.file, "--cell", "arm=full,train.optimizer.lr=1e-2")
    #expect(
      trace.status == 0 && trace.output.contains("train.optimizer.beta1"), "\(trace.messages)")
    let hash = try #require(
      try command.run("show", Self.file, "--cells").output.split(separator: "\n").last?
        .split(separator: " ").first { $0.count == 12 })
    let same = try command.run("explain", Self.file, "--cell", String(hash))
    #expect(same.output == trace.output)
    let wrong = try command.run("explain", Self.file, "--cell", "arm=ful")
    #expect(wrong.status == 2 && wrong.messages.contains("did you mean"), "\(wrong.messages)")
  }

  /// What a file of others says moves no cursor and changes no color.
  @Test func textsOfOthersStayText() throws {
    let command = try Command()
    try command.write(
      TinyScript.text(extra: "// \u{1B}[2J\u{1B}]0;owned\u{7}"), to: "tiny.fpt")
    let made = try command.run("tiny.fpt")
    try #require(made.status == 0, "\(made.messages)")
    for arguments in [
      ["show", "results/tiny.h5", "--source"], ["show", "results/tiny.h5", "--cells"],
      ["show", "results/tiny.h5", "--provenance"], ["diff", "results/tiny.h5", Self.file],
    ] {
      let result = try command.start(arguments).end()
      #expect(!(result.output + result.messages).contains("\u{1B}"), "\(arguments)")
    }
    // The exact text is that of the file.
    let script = try command.run("export", "results/tiny.h5", "--script", "out")
    #expect(script.status == 0)
    #expect(try command.contents("out/tiny.fpt") == command.contents("tiny.fpt"))
  }
}
