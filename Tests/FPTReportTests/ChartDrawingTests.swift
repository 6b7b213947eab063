import FPTFigures
import Foundation
import FoundationXML
import Testing

@testable import FPTReport

/// What a page, a terminal and a file draw of charts of every sort.
@Suite("Charts as they are drawn")
struct ChartDrawingTests {
  private static func chart(
    _ series: [ChartSeries], x: ChartAxis.Scale = .linear, references: [ChartReference] = []
  ) -> Chart {
    Chart(
      title: "T", x: ChartAxis(label: "x", scale: x), y: ChartAxis(label: "y"),
      panels: [ChartPanel(series: series, references: references)])
  }

  private static func page(_ chart: Chart) -> String {
    let page = HTMLPage(Notebook(title: "", items: [.drawing(.lines(chart))])).render()
    return String(page[(page.range(of: "<body>")?.upperBound ?? page.startIndex)...])
  }

  private static func terminal(_ chart: Chart, width: Int = 60) -> String {
    TerminalRenderer(width: width).render(.drawing(.lines(chart)))
  }

  @Test("twelve of 200 series are drawn, and it is said")
  func manySeries() {
    let chart = Self.chart(
      (0..<200).map { index in
        ChartSeries(
          name: "series \(index)",
          points: (0..<400).map { ChartPoint(x: Double($0), y: Double($0 % 7 + index)) })
      })
    let page = Self.page(chart)
    #expect(page.contains("12 of 200 series are drawn; all are in the file"))
    #expect(page.contains("series 11") && !page.contains("series 12"))
    #expect(page.utf8.count < 100_000)
    let text = Self.terminal(chart)
    #expect(text.contains("12 of 200 series are drawn"))
    #expect(text.contains("l series 11") && !text.contains("series 12\n"))
    // Of the values that are drawn, not of all 200.
    #expect(!text.contains("200┤"))
  }

  @Test("a long line keeps its lowest and its highest values")
  func thinned() {
    var points = (0..<10_000).map { ChartPoint(x: Double($0), y: 0) }
    points[3333].y = 5
    points[7777].y = -4
    points[5000].yInterval = .init(low: -9, high: 9)
    let thin = points.thinned()
    #expect(thin.count <= 320)
    #expect(thin.map(\.y).max() == 5 && thin.map(\.y).min() == -4)
    #expect(thin.compactMap(\.yInterval).contains { $0.low == -9 })
    #expect(thin.map(\.x) == thin.map(\.x).sorted())
  }

  @Test("names have places and no line between them, and are all there")
  func names() {
    let names = ["fpt", "a very long name of an arm that nobody can read", "none"]
    let chart = Self.chart(
      [
        ChartSeries(
          name: "",
          points: [0.0, 1, 2].map {
            ChartPoint(x: $0, y: $0 + 1, yInterval: .init(low: $0 + 0.5, high: $0 + 1.5))
          })
      ], x: .categories(names))
    let page = Self.page(chart)
    #expect(!page.contains("class=\"s0\"") && !page.contains("class=\"b0\""))
    #expect(page.components(separatedBy: "<circle class=\"m0\"").count == 4)
    #expect(page.contains(">fpt</text>") && page.contains("rotate(-38)"))
    #expect(!page.contains("class=\"legend\""))
    let text = Self.terminal(chart, width: 50)
    for name in ["fpt ", "none ", "a very long na"] { #expect(text.contains(name)) }
    #expect(text.contains("├") && text.contains("┤") && text.contains("●"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 50 })
  }

  @Test("bars stand beside each other, stacks on top of each other, both from zero")
  func bars() {
    func series(_ mark: ChartSeries.Mark, horizontal: Bool = false) -> [ChartSeries] {
      ["trained", "frozen"].map { name in
        ChartSeries(
          name: name, mark: mark,
          points: [0.0, 1].map {
            let value = name == "frozen" ? 3.0 : 1
            return horizontal ? ChartPoint(x: value, y: $0) : ChartPoint(x: $0, y: value)
          })
      }
    }
    for mark in [ChartSeries.Mark.bars, .stack] {
      var chart = Self.chart(series(mark), x: .categories(["a", "b"]))
      let page = Self.page(chart)
      // Areas have the classes a0, a1, …; that of an axis begins alike.
      let areas = (0..<2).map { page.components(separatedBy: "<path class=\"a\($0)").count - 1 }
      #expect(areas == [3, 3], "two bars and a sample of each series")
      #expect(Self.terminal(chart).contains(mark == .bars ? "██" : "aa"))
      chart = Self.chart(series(mark, horizontal: true))
      chart.y.scale = .categories(["a", "b"])
      #expect(Self.page(chart).contains("<path class=\"a1\""))
      let top = DrawnChart(chart).panels[0].scales?.x.ticks.last
      #expect(top == (mark == .bars ? 3 : 4))
    }
  }

  @Test("what has no logarithm is counted, and intervals beyond an axis are said to be cut")
  func remarks() {
    var chart = Self.chart([
      ChartSeries(
        name: "",
        points: [0.0, 1, 10].map {
          ChartPoint(x: $0, y: $0, yInterval: .init(low: $0 - 500, high: $0 + 500))
        })
    ])
    chart.y.scale = .logarithmic
    let drawn = DrawnChart(chart)
    #expect(
      drawn.remarks == [
        "1 value of 0 or less has no place on a logarithmic scale",
        "intervals that reach beyond an axis are cut",
      ])
  }

  @Test("a level of chance and phases have their names, escaped")
  func references() {
    var chart = Self.chart(
      [ChartSeries(name: "a", points: [0.0, 1].map { ChartPoint(x: $0 * 100, y: $0) })],
      references: [ChartReference(.level(0.5), label: "chance <50> %")])
    chart.panels[0].phases = [ChartPhase(x: 40, name: "all & trained")]
    let page = Self.page(chart)
    #expect(page.contains("class=\"reference\"") && page.contains("chance &lt;50&gt; %"))
    #expect(page.contains("class=\"phase\"") && page.contains("all &amp; trained"))
    let text = Self.terminal(chart)
    #expect(text.contains("chance <50> %") && text.contains("┊ from 40: all & trained"))
  }

  @Test("a figure of its own is whole XML without anything from elsewhere, as wide as it is to be")
  func figure() throws {
    for drawing in [
      Drawing.lines(SampleNotebook.plot),
      .map(
        NotebookMap(
          title: "M", rowAxis: "query", columnAxis: "key",
          panels: [.init(title: "layer 0", rows: ["0"], columns: ["0"], values: [0.5])])),
    ] {
      let figure = SVGFigure(drawing)
      let svg = figure.render(millimeters: 85)
      #expect(XMLParser(data: Data(svg.utf8)).parse())
      #expect(svg.contains("width=\"85mm\""))
      for word in ["var(--", "<script", "href", "url(", "@import", "NaN"] {
        #expect(!svg.contains(word), "\(word)")
      }
      for panel in figure.panelsAlone {
        #expect(XMLParser(data: Data(panel.render().utf8)).parse())
        #expect(panel.title.hasPrefix(figure.title + " - "))
      }
    }
  }
}
