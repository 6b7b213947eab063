import Foundation
import FoundationXML
import Testing

@testable import FPTReport

@Suite("HTML page")
struct HTMLPageTests {
  @Test("the same notebook is the same page, with every part of it")
  func parts() {
    let page = HTMLPage(SampleNotebook.notebook).render()
    #expect(page == HTMLPage(SampleNotebook.notebook).render())
    for part in [
      "<h1>Quickstart</h1>", "train.steps: 600 → 400", "<strong>input, output, positions</strong>",
      "<td class=\"done\">99.6 <span class=\"spread\">± 0.2</span><small>paper 100, Δ −0.4</small></td>",
      "<td class=\"diverged\">69.0<sup>†(1/2)</sup>", "<td class=\"missing\">·</td>",
      "aria-label=\"Learning curves: bit_xor\"", "<p class=\"note\">one cell failed</p>",
      "results/quickstart.h5",
    ] {
      #expect(page.contains(part), "\(part)")
    }
  }

  @Test("the page asks for nothing from outside")
  func selfContained() {
    let page = HTMLPage(SampleNotebook.notebook).render()
    for word in ["<script ", "src=", "@import", "url(", "<link", "<iframe", "fetch("] {
      #expect(!page.contains(word), "\(word)")
    }
    #expect(page.contains("default-src 'none'") && !page.contains("unsafe-inline"))
  }

  @Test("no text becomes markup")
  func escapes() {
    let attack = "<script>alert('1')</script>\"onload=\"x\" & \u{1B}"
    var table = SampleNotebook.table
    table.title = attack
    table.rows[0] = [attack]
    table.columns[0] = [attack]
    table.reference = attack
    var plot = SampleNotebook.plot
    plot.title = attack
    plot.panels[0].title = attack
    plot.panels[0].series[0].name = attack
    let notebook = Notebook(
      title: attack, header: [attack],
      items: [
        .prose(
          attack + "\n\na \u{1B}[2J\u{202E} [a](javascript:alert(1)) <img src=x onerror=alert(1)>"),
        .table(table), .drawing(.lines(plot)), .note(attack),
      ], footer: [attack])
    let page = HTMLPage(notebook).render()
    for word in ["<script", "\"onload=\"", "javascript:", "<img", "onerror", "\u{1B}", "\u{202E}"] {
      let body = page.pageBody
      #expect(!body.contains(word), "\(word)")
    }
  }

  @Test("plots are well-formed XML")
  func wellFormed() {
    let page = HTMLPage(SampleNotebook.notebook).render()
    let plots = page.components(separatedBy: "<svg").dropFirst().map { part in
      "<svg" + part.components(separatedBy: "</svg>")[0] + "</svg>"
    }
    // Two panels, and a key for each of two series.
    #expect(plots.count == 4)
    for plot in plots { #expect(XMLParser(data: Data(plot.utf8)).parse()) }
  }
}
