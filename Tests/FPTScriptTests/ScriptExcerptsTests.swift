import FPTCatalog
import FPTSchema
import Testing

@testable import FPTScript

/// An experiment file as a page shows it: in pieces and in colors.
@Suite struct ScriptExcerptsTests {
  private static let script = """
    /// # Title

    // About the experiment.
    experiment small { fpt: 1; authors: ["Ada Lovelace", "C. B."]; doi: "https://doi.org/10.1/x"; license: "MIT" }
    task xor = BitXOR(length: 5)  // five

    /// More.

    table "Test accuracy" {
      of: main.accuracy
    }  // end
    // Curves.
    plot curves { of: main.curve }
    profile laptop { train.steps: 10 }
    """

  @Test func piecesInOrder() {
    let pieces = ScriptExcerpts(Self.script).pieces
    guard pieces.count == 6 else { return #expect(pieces.count == 6) }
    #expect(pieces[0] == .prose("# Title"))
    guard case .declarations(let first) = pieces[1] else { return #expect(Bool(false)) }
    #expect(first.hasPrefix("// About the experiment.\nexperiment small"))
    #expect(first.hasSuffix("length: 5)  // five"))
    #expect(pieces[2] == .prose("More."))
    #expect(
      pieces[3]
        == .figure(
          kind: .table, name: "Test accuracy",
          source: "table \"Test accuracy\" {\n  of: main.accuracy\n}  // end"))
    #expect(
      pieces[4]
        == .figure(
          kind: .plot, name: "curves", source: "// Curves.\nplot curves { of: main.curve }"))
    #expect(pieces[5] == .declarations("profile laptop { train.steps: 10 }"))
  }

  @Test func rolesOfWords() {
    let spans = SourceHighlight.spans(of: Self.script)
    #expect(spans.map(\.text).joined() == Self.script)
    func role(_ text: String) -> SourceHighlight.Role? { spans.first { $0.text == text }?.role }
    #expect(role("experiment") == .keyword && role("small") == .declared)
    #expect(role("BitXOR") == .call && role("length") == .field && role("5") == .number)
    #expect(role("\"Test accuracy\"") == .declared && role("\"MIT\"") == .string)
    #expect(role("// five") == .comment && role("/// # Title") == .prose)
  }

  /// No text, however broken, is lost or traps.
  @Test(arguments: [
    "", "\u{FEFF}experiment", "task = = {", "“x” 'y' # z", "table \"", "/// é\n\r\n// \u{202E}",
    "experiment a { authors: [", String(repeating: "{", count: 500), "plot plot plot table",
  ])
  func anyTextStaysWhole(_ text: String) {
    let spans = SourceHighlight.spans(of: text).map(\.text).joined()
    #expect(Array(spans.utf8) == Array(text.utf8))
    _ = ScriptExcerpts(text)
    _ = ExperimentRecord(text)
  }

  @Test func whatAnExperimentSaysOfItself() {
    let record = ExperimentRecord(Self.script)
    #expect(record.name == "small" && record.authors == ["Ada Lovelace", "C. B."])
    #expect(record.doi == "10.1/x" && record.license == "MIT" && record.paper == nil)
    #expect(ExperimentRecord("task a = BitXOR()") == ExperimentRecord())
  }

  /// The fields are checked as any other, and no cell has them.
  @Test func fieldsOfTheRecord() throws {
    func script(_ fields: String) -> String {
      """
      experiment e { fpt: 1; \(fields) }
      task xor = BitXOR(length: 5)
      model m = GPT2(layers: 1, width: 16, heads: 2, init: random)
      freeze f = nothing
      train t { steps: 10 }
      measure a = Accuracy(split: test)
      run main { axes { seed: 0..<2 }; task: xor; model: m; freeze: f; train: t; measure: a }
      """
    }
    let plain = checked(script(""))
    let said = checked(
      script(#"authors: "A"; paper: "arXiv 2103.05247"; doi: "10.1/x"; license: "MIT""#))
    #expect(said.diagnostics.isEmpty, "\(said.rendered)")
    let cells = try [plain, said].map { result in
      try #require(result.experiment).runs.map { run in
        run.cells.map { cell in
          [cell.task.value, cell.model.value, cell.train.value].map { value in
            value.constructor + value.fields.map { "\($0.name): \($0.value)" }.joined()
          }
        }
      }
    }
    #expect(cells[0] == cells[1])
    #expect(checked(script("authors: 3")).diagnostics.count == 1)
    #expect(checked(script("author: \"A\"")).rendered.contains("authors"))
  }
}
