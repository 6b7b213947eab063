import FPTResults
import Foundation
import Testing

@testable import FPTFigures
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
        query downwards, key to the right
        · from 0.05   ░ from 0.15   ▒ from 0.25   ▓ from 0.35
        █ from 0.45
        layer 0
           0 1 2 3 4 5
          ┌────────────┐
        0 │  ··░░▒▒▓▓██│
        1 │····??████  │
          └────────────┘

        """)
  }

  @Test("the caption says what each value is the mean over")
  func averaged() {
    var map = Self.map([0, 1, 2, 3], rows: 2, columns: 2)
    map.averaged = "3 seeds and heads"
    let caption = "mean over 3 seeds and heads; query downwards, key to the right"
    #expect(TerminalRenderer(width: 80).render(.drawing(.map(map))).contains(caption))
    #expect(
      HTMLPage(Notebook(title: "", items: [.drawing(.map(map))])).render().contains(caption))
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
    #expect(page.pageBody.utf8.count < 24_000)
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
    // Much is dark on light ground, so its number is white; little has a black one.
    #expect(page.contains("value v32\" ") && page.contains(">9</text>"))
    #expect(HeatColors.light.ink(on: 32) == "#ffffff" && HeatColors.light.ink(on: 0) == "#000000")
    #expect(HeatColors.dark.ink(on: 32) == "#000000" && HeatColors.dark.ink(on: 0) == "#ffffff")
    #expect(page.contains("<title>query 0, key 1: 1</title>"))
  }

  @Test("colors are even steps of lightness, and every number on them can be read")
  func colors() throws {
    for colors in [HeatColors.light, .dark] {
      var lightness: [Double] = []
      for step in 0...HeatColors.steps {
        let luminance = HeatColors.luminance(of: colors.color(step))
        let ink = HeatColors.luminance(of: colors.ink(on: step))
        #expect(HeatColors.contrast(luminance, ink) >= 4.5, "\(colors.color(step))")
        // CIE 1976 L*, which is another formula than that of the colors.
        lightness.append(luminance > 0.008856 ? 116 * cbrt(luminance) - 16 : 903.3 * luminance)
      }
      let steps = zip(lightness, lightness.dropFirst()).map { abs($1 - $0) }
      let mean = steps.reduce(0, +) / Double(steps.count)
      #expect(mean > 1.8, "the range of lightness is \(mean * 32)")
      #expect(steps.allSatisfy { $0 > 0.5 * mean && $0 < 1.6 * mean }, "\(steps)")
      let isRising = lightness[0] < lightness[32]
      #expect(zip(lightness, lightness.dropFirst()).allSatisfy { ($0 < $1) == isRising })
    }
  }

  @Test("the scale has round ends, starts at zero where that is near, and holds every value")
  func scale() throws {
    for (values, low, high) in [
      ([0.0, 0.43], 0.0, 0.43), ([0.8, 0.97], 0.8, 1.0), ([-0.3, 0.4], -0.4, 0.4), ([2, 2], 0, 2),
      ([0, 0], 0, 1), ([-3, -3], -3, 0),
    ] as [([Double], Double, Double)] {
      let scale = try #require(HeatScale(Self.map(values, rows: 1, columns: 2)))
      #expect(abs(scale.low - low) < 1e-12 && abs(scale.high - high) < 1e-12, "\(values): \(scale)")
      for value in values { #expect(scale.share(of: value) != nil) }
      #expect(Set(scale.tickTexts).count == scale.ticks.count)
    }
    #expect(HeatScale(Self.map([.nan, .infinity], rows: 1, columns: 2)) == nil)
  }

  @Test("titles leave out what all panels share, and keep what tells them apart")
  func titles() throws {
    func axis(_ name: String, _ labels: [String]) -> ResultAxis {
      ResultAxis(name: name, labels: .texts(labels))
    }
    let figure = ResultsDocument.Figure(
      name: "m", title: "M",
      axes: [
        axis("task", ["bit_memory"]), axis("time", ["before training", "after training"]),
        ResultAxis(name: "example", labels: .integers([0])),
        ResultAxis(name: "head", labels: .integers([0, 1])),
        axis("query", ["0"]), axis("key", ["0"]),
      ], arrays: [ResultArray(name: "mean", values: [1, 2, 3, 4])])
    let map = try NotebookMap(
      figure, .init(plot: "m", rows: "query", columns: "key", facets: ["task", "time"]))
    #expect(map.shared == "bit_memory · example 0")
    #expect(
      map.panels.map(\.title) == [
        "before training · head 0", "before training · head 1", "after training · head 0",
        "after training · head 1",
      ])
    var long = map
    long.panels[0].title = String(repeating: "very long name ", count: 8) + "number 7"
    let svg = SVGMap(long.panels[0], of: long).render()
    #expect(svg.contains("number 7") && !svg.contains("…"))
  }

  @Test(
    "a map that no cell recorded, such as attention of LSTMs alone, is an empty panel for each facet"
  )
  func unrecorded() throws {
    for (facets, count) in [([String](), 1), (["task"], 2)] {
      let figure = ResultsDocument.Figure(
        name: "m", title: "M",
        axes: facets.map { ResultAxis(name: $0, labels: .texts(["bit_memory", "bit_xor"])) },
        arrays: [ResultArray(name: "mean", values: [Double](repeating: .nan, count: count))])
      let map = try NotebookMap(
        figure, .init(plot: "m", rows: "query", columns: "key", facets: facets))
      #expect(map.panels.count == count)
      let text = TerminalRenderer(width: 80).render(.drawing(.map(map)))
      #expect(text.contains("nothing to draw yet"))
      let page = HTMLPage(Notebook(title: "", items: [.drawing(.map(map))])).render()
      #expect(page.contains("nothing to draw yet"))
    }
  }

  @Test("a confusion matrix has counts, and shares of its rows as colors")
  func confusion() throws {
    let figure = ResultsDocument.Figure(
      name: "c", title: "C",
      axes: ["true", "predicted"].map { ResultAxis(name: $0, labels: .texts(["cat", "dog"])) },
      arrays: [
        ResultArray(name: "mean", values: [30, 10, 1, 3]),
        ResultArray(name: "share", values: [0.75, 0.25, 0.25, 0.75]),
      ])
    let map = try NotebookMap(
      figure, .init(plot: "c", rows: "true", columns: "predicted", facets: []))
    #expect(map.label == "share of the row")
    #expect(map.text(of: map.panels[0], 0, 1) == "true cat, predicted dog: 10, 25 % of the row")
    let page = HTMLPage(Notebook(title: "t", items: [.drawing(.map(map))])).render()
    #expect(page.contains(">30</text>") && page.contains(">75 %</text>"))
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
