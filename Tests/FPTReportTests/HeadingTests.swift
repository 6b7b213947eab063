import FPTFigures
import FPTResults
import Testing

@testable import FPTReport

/// Numbers, captions and notes of tables and plots, and the names that readers see.
@Suite("Headings")
struct HeadingTests {
  private static func axis(_ name: String, _ labels: [String]) -> ResultAxis {
    ResultAxis(name: name, labels: .texts(labels))
  }

  private static func table(_ name: String) -> ResultsDocument.Figure {
    let values: [(String, [Double])] = [
      ("mean", [0.5, 1]), ("std", [.nan, .nan]), ("min", [0.5, 1]), ("max", [0.5, 1]),
      ("count", [1, 1]), ("expected", [1, 1]), ("state", [0, 0]), ("reference", [.nan, .nan]),
      ("has_reference", [0, 0]),
    ]
    return ResultsDocument.Figure(
      name: name, title: name, axes: [axis("arm", ["frozen", "full"]), axis("task", ["bit_xor"])],
      arrays: values.map { ResultArray(name: $0.0, values: $0.1) },
      attributes: [ResultAttribute("state_meanings", .texts(["done"]))])
  }

  private static let plot = ResultsDocument.Figure(
    name: "curves", title: "curves",
    axes: [axis("task", ["bit_xor"]), axis("arm", ["frozen", "full"])]
      + [ResultAxis(name: "step", labels: .integers([0, 1]))],
    arrays: [
      ResultArray(name: "mean", values: [0, 1, 0, 1]),
      ResultArray(name: "std", values: [.nan, .nan, .nan, .nan]),
    ])

  private static func document(_ labels: [NotebookLayout.Label]) -> ResultsDocument {
    func layout(_ name: String) -> NotebookLayout.Item {
      .table(
        .init(
          table: name, label: "accuracy", rows: ["arm"], columns: ["task"], show: [.mean],
          format: .percent(digits: 1)))
    }
    return ResultsDocument(
      title: "T", tables: [table("first"), table("second")], plots: [plot],
      notebook: NotebookLayout(
        items: [
          layout("first"), .prose("between"),
          .plot(
            .init(
              plot: "curves", x: "step", xLabel: "step", yLabel: "accuracy", series: ["arm"],
              facets: ["task"])),
          layout("second"),
        ], labels: labels))
  }

  private static let labels: [NotebookLayout.Label] = [
    .init(kind: "task", name: "bit_xor", label: "Bit XOR", note: "of five bits"),
    .init(kind: "arm", name: "full", label: "All parameters"),
    .init(kind: "measure", name: "accuracy", label: "test accuracy"),
    .init(
      kind: "table", name: "second", label: "What is reached", caption: "After training.",
      note: "Small models."),
  ]

  @Test("tables and figures are counted apart, in the order of the notebook")
  func numbers() throws {
    let notebook = try Notebook(Self.document([]))
    #expect(
      notebook.headings.map { $0?.line } == [
        "Table 1. first", nil, "Figure 1. curves", "Table 2. second",
      ])
    let page = HTMLPage(notebook).render()
    for anchor in ["table-1", "table-2", "figure-1"] { #expect(page.contains("id=\"\(anchor)\"")) }
    let text = TerminalRenderer(width: 80).render(notebook)
    for line in ["Table 1. first", "Figure 1. curves", "Table 2. second"] {
      #expect(text.contains(line))
    }
  }

  @Test("every renderer shows the names for readers, and files of numbers do not")
  func names() throws {
    // As it was written to a results file and read from it.
    let notebook = try Notebook(ResultsDocument(tree: Self.document(Self.labels).tree()))
    let tables = zip(notebook.items, notebook.headings).compactMap { item, heading in
      if case .table(let table, _) = item { heading.map { (table, $0) } } else { nil }
    }
    let texts = [
      // Behind its links, a page has files of numbers.
      HTMLPage(notebook).render().replacing(/href="data:[^"]*"/, with: ""),
      TerminalRenderer(width: 100).render(notebook),
      tables.map { $0.0.exported(as: .markdown, $0.1) }.joined(),
      tables.map { $0.0.exported(as: .latex, $0.1) }.joined(),
    ]
    for (index, text) in texts.enumerated() {
      for word in [
        "Bit XOR", "All parameters", "test accuracy", "What is reached", "After training.",
        "Small models.", "Bit XOR: of five bits",
      ] {
        #expect(text.contains(word), "\(index): \(word)")
      }
      #expect(!text.contains("bit_xor") && !text.contains("bit\\_xor"))
    }
    let declared = try Notebook(Self.document(Self.labels), hasDisplayNames: false)
    guard case .table(let table, _)? = declared.items.first else {
      Issue.record("no table")
      return
    }
    #expect(table.exported(as: .csv).contains("full,bit_xor,"))
    #expect(!table.exported(as: .csv).contains("Bit XOR"))
  }

  @Test("LaTeX counts for itself, and can be referred to")
  func latex() throws {
    let notebook = try Notebook(Self.document(Self.labels))
    guard case .table(let table, _)? = notebook.items.last,
      let heading = notebook.headings.last ?? nil
    else {
      Issue.record("no table")
      return
    }
    let text = table.exported(as: .latex, heading)
    #expect(text.contains("\\caption{What is reached: ") && text.contains(". After training.}"))
    #expect(text.contains("\\label{tab:what-is-reached}") && !text.contains("Table 2"))
  }

  @Test("points that are compared have their names, and what is no point of the axis keeps its own")
  func compared() {
    let part = ResultsDocument.Figure(
      name: "comparisons", title: "Compared",
      axes: [ResultAxis(name: "comparison", labels: .integers([0]))], arrays: [],
      texts: [
        ResultTexts(name: "axis", longName: "axis", values: ["arm"]),
        ResultTexts(name: "left", longName: "left", values: ["full"]),
        ResultTexts(name: "right", longName: "right", values: ["other"]),
        ResultTexts(name: "at_task", longName: "task", values: ["bit_xor"]),
      ])
    let names = DisplayNames([
      .init(kind: "arm", name: "full", label: "Trained in full"),
      .init(kind: "task", name: "bit_xor", label: "Bit XOR"),
      .init(kind: "task", name: "other", label: "Another task"),
    ])
    let shown = names.shown(part, as: "table")
    #expect(shown.texts.map(\.values) == [["arm"], ["Trained in full"], ["other"], ["Bit XOR"]])
  }

  @Test("names that a file gives cannot do anything, and long ones are there to the end")
  func hostile() throws {
    let attack =
      "<b onload=x>\u{202E}\u{1B}[2J & \"q\" " + String(repeating: "wide ", count: 60) + "end"
    let labels = ["task", "arm", "measure", "table", "plot"].map { kind in
      NotebookLayout.Label(
        kind: kind,
        name: ["task": "bit_xor", "arm": "full", "measure": "accuracy"][kind] ?? "first",
        label: attack, caption: attack, note: attack)
    }
    let notebook = try Notebook(Self.document(labels))
    let page = HTMLPage(notebook).render()
    let body = page.pageBody
    for word in ["<b onload", "\u{202E}", "\u{1B}"] { #expect(!body.contains(word)) }
    #expect(page.contains("wide end"))
    let text = TerminalRenderer(width: 60).render(notebook)
    #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
    #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= 60 })
  }
}
