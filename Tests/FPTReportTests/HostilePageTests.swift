import FPTFigures
import Foundation
import Testing

@testable import FPTReport

/// Files of others in a real browser: whatever they say, nothing of it runs, is fetched or is reported by the page's policy.
@Suite("Hostile pages in a browser", .enabled(if: Chromium.program != nil, "needs Chromium"))
struct HostilePageTests {
  /// What sets a mark on the document if it runs.
  private static let act = "document.documentElement.dataset.taken='1'"

  private static let attacks = [
    "<script>\(act)</script>", "</script><script>\(act)</script>", "</style><style>*{display:none}",
    "</title><script>\(act)</script>", "<svg onload=\(act)>", "]]><svg/onload=\(act)>",
    "<img src=x onerror=\(act)>", "\" onmouseover=\"\(act)\" autofocus onfocus=\"\(act)\" x=\"",
    "' onload='\(act)", "<iframe srcdoc=\"<script>parent.\(act)</script>\">",
    "<a href=\"javascript:\(act)\">x</a>", "<base href=\"https://127.0.0.1:9/\">",
    "<meta http-equiv=refresh content=\"0;url=https://127.0.0.1:9/\">", "<!--", "--><b>",
    "<form action=https://127.0.0.1:9/><input autofocus onfocus=\(act)>", "</main></body></html>",
    "\u{202E}desrever\u{2066}", "\u{0}\u{1B}[2J\u{7F}", "${\(act)}", "{{constructor}}", "a|b|c",
  ]

  private static let prose =
    attacks.map {
      "\($0)\n\n# \($0)\n\n- \($0)\n- [x] \($0)\n\n> \($0)\n\n```\n\($0)\n```\n\n`\($0)`"
    }
    .joined(separator: "\n\n") + """


      # page
      # contents
      # __proto__
      # table-1
      # dataset

      [a](javascript:\(act)) [b](JaVaScRiPt:\(act)) [c](data:text/html,<script>\(act)</script>)
      [d](vbscript:x) [e](file:///etc/passwd) [f](//127.0.0.1:9/x) [g](\\\\127.0.0.1\\x) [h](/etc/passwd)
      [i](&#106;avascript:\(act)) [j](java&#10;script:\(act)) [k](\u{1}javascript:\(act))
      [l](https://example.org/"onclick="\(act)) [o](https://example.org/) <javascript:\(act)> [m][n]

      ![a](https://127.0.0.1:9/x.png) ![b](javascript:\(act)) ![c](data:text/html;base64,PHNjcmlwdD4=)
      ![d](x.png "\\" onerror=\\"\(act)") ![e](file:///etc/passwd) ![<svg onload=\(act)>](y.png)
      ![f](data:image/svg+xml,%3Csvg%20onload=\(act)%3E)

      | <svg onload=\(act)> | b |
      |:-:|--:|
      | </td></table><script>\(act)</script> | ~~<b onload=x>~~ |

      [n]: javascript:\(act)
      """

  private static var page: String {
    let attack = attacks.joined(separator: " ")
    var table = SampleNotebook.table
    (table.title, table.rows[0], table.columns[0]) = (attack, [attack], [attack])
    (table.reference, table.rowAxes) = (attack, [attack])
    var plot = SampleNotebook.plot
    (plot.title, plot.x.label, plot.y.label) = (attack, attack, attack)
    plot.panels[0].title = attack
    plot.panels[0].series[0].name = attack
    let labels = (0..<30).map { "\(attack)\($0)" }
    let map = NotebookMap(
      title: attack, rowAxis: attack, columnAxis: attack,
      panels: [
        NotebookMap.Panel(
          title: attack, rows: labels, columns: labels, values: (0..<900).map { Double($0) / 900 })
      ], format: .number(digits: 2), label: attack)
    let text = FigureText(caption: attack, notes: [attack])
    return HTMLPage(
      Notebook(
        title: attack, header: [attack, "  \(attack)"],
        items: [
          .prose(prose), .table(table, text), .drawing(.lines(plot), text),
          .drawing(.map(map), text), .note(attack),
        ], footer: [attack])
    ).render()
  }

  @Test("nothing of a hostile file runs, and the policy has nothing to refuse")
  func inert() throws {
    let loaded = try Chromium.load(Self.page)
    #expect(loaded.console.isEmpty, "\(loaded.console.joined(separator: "\n"))")
    #expect(!loaded.document.contains("data-taken"))
    // The page's own script ran to its end.
    #expect(
      loaded.document.contains("class=\"theme\"") && loaded.document.contains("class=\"pointed\""))
    #expect(loaded.document.contains("</main>") && loaded.document.contains("<footer>"))
  }

  @Test("only the page's own markup is in it, and links go nowhere else than they say")
  func markup() {
    let body = Self.page.pageBody
    let addresses = Set(body.matches(of: /\s(?:href|src|action|srcdoc)="([^"]*)"/).map(\.output.1))
    #expect(addresses.contains("#table-1") && addresses.contains("https://example.org/"))
    #expect(addresses.filter { !$0.hasPrefix("#") && !$0.hasPrefix("https://example.org/") } == [])
    // Quotes in texts are escaped: what is left between two of them is the value of an attribute.
    let markup = body.replacing(/"[^"]*"/, with: "")
    #expect(markup.firstMatch(of: /<[a-z][^<>]*\son[a-z]+=/) == nil)
    let tags = Set(markup.matches(of: /<([a-z]+)/).map { String($0.output.1) })
    #expect(
      tags.isDisjoint(with: ["script", "style", "iframe", "img", "form", "input", "base", "meta"]))
  }

  @Test("what would run is refused by the policy, which says so")
  func control() throws {
    let page = Self.page.replacingOccurrences(
      of: "</main>",
      with:
        "<script>\(Self.act)</script><img src=\"https://127.0.0.1:9/x\" onerror=\"\(Self.act)\"></main>"
    )
    let loaded = try Chromium.load(page)
    #expect(loaded.console.count { $0.contains("Content Security Policy") } >= 2)
    #expect(!loaded.document.contains(" data-taken"))
  }
}
