import Testing

@testable import FPTScript

@Suite struct RendererTests {
  private func rendered(_ text: String) -> String { checked(text).rendered }

  @Test func looksLikeTheManual() {
    let text =
      "experiment e { fpt: 1 }\n\n\n\n\n\n\n\n\n"
      + "freeze fpt  = all except [input, output, positions, layernrom]\n"
    #expect(
      rendered(text) == """
        error[FPT0031]: no parameter group is called `layernrom`
          ┌─ main.fpt:10:53
        10│ freeze fpt  = all except [input, output, positions, layernrom]
          │                                                     ^^^^^^^^^ did you mean `layernorm`?

        """)
  }

  @Test func twoPlacesThatDisagreeAreBothShown() {
    let text = "experiment e { fpt: 1 }\nfreeze a = nothing\n\nfreeze a = all\n"
    #expect(
      rendered(text) == """
        error[FPT0024]: `a` is declared twice
         ┌─ main.fpt:4:8
        2│ freeze a = nothing
         │        - first declared here
         ⋮
        4│ freeze a = all
         │        ^ a freezing policy of this name is already there

        """)
  }

  @Test(arguments: [("é", 1), ("日本", 4), ("e\u{301}", 1), ("👍", 2), ("a\tb", 4)])
  func marksStandBeneathTheirPlace(_ text: String, _ columns: Int) throws {
    let result = checked("table \"\(text)\" { off: main.x }")
    let lines = result.rendered.split(separator: "\n")
    let mark = try #require(lines.first { $0.contains("^^^") })
    let before = "table \"\" { ".count + columns
    #expect(mark.hasPrefix(" │ " + String(repeating: " ", count: before) + "^^^"), "\(mark)")
  }

  @Test func veryLongLinesAreCut() {
    let padding = String(repeating: " ", count: 100_000)
    let text = "experiment e { fpt: 1 }\(padding); train t { stepz: 1 }\(padding)"
    let result = rendered(text)
    #expect(result.utf8.count < 2_000)
    #expect(result.contains("stepz"))
  }

  @Test func colorsWrapTheSameText() {
    let result = checked("train t { stepz: 1 }")
    let plain = result.rendered
    let colored = DiagnosticRenderer(sources: result.sources, isColored: true)
      .render(result.diagnostics)
    #expect(colored != plain)
    #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  @Test func diagnosticsWithoutAPlaceHaveNoFrame() {
    let diagnostic = Diagnostic(
      message: "the data set `fashion_mnist` is missing", help: "fpt-script fetch fashion_mnist")
    #expect(
      DiagnosticRenderer(sources: []).render(diagnostic) == """
        error: the data set `fashion_mnist` is missing
        help: fpt-script fetch fashion_mnist

        """)
  }

  /// Nothing is wider than the terminal, whatever the text, and the mark stands beneath its place.
  @Test(arguments: [24, 30, 40, 60, 80, 200])
  func widthIsRespected(_ columns: Int) throws {
    let result = checked(
      "table \"日本語の表 👩‍🔬 e\u{301}tude\" { of: main.x; rows: arm; colums: task; show: [mean, std] }\n"
        + "freeze fpt = all except [input, output, positions, layernrom, attention, feedforward]\n")
    let text = DiagnosticRenderer(sources: result.sources, columns: columns)
      .render(result.diagnostics)
    for line in text.split(separator: "\n") where !line.contains("┌─") {
      #expect(DisplayWidth.columns(String(line)) <= columns, "\(line)")
    }
    for word in ["colums", "layernrom"] {
      let lines = text.split(separator: "\n").map(String.init)
      let place = try #require(
        lines.firstIndex { $0.contains("│") && $0.contains(word) }, "\(text)")
      let source = try #require(lines[place].range(of: word))
      let mark = try #require(lines[place + 1].range(of: "^"))
      #expect(
        DisplayWidth.columns(String(lines[place][..<source.lowerBound]))
          == DisplayWidth.columns(String(lines[place + 1][..<mark.lowerBound])), "\(text)")
    }
  }

  @Test func longSentencesAreBrokenAtWords() {
    let diagnostic = Diagnostic(
      message: "the data set `fashion mnist` is missing", help: "fetch it with one command")
    #expect(
      DiagnosticRenderer(sources: [], columns: 30).render(diagnostic) == """
        error: the data set
        `fashion mnist` is missing
        help: fetch it with one
              command

        """)
  }

  @Test func terminalControlsAreNotPassedOn() {
    let result = rendered("train t { x\u{1B}[31m: 1 }")
    #expect(!result.contains("\u{1B}"))
  }
}
