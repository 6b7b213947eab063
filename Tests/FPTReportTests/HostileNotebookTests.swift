import FPTResults
import Testing

@testable import FPTReport

/// Results whose notebook asks for what the file does not have, or for more than anyone can look at.
@Suite struct HostileNotebookTests {
  private static func document(
    _ item: NotebookLayout.Item, tables: [ResultsDocument.Figure] = [],
    plots: [ResultsDocument.Figure] = []
  ) -> ResultsDocument {
    ResultsDocument(
      title: "T", tables: tables, plots: plots, notebook: NotebookLayout(items: [item]))
  }

  private static let table = NotebookLayout.Table(
    table: "t", label: "accuracy", rows: ["a", "b"], columns: ["c"], show: [.mean],
    format: .number(digits: 1))

  @Test func whatIsMissingIsNamed() {
    let axes = ["a", "b", "c"].map { ResultAxis(name: $0, labels: .texts(["x"])) }
    for name in ["mean", "state", "has_reference"] {
      let arrays = [
        "mean", "std", "min", "max", "count", "expected", "state", "reference", "has_reference",
      ].filter { $0 != name }.map { ResultArray(name: $0, values: [0]) }
      let figure = ResultsDocument.Figure(name: "t", title: "Table", axes: axes, arrays: arrays)
      do {
        _ = try Notebook(Self.document(.table(Self.table), tables: [figure]))
        Issue.record("shown without \(name)")
      } catch {
        #expect("\(error)" == "“Table”: expected the array `\(name)`, found none")
      }
    }
    let plot = NotebookLayout.Plot(
      plot: "p", x: "a", xLabel: "", yLabel: "", series: [], facets: [])
    let map = NotebookLayout.Map(plot: "p", rows: "a", columns: "b", facets: [])
    let empty = ResultsDocument.Figure(name: "p", title: "Plot", axes: axes, arrays: [])
    for item in [NotebookLayout.Item.plot(plot), .map(map)] {
      #expect(throws: ResultTreeError.self) {
        try Notebook(Self.document(item, plots: [empty]))
      }
    }
  }

  /// An empty axis makes every array empty, and others as long as one likes.
  @Test func manyLabelsOfNothing() {
    let long = ResultAxis.Labels.integers((0..<10_000).map { Int64($0) })
    let axes = [
      ResultAxis(name: "a", labels: long), ResultAxis(name: "b", labels: long),
      ResultAxis(name: "c", labels: .texts([])),
    ]
    let figure = ResultsDocument.Figure(
      name: "t", title: "Table", axes: axes,
      arrays: [
        "mean", "std", "min", "max", "count", "expected", "state", "reference", "has_reference",
      ].map { ResultArray(name: $0, values: []) })
    #expect {
      try Notebook(Self.document(.table(Self.table), tables: [figure]))
    } throws: {
      "\($0)".contains("at most 1048576 points")
    }
  }

  @Test func aTableThatIsNotThereAndAKindThatIsNotKnown() throws {
    #expect(
      try Notebook(Self.document(.table(Self.table))).items
        == [.note("the table “t” is not in this file")])
    let unknown = try Notebook(Self.document(.other(kind: "video\u{1B}[31m", attributes: [])))
    let text = TerminalRenderer(TerminalSettings(isTerminal: false, columns: 80, environment: [:]))
      .render(unknown)
    #expect(text.contains("which this version of fpt-script"))
    #expect(!text.contains("\u{1B}"))
  }
}
