import FPTFigures
import FPTResults
import Foundation
import Testing

@testable import FPTReport

/// What stands behind a notebook: source, data, cells, how it was made, and how it is cited.
@Suite struct NotebookBackingTests {
  private static func figure(
    _ name: String, values: Int, arrays: [String] = ["mean", "std"]
  ) -> ResultsDocument.Figure {
    ResultsDocument.Figure(
      name: name, title: name,
      axes: [
        ResultAxis(name: "arm", labels: .texts(["a,b", "c\"d"])),
        ResultAxis(name: "step", labels: .integers((1...Int64(values)).map { $0 })),
      ],
      arrays: arrays.map { array in
        ResultArray(
          name: array, longName: nil, units: "1",
          values: (0..<2 * values).map { $0 == 1 ? .nan : 1 / Double($0 + 3) })
      }, attributes: [])
  }

  /// Titles that differ in signs alone make one name of a file, and the second file would take the place of the first.
  @Test func namesOfEqualTitlesAreToldApart() throws {
    func item(_ title: String) -> Notebook.Item {
      let figure = Self.figure(title, values: 1)
      var text = FigureText()
      text.data = FigureData(figure, shown: figure, in: "plots")
      var plot = SampleNotebook.plot
      plot.title = title
      return .drawing(.lines(plot), text)
    }
    var notebook = Notebook(title: "T")
    notebook.items = [item("Bit XOR"), item("bit-xor"), item("Bit xor 2"), item("Bit: XOR")]
    let page = HTMLPage(notebook).render()
    for name in ["bit-xor.csv", "bit-xor-2.csv", "bit-xor-2-2.csv", "bit-xor-3.csv"] {
      #expect(page.split(separator: "download=\"\(name)\"").count == 2, "\(name)")
    }
  }

  @Test func dataOfAPlot() throws {
    let figure = Self.figure("Learning/curves", values: 3)
    let data = FigureData(figure, shown: figure, in: "plots")
    #expect(data.group == "plots/Learning%2Fcurves" && data.values == 12)
    #expect(data.files.map(\.title) == ["Learning/curves"])
    #expect(
      data.files[0].text.hasPrefix(
        "arm,step,mean,std\n\"a,b\",1,0.3333333333333333,0.3333333333333333\n\"a,b\",2,,\n"))
    #expect(data.grid?.header == ["arm", "step", "mean", "std"])
    #expect(
      data.python(file: "a\"b.h5")
        == "xarray.open_dataset(\"a\\\"b.h5\", group=\"plots/Learning%2Fcurves\")[\"mean\"]")
  }

  /// Wide figures are turned; beyond the limit the array is named.
  @Test func manyValues() {
    let wide = Self.figure("w", values: 100)
    let grid = FigureData(wide, shown: wide, in: "plots").grid
    #expect(grid?.header == ["step", "a,b", "c\"d"] && grid?.rows.count == 100)
    #expect(grid?.caption == "mean; the file also has std")
    #expect(grid?.rows[1] == ["2", "", "0.00961538"])
    let large = Self.figure("l", values: 1_251)
    let data = FigureData(large, shown: large, in: "plots")
    #expect(data.values == 5_004 && data.files.isEmpty && data.grid == nil)
    let page = Self.page { $0.data = data }
    #expect(page.contains("5004 values") && page.contains("<code>/plots/l/mean</code>"))
    #expect(!page.contains("data:text/csv"))
  }

  private static func page(_ change: (inout FigureText) -> Void) -> String {
    var text = FigureText()
    change(&text)
    return HTMLPage(Notebook(title: "t", items: [.table(SampleNotebook.table, text)])).render()
  }

  /// The address gives the file back, byte by byte, and nothing in it ends the attribute.
  @Test func dataAddress() throws {
    let text = "a,\"b\"\n'<&>#%é\u{202E},1e-05\r\n"
    let address = HTMLPage.dataAddress(text)
    #expect(!address.contains { "\"'<>& #\n".contains($0) })
    let encoded = try #require(address.split(separator: ",", maxSplits: 1).last)
    #expect(encoded.removingPercentEncoding == text)
  }

  @Test func sourceStandsWhereItStandsInTheFile() {
    var data = FigureText()
    let figure = Self.figure("T", values: 2)
    data.data = FigureData(figure, shown: figure, in: "tables")
    var notebook = Notebook(
      title: "t",
      items: [.prose("one"), .table(SampleNotebook.table, data), .prose("two"), .note("n")])
    notebook.add([
      .declarations(CodeText(plain: "first")), .prose("one"),
      .declarations(CodeText(plain: "second")), .figure(name: "T", CodeText(plain: "table")),
      .figure(name: "unknown", CodeText(plain: "lost")), .prose("two"),
      .declarations(CodeText(plain: "last")),
    ])
    let order = notebook.items.map { item in
      switch item {
      case .source(let code): code.text
      case .prose(let text): text
      case .table(_, let text): text.source?.text ?? "-"
      default: "?"
      }
    }
    #expect(order == ["first", "one", "second", "table", "two", "?", "last"])
  }

  @Test func citations() {
    let entries = BibTeXEntry.entries(
      citing:
        "Wang et al. 2020, MiniLM (arXiv 2002.10957); Reimers and Gurevych 2019, Sentence-BERT",
      for: "minilm")
    #expect(entries.map(\.key) == ["minilm", "minilm-2"])
    #expect(
      entries[0].text == """
        @misc{minilm,
          title = {{MiniLM}},
          author = {Wang and others},
          year = {2020},
          eprint = {2002.10957},
          archivePrefix = {arXiv},
          note = {used as minilm}
        }
        """)
    #expect(entries[1].text.contains("author = {Reimers and Gurevych}"))
    let words = BibTeXEntry.entries(citing: "the authors of {this & that_%", for: "x y")
    #expect(words.map(\.key) == ["x-y"])
    #expect(words[0].text.contains("note = {the authors of this \\& that\\_\\%}"))
    #expect(BibTeXEntry.author("Tools and Toys Ltd") == "{Tools and Toys Ltd}")
  }

  private static let attack = "</code><script>alert(1)</script>\" onload=\"x & \u{1B}[2J\u{202E}"

  /// Nothing that a file says becomes markup, wherever it stands.
  @Test func hostileTexts() {
    let attack = Self.attack
    var text = FigureText()
    text.source = CodeText([.init(attack, .string), .init(attack)])
    var data = FigureData(
      Self.figure("f", values: 2), shown: Self.figure("f", values: 2), in: "plots")
    (data.group, data.arrays) = (attack, [attack])
    data.files = [.init(title: attack, text: attack)]
    data.grid = .init(
      caption: attack, header: [attack, attack], labels: 1, rows: [[attack, attack]])
    text.data = data
    var large = text
    large.data?.files = []
    var notebook = Notebook(
      title: "t",
      items: [
        .source(CodeText([.init(attack, .keyword), .init(attack, .declared)])),
        .table(SampleNotebook.table, text), .table(SampleNotebook.table, large),
      ])
    notebook.file = attack
    notebook.files = [NotebookFile(name: attack, code: CodeText(plain: attack))]
    notebook.cells = [
      NotebookCells(
        run: attack, axes: [attack], measures: [attack],
        rows: [
          .init(labels: [attack], state: attack, message: attack, hash: attack, values: [1])
        ])
    ]
    var origin = NotebookOrigin(
      facts: [.init(attack, attack)],
      assets: [
        .init(
          kind: attack, name: attack, sha256: attack, cells: 1, license: attack, caution: attack)
      ], remarks: [attack], commands: [.init(attack, attack)], citations: [.init(attack, attack)])
    (origin.authors, origin.license, origin.doi) = ([attack], attack, attack)
    notebook.origin = origin
    var pair = NotebookPair(notebook, notebook, names: [attack, attack])
    pair.plan = [.init(what: attack, from: attack, to: attack, lines: attack)]
    pair.changes = [.init(path: attack, from: attack, to: attack, cells: 1)]
    pair.different = [.init(name: attack, hashes: [attack], lines: [attack])]
    for page in [HTMLPage(notebook).render(), HTMLPage.render(pair)] {
      // The page's own script comes last.
      let end = page.range(of: "<script>", options: .backwards)?.lowerBound ?? page.endIndex
      let start = page.range(of: "<body")?.lowerBound ?? page.startIndex
      let body = page[start..<end]
      for word in ["<script", "onload=\"", "\u{1B}", "\u{202E}"] {
        #expect(!body.contains(word), "\(word)")
      }
    }
    let terminal = TerminalRenderer(width: 60, showsSource: true).render(notebook)
    #expect(!terminal.contains("\u{1B}") && !terminal.contains("\u{202E}"))
    for line in terminal.split(separator: "\n") { #expect(DisplayWidth.of(String(line)) <= 60) }
  }

  /// Panels of one title stand beside each other over one range, and once where they are the same.
  @Test func plotsOfTwoFiles() {
    func pair(_ change: (inout Chart) -> Void) -> NotebookPair {
      var other = SampleNotebook.plot
      change(&other)
      let notebooks = [SampleNotebook.plot, other].map {
        Notebook(title: "T", items: [.drawing(.lines($0))])
      }
      return NotebookPair(notebooks[0], notebooks[1], names: ["a", "b"])
    }
    func titles(_ pair: NotebookPair) -> [[String]] {
      pair.drawings.map { if case .lines(let chart) = $0 { chart.panels.map(\.title) } else { [] } }
    }
    let changed = pair {
      $0.panels[0].series[0].points.removeLast()
      $0.caption.append("mean over 2 seeds")
    }
    #expect(titles(changed) == [["bit_xor · A", "bit_xor · B", "fashion_mnist · A = B"]])
    #expect(HTMLPage.render(changed).contains("B: mean over 2 seeds"))
    let partly = pair { $0.panels.removeFirst() }
    #expect(titles(partly) == [["bit_xor · A", "fashion_mnist · A = B"]])
    #expect(titles(pair { $0.title = "Another" }).isEmpty)
    // One seed has no interval, and what is not there is the same in both.
    var lone = SampleNotebook.plot
    lone.panels[0].series[0].points[0].yInterval = .init(low: .nan, high: .nan)
    let one = Notebook(title: "T", items: [.drawing(.lines(lone))])
    #expect(
      titles(NotebookPair(one, one, names: ["a", "b"]))
        == [["bit_xor · A = B", "fashion_mnist · A = B"]])
    // Other axes are no place to compare heights.
    let apart = pair { $0.y.label = "loss" }
    #expect(titles(apart).count == 2)
    #expect(HTMLPage.render(apart).contains("Learning curves · B"))
  }

  @Test func anonymousCopy() {
    let name = "Ada Lovelace"
    var text = FigureText(caption: "After \(name).", notes: ["ada lovelace"])
    text.source = CodeText([.init("// by Lovelace, a@b.org", .comment)])
    var notebook = Notebook(
      title: "Of \(name)", header: ["in /home/ada/x"],
      items: [.prose("We, \(name), think"), .table(SampleNotebook.table, text)])
    notebook.files = [
      NotebookFile(
        name: "x.fpt",
        code: CodeText([
          .init("experiment", .keyword), .init("x", .declared), .init("license", .field),
          .init("\"Babbage Ltd\"", .string), .init("title", .field), .init("\"kept\"", .string),
        ]))
    ]
    var origin = NotebookOrigin(
      facts: [.init("content digest", "abc"), .init("commit", "deadbeef")],
      commands: [.init("again", "fpt-script rerun lovelace.h5")],
      citations: [.init("this", name, isOwn: true), .init("method", "Lu")])
    (origin.authors, origin.license, origin.doi) = ([name], "Babbage Ltd", "10.1/x")
    notebook.origin = origin
    let hidden = AnonymousNotebook(notebook, names: ["box17"])
    let page = HTMLPage(hidden.notebook).render()
    for word in ["ovelace", "Babbage", "10.1/x", "deadbeef", "a@b.org", "/home/ada"] {
      #expect(!page.contains(word), "\(word)")
    }
    for word in ["anonymous copy for review", "abc", "kept", "Lu", "99.6"] {
      #expect(page.contains(word), "\(word)")
    }
    #expect(
      hidden.places == [
        "the title", "the header", "the prose", "caption or note of “Test accuracy”",
        "the source of “Test accuracy”",
      ])
    // A name inside of a longer word is no name.
    let other = AnonymousNotebook(
      Notebook(title: "boxes and box", items: []), names: ["box", "of"])
    #expect(other.notebook.title == "boxes and [left out]")
  }

  @Test func divergedBeforeMissing() {
    var table = SampleNotebook.table
    table.points[1][1] = NotebookPoint(state: .missing, expected: 3, diverged: 1)
    let text = table.text(1, 1)
    #expect(text.value + text.mark == "† 1 of 3 diverged")
    #expect(table.signs.contains(.diverged))
  }

  @Test func pairedTables() {
    var other = SampleNotebook.table
    other.points[0][0].mean = 0.95
    other.rows[2] = ["another"]
    let pair = PairedTable(SampleNotebook.table, other)
    #expect(pair.rows.map(\.side) == [.first, .second, .difference, .both, .first, .second])
    #expect(pair.rows[2].cells == ["−4.6", "0.0"])
    #expect(pair.rows[5].labels == ["another"])
  }

  @Test func stateOfCells() {
    let cells = NotebookCells(
      run: "main", axes: ["arm"], measures: [],
      rows: ["done", "diverged at step 3", "done", "diverged at step 9", "done"].map {
        .init(labels: ["a"], state: $0, hash: "0")
      })
    #expect(cells.summary == "3 done, 2 diverged")
  }
}
