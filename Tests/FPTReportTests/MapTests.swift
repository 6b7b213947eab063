import FPTFigures
import Testing

@testable import FPTReport

@Suite("Heat maps")
struct MapTests {
  private static func map(_ values: [Double], rows: Int, columns: Int) -> NotebookMap {
    NotebookMap(
      title: "Attention", rowAxis: "query", columnAxis: "key",
      panels: [
        .init(
          title: "layer 0", rows: (0..<rows).map(String.init),
          columns: (0..<columns).map(String.init), values: values)
      ])
  }

  @Test("shades are shares of the largest value")
  func snapshot() {
    let map = Self.map(
      [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.05, 0.06, .nan, 0.5, 0.5, 0], rows: 2, columns: 6)
    #expect(
      TerminalRenderer(width: 60).render(.drawing(.map(map))) == """
        Attention
        query downwards, key to the right; full at 0.50
        · from 1/10   ░ 3/10   ▒ 1/2   ▓ 7/10   █ 9/10 of it
        layer 0
           0 1 2 3 4 5
          ┌────────────┐
        0 │  ··░░▒▒▓▓██│
        1 │····??████  │
          └────────────┘

        """)
  }

  @Test("a map that is wider than the terminal is pooled, and says so")
  func pooled() {
    let size = 120
    let values = (0..<size * size).map { $0 / size == $0 % size ? 1.0 : 0 }
    let map = Self.map(values, rows: size, columns: size)
    let text = TerminalRenderer(width: 60).render(.drawing(.map(map)))
    #expect(text.contains("each mark is the mean of 5 × 5"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 60 })
    // The mean of a square on the diagonal is a fifth of the largest value.
    #expect(text.contains("··"))
    let page = HTMLPage(Notebook(title: "t", items: [.drawing(.map(map))])).render()
    #expect(page.contains("each square is the mean of 2 × 2"))
    #expect(page.utf8.count < 40_000)
  }

  @Test("panels stand beside each other where there is room")
  func panels() {
    var map = Self.map([1, 0, 0, 1], rows: 2, columns: 2)
    map.panels.append(map.panels[0])
    map.panels[1].title = "layer 1"
    map.omitted = 3
    let text = TerminalRenderer(width: 60).render(.drawing(.map(map)))
    #expect(text.contains("layer 0    layer 1\n"))
    #expect(text.contains("3 panels more are in the results file"))
  }

  @Test("numbers stand on small maps, escaped and readable on their color")
  func html() {
    var map = Self.map([9, 1, 2, 8], rows: 2, columns: 2)
    map.title = "<b>"
    map.format = .number(digits: 0)
    let page = HTMLPage(Notebook(title: "t", items: [.drawing(.map(map))])).render()
    #expect(page.contains("&lt;b&gt;") && !page.contains("<b>\""))
    #expect(page.contains("class=\"on\"") && page.contains(">9</text>"))
    #expect(page.contains("class=\"heat\" fill-opacity=\"1.00\""))
  }

  @Test(
    "values that no shade holds are harmless",
    arguments: [
      [Double](), [.nan, .nan, .nan, .nan], [.infinity, -.infinity, 1, 0], [-1, -2, -3, -4],
      [1e308, 1e308, 0, 0], [1],
    ])
  func hostile(values: [Double]) {
    for (rows, columns) in [(2, 2), (0, 0), (2, 0)] {
      let map = Self.map(values, rows: rows, columns: columns)
      #expect(!TerminalRenderer(width: 24).render(.drawing(.map(map))).isEmpty)
      let page = HTMLPage(Notebook(title: "", items: [.drawing(.map(map))])).render()
      #expect(!page.contains("\"NaN") && !page.contains("inf"))
    }
  }
}
