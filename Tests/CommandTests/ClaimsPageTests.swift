import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `verdicts`, and the page of the evidence that it makes.
///
/// `FPT_UPDATE=1` writes the page and its figure anew; else they are compared.
@Suite struct ClaimsPageTests {
  static let folder = CommittedResultsTests.folder
  static let claims = folder.appending(path: "claims.csv").path
  static let (start, end) = (
    "<!-- evidence: made by `fpt-script verdicts`, see docs/evidence.md -->",
    "<!-- end of the evidence -->"
  )

  private func contents(_ name: String) throws -> String {
    try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
  }

  private func page(_ command: Command) throws -> String {
    let compute = Self.folder.appending(path: "compute").path
    let listed = try command.shell("'\(compute)' --list >units.txt")
    try #require(listed.status == 0, "\(listed.messages)")
    var arguments = [
      "verdicts", "results/claims.csv", "--format", "markdown", "--figure", "evidence/claims.svg",
      "--predicted", "units.txt",
    ]
    let spent = Self.folder.appending(path: "evidence/spent.csv").path
    if FileManager.default.fileExists(atPath: spent) { arguments += ["--spent", spent] }
    // The page names paths as they are from the root of the repository.
    for name in ["results", "experiments"] {
      try FileManager.default.createSymbolicLink(
        atPath: command.path(name),
        withDestinationPath: Self.folder.appending(path: "../\(name)").standardized.path)
    }
    let made = try command.start(arguments).end()
    try #require(made.status == 0, "\(made.messages)")
    return made.output
  }

  @Test func theCommittedPageIsWhatTheFilesSay() throws {
    let command = try Command()
    let text = try contents("README.md")
    let (head, rest) = try #require(Self.split(text, at: Self.start))
    let (_, tail) = try #require(Self.split(rest, at: Self.end))
    let whole = "\(head)\(Self.start)\n\n\(try page(command))\n\(Self.end)\(tail)"
    let figure = try command.run("verdicts", Self.claims, "--format", "svg")
    #expect(figure.status == 0, "\(figure.messages)")
    if ProcessInfo.processInfo.environment["FPT_UPDATE"] == "1" {
      let evidence = Self.folder.appending(path: "evidence")
      try FileManager.default.createDirectory(at: evidence, withIntermediateDirectories: true)
      try Data(figure.output.utf8).write(to: evidence.appending(path: "claims.svg"))
      try Data(whole.utf8).write(to: Self.folder.appending(path: "README.md"))
    } else {
      #expect(text == whole, "results/README.md is stale: run this test once with FPT_UPDATE=1")
      let committed = try? contents("evidence/claims.svg")
      #expect(figure.output == committed, "results/evidence/claims.svg is stale")
    }
  }

  private static func split(_ text: String, at marker: String) -> (String, String)? {
    text.range(of: marker).map { (String(text[..<$0.lowerBound]), String(text[$0.upperBound...])) }
  }

  static let script = """
    experiment small { fpt: 1; title: "Small" }
    task bits = BitXOR(length: 3)
    model one = BERT(layers: 1, width: 16, heads: 2, init: random)
    model two = BERT(layers: 1, width: 32, heads: 2, init: random)
    freeze fpt = all except [input, output, positions, layernorm]
    train quick {
      optimizer: Adam(lr: 1e-3)
      batch: 4
      steps: 4
      evaluate_every: 2
      evaluate_batches: 2
    }
    measure accuracy = Accuracy(split: test, examples: 50)
    measure curve = LearningCurve(of: [loss, accuracy], splits: [validation])
    run main {
      axes {
        model: [one, two]
        train.optimizer.lr: [1e-3, 1e-2]
        seed: 0..<3
      }
      task: bits
      freeze: fpt
      train: quick
      measure: [accuracy, curve]
    }
    table "Accuracy" {
      of: main.accuracy
      rows: model
      best: over(train.optimizer.lr, by: validation)
      show: [mean, ci95, n]
      compare: one against two
      format: percent(1)
    }

    """
  static let list = """
    claim,line,direction,published,source,experiment,results,table,left,right,chance
    1 · Small,One line,ahead,"2, 1",a paper,small.fpt,small.h5,Accuracy,one,two,50%
    ,Another,behind,"1, 2",a paper,small.fpt,other.h5,Accuracy,one,two,0%

    """

  /// A folder with a file of claims, its experiment, and results of it.
  private func computed(_ more: String...) throws -> Command {
    let command = try Command()
    try command.write(Self.script, to: "small.fpt")
    try command.write(Self.list, to: "claims.csv")
    let run = try command.start(
      ["run", "small.fpt", "--store", "store", "-o", "small.h5"] + more
    ).end()
    #expect(run.status == 0 || !more.isEmpty, "\(run.messages)")
    return command
  }

  @Test func saysWhatFilesSay() throws {
    let command = try computed()
    let text = try command.run("verdicts", "claims.csv")
    #expect(text.status == 0, "\(text.messages)")
    #expect(text.output.contains("n = 3"))
    #expect(text.output.contains("not computed"))
    #expect(text.output.contains("fpt-script rerun small.h5 --cell 'model=one,train.optimizer.lr="))
    let json = try command.run("verdicts", "claims.csv", "--format", "json")
    let value = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let lines = try #require(value["lines"] as? [[String: Any]])
    #expect(lines.map { $0["results"] as? String } == ["small.h5", "other.h5"])
    #expect(lines[1]["verdict"] as? String == "not_computed")
    #expect(lines[0]["pairs"] as? Int == 3)
    let cell = try #require((lines[0]["left"] as? [String: Any])?["cell"] as? String)
    let rerun = try command.run("rerun", "small.h5", "--cell", cell)
    #expect(rerun.status == 0, "\(rerun.messages)")
    let figure = try command.run("verdicts", "claims.csv", "--format", "svg")
    try XMLParser.check(figure.output)
    // Elsewhere there is nothing, which is no error.
    let elsewhere = try command.run("verdicts", "claims.csv", "--results", "nowhere")
    #expect(elsewhere.status == 0)
    #expect(elsewhere.output.contains("None of 2 lines is computed yet."))
  }

  @Test func saysWhatIsNotAsDeclared() throws {
    let command = try computed("--set", "quick.steps=2", "--cell", "model=one")
    let result = try command.run("verdicts", "claims.csv")
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.output.contains("caution: small.h5: computed with quick.steps=2"))
    #expect(result.output.contains("6 of 12 cells"))
    #expect(!result.output.contains("holds here"))
  }

  @Test func saysOnceWhatIsWrong() throws {
    let command = try computed()
    func refuse(_ text: String, _ arguments: String...) throws {
      let result = try command.start(["verdicts"] + arguments).end()
      #expect(result.status == 2, "\(arguments)")
      #expect(result.messages.contains(text), "\(result.messages)")
      #expect(result.messages.components(separatedBy: "error:").count == 2, "\(result.messages)")
      #expect(result.output.isEmpty)
    }
    try refuse("the file none.csv does not exist", "none.csv")
    try refuse("did you mean `claims.csv`?", "clams.csv")
    try command.write(Self.list.replacing("ahead", with: "ahed"), to: "typo.csv")
    try refuse("typo.csv, line 2: no direction is called `ahed`", "typo.csv")
    try command.write(Self.list.replacing("Accuracy", with: "Acuracy"), to: "title.csv")
    try refuse("did you mean “Accuracy”?", "title.csv")
    try command.write(Self.list.replacing("one,two", with: "two,one"), to: "turned.csv")
    try refuse("does not compare `two` against `one`", "turned.csv")
    try refuse("--predicted", "claims.csv", "--spent", "spent.csv")
    try command.write("a b\n", to: "units.txt")
    try refuse("units.txt, line 1", "claims.csv", "--predicted", "units.txt")
    try command.write(Data(try command.contents("small.h5").prefix(3000)), to: "small.h5")
    try refuse("small.h5", "claims.csv")
  }
}

extension XMLParser {
  /// Throws where a text is no well-formed XML.
  fileprivate static func check(_ text: String) throws {
    let parser = XMLParser(data: Data(text.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
  }
}
