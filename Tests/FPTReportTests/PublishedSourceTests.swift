import FPTResults
import Testing

@testable import FPTReport

/// Where published values are from, in every form that a table takes.
@Suite struct PublishedSourceTests {
  private static let first = PublishedSource(text: "Lu 2021, table 2 & 3", confidence: "secondary")
  private static let second = PublishedSource(text: "Tay 2020", confidence: "")

  /// Two columns with a published value each.
  private static func table(_ sources: [PublishedSource?]) -> NotebookTable {
    NotebookTable(
      title: "T", measure: "m", rowAxes: ["arm"], columnAxes: ["task"], rows: [["x"]],
      columns: [["a"], ["b"]],
      points: [
        sources.map {
          NotebookPoint(state: .done, mean: 0.5, count: 1, reference: .value(0.25), source: $0)
        }
      ], show: [.mean], format: .percent(digits: 1), reference: "last_year")
  }

  @Test func oneSourceStandsBeneathUnderItsName() {
    let table = Self.table([Self.first, Self.first])
    let terminal = TerminalRenderer(width: 80).render(.table(table))
    #expect(terminal.contains("last_year: Lu 2021, table 2 & 3 (secondary)"))
    #expect(terminal.contains("│   last_year │ 25.0 Δ +25.0 │ 25.0 Δ +25.0 │"))
    let markdown = table.exported(as: .markdown)
    #expect(markdown.contains("\nlast\\_year: Lu 2021, table 2 \\& 3 (secondary)\n"))
    #expect(!markdown.contains("¹"))
    #expect(
      table.exported(as: .latex).contains(
        #"\item last\_year: Lu 2021, table 2 \& 3 (secondary)"#))
    let page = HTMLPage(Notebook(title: "N", items: [.table(table)])).render()
    #expect(page.contains("<span>last_year: Lu 2021, table 2 &amp; 3 (secondary)</span>"))
    #expect(page.contains("<small>last_year 25.0, Δ +25.0</small>"))
  }

  @Test func severalAreNumbered() {
    let table = Self.table([Self.second, Self.first])
    let terminal = TerminalRenderer(width: 80).render(.table(table))
    #expect(terminal.contains("│ 25.0¹ Δ +25.0 │ 25.0² Δ +25.0 │"))
    #expect(terminal.contains("\n¹ Tay 2020\n² Lu 2021, table 2 & 3 (secondary)"))
    let markdown = table.exported(as: .markdown)
    #expect(markdown.contains("25.0¹, Δ +25.0) |"))
    #expect(markdown.contains("\n¹ Tay 2020; ² Lu 2021, table 2 \\& 3 (secondary)\n"))
    let latex = table.exported(as: .latex)
    #expect(latex.contains(#"25.0{\tnote{1}} & 25.0{\tnote{2}}"#))
    #expect(latex.contains("\\item[1] Tay 2020\n    \\item[2] Lu 2021, table 2 \\& 3 (secondary)"))
    let page = HTMLPage(Notebook(title: "N", items: [.table(table)])).render()
    #expect(page.contains("<small>last_year 25.0<sup>1</sup>, Δ +25.0</small>"))
    #expect(page.contains("<span><sup>2</sup> Lu 2021, table 2 &amp; 3 (secondary)</span>"))
    #expect(
      table.exported(as: .csv).hasSuffix(
        "x,b,0.5,,,,1,1,done,0.25,0.25,last_year,\"Lu 2021, table 2 & 3\",secondary,0\n"))
  }

  @Test func whatIsNotKnownIsNotSaid() {
    for sources in [[nil, nil], [PublishedSource(text: ""), nil]] {
      let table = Self.table(sources)
      #expect(table.sourceNotes.isEmpty)
      #expect(table.exported(as: .csv).contains(",last_year,,,0\n"))
    }
    var without = Self.table([Self.first, Self.second])
    without.reference = nil
    #expect(without.sourceNotes.isEmpty)
  }

  @Test func manySourcesHaveNumbersOfSeveralDigits() {
    #expect(NotebookTable.SourceNote.raised(1) == "¹")
    #expect(NotebookTable.SourceNote.raised(120) == "¹²⁰")
  }

  /// Files of format version 1 have no sources, unless the script inside gives them.
  @Test(arguments: [("Tay", "primary"), ("", ""), nil])
  func storedTablesTakeTheirSourcesFromTheirData(source: (String, String)?) throws {
    let names = ["mean", "std", "min", "max", "count", "expected", "state", "reference"]
    let values = ["mean": 0.5, "count": 1, "expected": 1, "reference": 0.25, "has_reference": 1]
    let figure = ResultsDocument.Figure(
      name: "T", title: "T",
      axes: [
        ResultAxis(name: "arm", labels: .texts(["x"])),
        ResultAxis(name: "task", labels: .texts(["a"])),
      ],
      arrays: (names + ["has_reference"]).map {
        ResultArray(name: $0, values: [values[$0] ?? 0])
      },
      texts: source.map {
        [
          ResultTexts(name: "reference_source", longName: "", values: [$0.0]),
          ResultTexts(name: "reference_confidence", longName: "", values: [$0.1]),
        ]
      } ?? [],
      attributes: [ResultAttribute("state_meanings", .texts(["done"]))])
    let layout = NotebookLayout.Table(
      table: "T", label: "m", rows: ["arm"], columns: ["task"], show: [.mean],
      format: .percent(digits: 1), reference: "last_year")
    let table = try NotebookTable(figure, layout)
    #expect(table.reference == "last_year")
    #expect(table[0, 0].reference == .value(0.25))
    #expect(table[0, 0].source?.text == source?.0)
    #expect(table[0, 0].source?.confidence == source?.1)
  }
}
