import FPTFigures
import Foundation
import Testing

@testable import FPTReport

@Suite("Plots")
struct PlotTests {
  @Test("dots of a braille character are where Unicode puts them")
  func dots() {
    let places = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
    for (bit, place) in places.enumerated() {
      var canvas = BrailleCanvas(columns: 1, rows: 1)
      canvas.set(x: place.0, y: place.1, owner: 3)
      let drawn = canvas.character(row: 0, column: 0)
      #expect(drawn.text.unicodeScalars.first?.value == UInt32(0x2800 + (1 << bit)))
      #expect(drawn.owner == 3)
    }
  }

  @Test(
    "a line joins its ends, in every direction",
    arguments: [(0, 0), (7, 0), (0, 7), (7, 7), (3, 5)])
  func line(end: (Int, Int)) {
    for start in [(0, 0), (7, 7), (4, 1)] {
      var canvas = BrailleCanvas(columns: 4, rows: 2)
      canvas.line(from: start, to: end, owner: 0)
      for place in [start, end] {
        #expect(canvas.character(row: place.1 / 4, column: place.0 / 2).text != " ")
      }
    }
  }

  @Test("dots outside of the canvas are left out")
  func outside() {
    var canvas = BrailleCanvas(columns: 2, rows: 1)
    for place in [(-1, 0), (4, 0), (0, 4), (0, -1)] { canvas.set(x: place.0, y: place.1, owner: 0) }
    #expect((0..<2).allSatisfy { canvas.character(row: 0, column: $0).text == " " })
    #expect(canvas.character(row: 9, column: 9).text == " ")
  }

  @Test("a learning curve with a gap, a logarithmic axis and a single point")
  func snapshot() {
    let curve = [1e-4, 1e-3, 1e-2, 1e-1].enumerated().map {
      ChartPoint(x: $1, y: $0 == 2 ? .nan : Double($0))
    }
    let plot = Chart(
      title: "Loss", x: .init(label: "lr", scale: .logarithmic), y: .init(label: "loss"),
      panels: [
        .init(series: [
          .init(name: "fpt", points: curve), .init(name: "none", points: [.init(x: 1e-2, y: 1.5)]),
        ])
      ])
    #expect(
      TerminalRenderer(width: 40).render(.drawing(.lines(plot))) == """
        Loss
        loss against lr, log scale
         3┤                                 ⠄ a
          │
          │
         2┤
          │
          │                      b            b
          │
         1┤         ⢀⠤⠒a
          │      ⣀⠤⠊⠁
          │   ⣀⠔⠊
         0┤ ⠐⠉
          └─┬──────────┬─────────┬──────────┬─
          1e-4       1e-3      1e-2       1e-1
        a fpt   b none

        """)
  }

  @Test(
    "values that no scale holds are drawn by no renderer, and harm none",
    arguments: [
      [Double](), [Double.nan], [Double.infinity, -Double.infinity, 0], [1e308, -1e308],
      [Double.leastNonzeroMagnitude, 2 * Double.leastNonzeroMagnitude], [0, 0, 0],
      [-1, 1e300], [1, 2, Double.nan, 3],
    ])
  func hostile(values: [Double]) {
    for isLogarithmic in [false, true] {
      let points = values.map { ChartPoint(x: $0, y: $0) }
      let axis = ChartAxis(label: "v", scale: isLogarithmic ? .logarithmic : .linear)
      let plot = Chart(
        title: "P", x: axis, y: axis, panels: [.init(series: [.init(name: "s", points: points)])])
      #expect(!TerminalRenderer(width: 30).render(.drawing(.lines(plot))).isEmpty)
      let page = HTMLPage(Notebook(title: "", items: [.drawing(.lines(plot))])).render().pageBody
      #expect(!page.contains("NaN") && !page.contains("∞") && !page.contains("inf\""))
    }
  }
}
