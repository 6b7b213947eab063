import Foundation
import Testing

@testable import FPTScript

@Suite struct FormatTests {
  private func formatted(_ text: String) throws -> String {
    let result = format(SourceFile(path: "main.fpt", text: text))
    return try #require(result.text, "\(result.diagnostics.map(\.message))\n\(text)")
  }

  private func tree(_ text: String) -> String {
    TreeDump.text(parse(SourceFile(path: "main.fpt", text: text)).syntax)
  }

  /// Words of comments, without what surrounds them.
  private func comments(_ text: String) -> [String] {
    let (syntax, _) = parse(SourceFile(path: "main.fpt", text: text))
    let bytes = Array(text.utf8)
    return syntax.comments.map {
      String(decoding: bytes[$0.range], as: UTF8.self)
        .trimmingCharacters(in: CharacterSet(charactersIn: "/ \t\r"))
    }
  }

  private func expectIdentity(_ text: String) throws {
    let once = try formatted(text)
    #expect(try formatted(once) == once, "not idempotent:\n\(text)\n---\n\(once)")
    #expect(tree(once) == tree(text), "another tree:\n\(text)\n---\n\(once)")
    #expect(comments(once) == comments(text), "other comments:\n\(text)\n---\n\(once)")
  }

  @Test(arguments: ["table1.fpt", "rothermel.fpt"])
  func printedFilesAreAlreadyFormatted(_ name: String) throws {
    let text = try Repository.fixture(name)
    let result = Set(try formatted(text).split(separator: "\n"))
    // Lines that are too long for the formatter are all that it changes.
    for line in text.split(separator: "\n") where !result.contains(line) {
      #expect(line.count > LineBreaks.widest, "\(line)")
    }
  }

  /// A line of `…` and more than 100 columns, as it is broken.
  static let longLines: [(String, String)] = [
    // A list is filled, and its bracket closed on a line of its own.
    (
      "freeze f = all except [" + (0..<9).map { "\"pattern.number.\($0)\"" }.joined(separator: ", ")
        + "]",
      """
      freeze f = all except [
        "pattern.number.0", "pattern.number.1", "pattern.number.2", "pattern.number.3",
        "pattern.number.4", "pattern.number.5", "pattern.number.6", "pattern.number.7", "pattern.number.8"
      ]

      """
    ),
    // A block gives its entries lines.
    (
      "plot \"Loss while pretraining, in nats per byte\" { of: pretrain.english_curve; y: validation.loss; series: seed }",
      """
      plot "Loss while pretraining, in nats per byte" {
        of: pretrain.english_curve
        y: validation.loss
        series: seed
      }

      """
    ),
    // The outermost bracket first, an inner one only where that is not enough.
    (
      "task t = ListOps(length: 48, max_depth: 4, max_arguments: 5, min_length: 10, max_length: 64, read: token)",
      """
      task t = ListOps(
        length: 48, max_depth: 4, max_arguments: 5, min_length: 10, max_length: 64, read: token
      )

      """
    ),
    // Conditions are broken before `and` and `or`.
    (
      "run r {\n  set { train.steps: 400_000 } where task in [cifar10, cifar_lra] and arm == language and seed == 0 or seed == 1\n}",
      """
      run r {
        set { train.steps: 400_000 } where task in [cifar10, cifar_lra] and arm == language and seed == 0
            or seed == 1
      }

      """
    ),
    // What cannot be broken stays.
    (
      "use \"" + String(repeating: "long", count: 30) + "\"",
      "use \"" + String(repeating: "long", count: 30) + "\"\n"
    ),
  ]

  @Test(arguments: longLines)
  func longLinesAreBroken(_ text: String, _ expected: String) throws {
    #expect(try formatted(text) == expected)
    try expectIdentity(text)
  }

  /// The files of this project read well within 100 columns; prose and comments aside.
  @Test func shippedFilesFit() throws {
    for path in try Repository.experimentFiles() {
      let text = try formatted(Repository.text(path))
      for line in text.split(separator: "\n") where !line.contains("//") {
        #expect(line.count <= LineBreaks.widest, "\(path): \(line)")
      }
    }
  }

  @Test func shippedFilesKeepTheirMeaning() throws {
    let paths = try Repository.experimentFiles()
    #expect(paths.count >= 2)
    for path in paths { try expectIdentity(try Repository.text(path)) }
  }

  @Test func examplesKeepTheirMeaning() throws {
    for code in DiagnosticCode.allCases {
      if let mended = code.explanation.mended { try expectIdentity(mended) }
    }
  }

  @Test(arguments: 0..<8)
  func generatedFilesKeepTheirMeaning(_ part: Int) throws {
    for seed in 0..<150 {
      var file = RandomFile(seed: UInt64(1_000 * part + seed))
      let text = file.text()
      let (_, diagnostics) = parse(SourceFile(path: "main.fpt", text: text))
      guard diagnostics.isEmpty else {
        Issue.record("seed \(1_000 * part + seed): \(diagnostics.map(\.message))\n\(text)")
        continue
      }
      try expectIdentity(text)
    }
  }

  static let layouts: [(String, String)] = [
    ("", ""), ("\n\n", ""), ("train  t{steps :1;;batch:2;}", "train t { steps: 1; batch: 2 }\n"),
    ("train t {steps: 1\nbatch:2}", "train t {\n  steps: 1\n  batch: 2\n}\n"),
    (
      "train t {\n\n steps: 1; batch: 2 // two\n\n\n clip: 3\n\n}",
      "train t {\n  steps: 1\n  batch: 2  // two\n\n  clip: 3\n}\n"
    ),
    ("profile p {\n}", "profile p { }\n"),
    ("profile p { // all\n}", "profile p {  // all\n}\n"),
    (
      "model ab = X()\nmodel a = Y()\nfreeze f = all",
      "model ab = X()\nmodel a  = Y()\nfreeze f = all\n"
    ),
    ("model ab = X()\n\nmodel a = Y()", "model ab = X()\n\nmodel a = Y()\n"),
    (
      "arm a {model: xyz; freeze: n}\narm bcd { model: x ; freeze: nn }",
      "arm a   { model: xyz; freeze: n }\narm bcd { model: x;   freeze: nn }\n"
    ),
    (
      "run r { axes { task: [a]\nseed :0 ..< 3 } measure: m }",
      "run r {\n  axes {\n    task: [a]\n    seed: 0..<3\n  }\n  measure: m\n}\n"
    ),
    (
      "run r {\naxes {\narm: [a]\ntrain.steps: [1]\ntask: [b]\n}\n}",
      "run r {\n  axes {\n    arm:  [a]\n    train.steps: [1]\n    task: [b]\n  }\n}\n"
    ),
    ("model m = X(a: [1, 2,\n3])", "model m = X(a: [\n  1, 2,\n  3\n])\n"),
    ("// a\r\n//  b  \n", "// a\n//  b\n"),
    ("///a\n///  b\n///\n\n\n/// c", "/// a\n///  b\n///\n\n/// c\n"),
    ("train t { } /// not prose", "train t { }  // not prose\n"),
    (
      "train t {\n a: 1   // x\n bcd: 2 // y\n}",
      "train t {\n  a: 1    // x\n  bcd: 2  // y\n}\n"
    ),
    (
      "run r { set {a.b: 1} where not(x == 1 and\ny!=- 2)or (z in[1 , 2]) }",
      "run r { set { a.b: 1 } where not (\n  x == 1 and\n  y != -2\n) or (z in [1, 2]) }\n"
    ),
  ]

  @Test(arguments: layouts)
  func layout(_ text: String, _ expected: String) throws {
    #expect(try formatted(text) == expected)
    try expectIdentity(text)
  }

  @Test func wideCharactersAreAligned() throws {
    #expect(
      try formatted("arm \"日本\" { model: a }\narm \"a\" { model: b }")
        == "arm \"日本\" { model: a }\narm \"a\"    { model: b }\n")
  }

  @Test func aFileWithFaultsIsLeftAlone() {
    let result = format(SourceFile(path: "main.fpt", text: "train t { steps 1 }"))
    #expect(result.text == nil)
    #expect(result.diagnostics.map(\.code) == [.unexpectedToken])
  }

  @Test(arguments: FuzzTests.hostile)
  func muchIsFormattedInTime(_ unit: String) {
    let text = String(repeating: unit, count: FuzzTests.size / unit.utf8.count)
    let duration = ContinuousClock().measure {
      _ = format(SourceFile(path: "main.fpt", text: text))
    }
    #expect(duration < .seconds(10), "\(unit.debugDescription): \(duration)")
  }

  @Test func alignmentDoesNotBlowUp() throws {
    let row = "train t { " + (0..<300).map { "a\($0): \($0)" }.joined(separator: "; ") + " }\n"
    let name = String(repeating: "n", count: 20_000)
    let text =
      String(repeating: row, count: 100) + "model \(name) = X()\n"
      + String(repeating: "model m = X()\n", count: 2_000)
      + "train x {" + String(repeating: " ", count: 20_000) + "// c\n"
      + String(repeating: "a: 1 // c\n", count: 2_000) + "}\n"
    #expect(try formatted(text).utf8.count < 2 * text.utf8.count + 400_000)
  }
}
