import Foundation
import Testing

/// Slips on the command line: one error each, status 2, and what was meant where that can be guessed.
@Suite struct ArgumentTests {
  @Test(
    arguments: [
      ([], "SUBCOMMANDS"),
      (["tiny.fpt", "--no-such-option"], "error: unknown option '--no-such-option'"),
      (["tiny.fpt", "--thread", "2"], "Did you mean '--threads'"),
      (["tiny.fpt", "--threads", "0"], "error: --threads is a number from 1 to 1024; found 0"),
      (["tiny.fpt", "--threads", "two"], "'two' is invalid for '--threads"),
      (["tiny.fpt", "--seed", "-1"], "'-1' is invalid for '--seed"),
      (["tiny.fpt", "--checkpoint-every", "-1"], "found -1.0"),
      (["tiny.fpt", "--profile", "laptop"], "no profile is called `laptop`"),
      (["tiny.fpt", "--set", "train.steps"], "--set needs PATH=VALUE"),
      (["tiny.fpt", "--set", "train.stepz=5"], "did you mean `steps`?"),
      (["tiny.fpt", "--set", "quik.steps=5"], "did you mean `quick`?"),
      (["tinny.fpt"], "error: there is no file `tinny.fpt`\nhelp: did you mean `tiny.fpt`?\n"),
      (["tiny"], "did you mean `tiny.fpt`?"),
      (
        ["shwo", "tiny.h5"],
        "error: there is no command and no file called `shwo`\nhelp: did you mean `show`?"
      ),
      (["."], "cannot be read: it is a folder"),
      ([""], "there is no command and no file called ``"),
      (["check", ""], "cannot be read: its name is empty"),
      (["pipe.fpt"], "cannot be read: it is no ordinary file"),
      (["circle.fpt"], "cannot be read: Too many levels of symbolic links"),
      (["results.h5"], "it is a results file; `fpt-script show results.h5` shows"),
      (["binary.fpt"], "is not text in UTF-8 (byte 2)"),
      (["show"], "error: missing expected argument '<file>'"),
      (["fetch", "miniml"], "error: no asset is called `miniml`\nhelp: did you mean `minilm`?\n"),
      (["fetch"], "name an asset"),
      (["fetch", "--lst"], "unknown option '--lst'. Did you mean '--list'?"),
      (
        ["export", "results.h5", "--tabels", "csv"],
        "unknown option '--tabels'. Did you mean '--tables'?"
      ),
      (["export", "results.h5", "--table", "t"], "say one of --weights CELL"),
      (["explain", "FPT9999"], "FPT9999"),
      (["explain", "stepz"], "error: nothing is known of `stepz`\nhelp: did you mean `steps`?\n"),
      (["explain", "tiny.fpt", "--armm", "fpt"], "unknown option '--armm'"),
      (["tiny.fpt", "--set", "steps=50"], "did you mean `train.steps`"),
      (
        ["tiny.fpt", "--set", "train.steps=fifty"],
        "`steps` expects a whole number, found the name `fifty`"
      ),
      (
        ["show", "tiny.fpt"],
        "error: tiny.fpt is an experiment, not its results\nhelp: `fpt-script tiny.fpt` computes"
      ),
      (
        ["show", "resalts.h5"],
        "error: there is no file `resalts.h5`\nhelp: did you mean `results.h5`?"
      ),
      (["show", "."], ". is a folder, not a results file"),
    ] as [([String], String)])
  func wrongArguments(arguments: [String], expected: String) throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    try command.write(.init([0x61, 0x62, 0xFF, 0xFE]), to: "binary.fpt")
    try command.write(.init([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]), to: "results.h5")
    #expect(mkfifo(command.path("pipe.fpt"), 0o600) == 0)
    #expect(symlink("circle.fpt", command.path("circle.fpt")) == 0)
    let result = try command.start(arguments).end()
    #expect(result.status == 2)
    #expect(result.messages.contains(expected), "\(result.messages)")
    #expect(result.output.isEmpty)
  }

  /// A word of the language, a field, a symptom, an option: each is found under what people call it.
  @Test(arguments: [
    (["train.steps"], "Gradient steps."), (["lr"], "`train.optimizer.lr`"),
    (["layernorm"], "a parameter group"),
    (["freeze"], "layernorm(layers: last 2)".replacing("layernorm", with: "input")),
    (["loss", "is", "nan"], "smaller"), (["loss is nan"], "`diverged`"),
    (["diverged"], "`diverged`"),
    (["out", "of", "memory"], "--jobs"), (["slow"], "--profile"),
    (["different digest"], "numerics"),
    (["frozen"], "2103.05247"), (["universal computation"], "text"),
    (["homology"], "RemoteHomology"),
    (["--jobs"], "Cells at once"), (["show"], "a command"), (["CSV"], "confidence"),
    (["convergence"], "`StepsTo`"), (["ci95"], "Student's t interval of the mean"),
    (["heat"], "a color for each pair of values"), (["statistics"], "an initialization"),
    (["bitxor"], "BitXOR: a task"), (["tiny.fpt"], "seed  0, 1"), (["FPT0031"], "FPT0031"),
  ])
  func explainFinds(_ words: [String], _ expected: String) throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    let result = try command.start(["explain"] + words).end()
    #expect(result.status == 0, "\(result.messages)")
    if words != ["FPT0031"] { #expect(result.output.contains(expected), "\(result.output)") }
    #expect(!result.output.isEmpty)
  }

  @Test func aFileThatIsCutShortSaysWhatIsHere() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    #expect(try command.run("tiny.fpt").status == 0)
    let whole = try command.contents("results/tiny.h5")
    try command.write(whole.prefix(whole.count / 2), to: "cut.h5")
    let cut = try command.run("show", "cut.h5")
    #expect(cut.status == 2)
    #expect(cut.messages.hasPrefix("error: cut.h5: cut short: "), "\(cut.messages)")
    #expect(cut.messages.contains("bytes are here; copy it again"))
    // The name of its changes is the name of the file.
    #expect(try command.run("tiny.fpt", "--set", "train.steps=4").status == 0)
    #expect(!(try command.contents("results/tiny+train.steps=4.h5").isEmpty))
  }

  @Test(arguments: [
    ["export", "a.h5", "--cells", "csv", "-o", "-"], ["report", "a.h5", "--output=-"],
  ])
  func standardOutputIsNoFile(_ arguments: [String]) throws {
    let command = try Command()
    let result = try command.start(arguments).end()
    #expect(result.status == 2)
    #expect(result.messages.hasPrefix("error: `-o -`: -o names a file"), "\(result.messages)")
    #expect(try command.shell("ls").output.isEmpty)
  }

  @Test func whatIsMissingIsSaidOnce() throws {
    let command = try Command()
    try command.write(
      TinyScript.text(model: "BERT(weights: \"minilm\")").replacing(
        "BitXOR(length: 3)", with: "MNIST(patch: 7)"), to: "tiny.fpt")
    let result = try command.run("check", "tiny.fpt")
    #expect(result.status == 0)
    #expect(result.messages.components(separatedBy: "note:").count == 2, "\(result.messages)")
    #expect(result.messages.contains("minilm` (91 MB)"))
    #expect(result.messages.contains("`fpt-script fetch mnist minilm`"), "\(result.messages)")
  }

  @Test func helpAndVersionAreNoErrors() throws {
    let command = try Command()
    let help = try command.run("--help")
    #expect(help.status == 0 && help.output.contains("fetch") && help.messages.isEmpty)
    let version = try command.run("--version")
    #expect(version.status == 0 && version.output.hasPrefix("fpt-script "))
    #expect(try command.run("help", "show").status == 0)
  }

  @Test func assetsAreListed() throws {
    let command = try Command()
    let list = try command.run("fetch", "--list")
    #expect(list.status == 0)
    for line in list.output.split(separator: "\n") { #expect(line.count <= 100) }
    #expect(list.output.contains("minilm") && list.output.contains("Apache-2.0"))
    #expect(list.output.contains("not here"))
    let details = try command.run("fetch", "--list", "fashion-mnist")
    #expect(details.status == 0 && !details.output.contains("minilm"))
    #expect(details.output.contains("4422102 bytes, SHA-256 346e55b9"))
    #expect(details.output.contains("Debian package dataset-fashion-mnist"))
  }

  @Test func aFileWithoutARunHasNothingToCompute() throws {
    let command = try Command()
    try command.write("experiment e { fpt: 1; title: \"E\" }\n", to: "e.fpt")
    let plan = try command.run("plan", "e.fpt")
    #expect(plan.status == 0, "\(plan.messages)")
    #expect(plan.output.contains("nothing to compute: no run has a cell\n"))
    #expect(!plan.output.contains("cells:"), "\(plan.output)")
  }

  @Test func aFetchThatFailsSaysWhatToDoByHand() throws {
    let command = try Command()
    try command.write("", to: "empty/nothing")
    let result = try command.run(
      "fetch", "gpt2", "--from", "empty", environment: ["FPT_DATA": command.path("data")])
    #expect(result.status == 1)
    #expect(result.messages.contains("error: `gpt2` could not be fetched\n"))
    #expect(result.messages.contains("put them in \(command.path("data"))/gpt2:\n"))
    #expect(result.messages.contains("model.safetensors (548105171 bytes, SHA-256 248dfc39"))
  }
}
