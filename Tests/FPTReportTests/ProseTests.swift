import FPTFigures
import FPTResults
import Testing

@testable import FPTReport

/// Prose as a page shows it.
@Suite("Prose of a page")
struct ProseTests {
  private static func page(_ prose: String, title: String = "Title") -> String {
    HTMLPage(
      Notebook(
        title: title,
        items: [
          .prose(prose), .table(SampleNotebook.table), .drawing(.lines(SampleNotebook.plot)),
          .table(SampleNotebook.table),
        ])
    ).render().pageBody
  }

  @Test("tasks, struck words and tables")
  func extensions() {
    let page = Self.page(
      """
      - [x] done
      - [ ] ~~open~~ ~5 and ~6

      | a | b |
      |:-:|--:|
      | 1 | 2 |
      """)
    for part in [
      "<li><span class=\"check\" role=\"img\" aria-label=\"done\">☑</span> done</li>",
      "aria-label=\"open\">☐</span> <del>open</del> ~5 and ~6</li>",
      "<th scope=\"col\" class=\"center\">a</th>", "<td class=\"right\">2</td>",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    let text = TerminalRenderer(width: 60).render(.prose("- [x] done\n- [ ] ~~open~~"))
    #expect(text == "☑ done\n☐ ~~open~~\n")
  }

  @Test(
    "the page has one heading of the first level, and no level is left out",
    arguments: [
      ("# A\n\n## B\n\n# C", ["h2", "h3", "h2"]), ("## A\n\n### B", ["h2", "h3"]),
      ("### A\n\n# B\n\n### C\n\n###### D", ["h2", "h2", "h3", "h4"]),
    ])
  func levels(prose: String, levels: [String]) {
    let page = Self.page(prose)
    #expect(page.matches(of: /<(h[2-6]) id/).map { String($0.output.1) } == levels)
    #expect(page.matches(of: /<h1/).count == 1)
  }

  @Test("headings can be linked to, each under a name of its own")
  func anchors() {
    let page = Self.page(
      "# What came out?\n\n## Größe & *Form*\n\n# What came out!\n\n# page\n\n# …")
    let names = page.matches(of: /<h[23] id="([^"]+)"/).map { String($0.output.1) }
    #expect(names == ["what-came-out", "größe-form", "what-came-out-2", "page-2", "part"])
    for name in names + ["table-1", "figure-1"] { #expect(page.contains("<a href=\"#\(name)\">")) }
  }

  @Test("a page has contents from four headings on")
  func contents() {
    #expect(!Self.page("# A\n\n# B\n\n# C").contains("class=\"contents\""))
    #expect(Self.page("# A\n\n# B\n\n# C\n\n# D").contains("class=\"contents\""))
  }

  @Test(
    "references to the page's own tables and figures are links",
    arguments: [
      ("See Table 1.", "See <a href=\"#table-1\">Table 1</a>."),
      (
        "(Figure\n1, Table 2)",
        "(<a href=\"#figure-1\">Figure\n1</a>, <a href=\"#table-2\">Table 2</a>)"
      ),
      (
        "Fig. 1 & *Table 1*",
        "<a href=\"#figure-1\">Fig. 1</a> &amp; <em><a href=\"#table-1\">Table 1</a></em>"
      ),
      ("Table 3 and Table 11", "Table 3 and Table 11"),
      (
        "Table 1 of the paper. Table 2 here",
        "Table 1 of the paper. <a href=\"#table-2\">Table 2</a> here"
      ),
      (
        "[Table 1](https://example.org/)",
        "<a href=\"https://example.org/\" rel=\"noreferrer\">Table 1</a>"
      ),
      ("Tables 1, unstable 1, `Table 1`", "Tables 1, unstable 1, <code>Table 1</code>"),
    ])
  func references(prose: String, html: String) {
    #expect(Self.page(prose).contains("<p>\(html)</p>"))
  }

  @Test("a table that the title names is that of a publication")
  func publishedNumbers() {
    let page = Self.page("Table 1, Table 2", title: "Table 2 · Depth")
    #expect(page.contains("<p><a href=\"#table-1\">Table 1</a>, Table 2</p>"))
  }

  @Test("no line ends between a number and its unit")
  func units() {
    #expect(Self.page("4 × 4 at 10 %").contains("<p>4\u{A0}×\u{A0}4 at 10\u{A0}%</p>"))
  }

  @Test("images are those of the file, and words stand for all others")
  func images() {
    let image = "data:image/png;base64,iVBORw0KGgo="
    var notebook = Notebook(
      title: "T",
      items: [
        .prose("![a *b*](x.png) ![c](y.png) ![d](\(image)) ![e](z.png) ![](https://a.b/c.png)")
      ])
    notebook.images = [
      "x.png": image, "y.png": "data:text/html;base64,AAAA", "z.png": "/etc/passwd",
    ]
    let page = HTMLPage(notebook).render().pageBody
    #expect(
      page.contains("<p><img src=\"\(image)\" alt=\"a b\">\u{20}<span class=\"no-image\"")
        && page.contains("<img src=\"\(image)\" alt=\"d\">"))
    #expect(
      page.matches(of: /<img\s/).count == 2 && page.matches(of: /class="no-image"/).count == 3)
    for text in [
      "data:image/png;base64,", "data:image/png,x", "data:image/png;base64,AA\"A",
      "data:image/x;base64,AAAA",
      "DATA:image/png;base64,AAAA", " data:image/png;base64,AAAA",
    ] {
      #expect(DataImage(text) == nil, "\(text)")
    }
  }

  @Test(
    "a first heading that repeats the title is left out, however it is written",
    arguments: [
      ("# T & u", ""), ("# T & u #\n\nmore", "more"), ("\n  \n## *t* &  U\nmore", "more"),
      ("T & u\n=====\n\nmore", "more"), ("# T & u and more", "# T & u and more"),
      ("T & u\n\nmore", "T & u\n\nmore"),
    ])
  func repeatedTitle(prose: String, rest: String) throws {
    let notebook = try Notebook(
      ResultsDocument(title: "T & u", notebook: NotebookLayout(items: [.prose(prose)])))
    #expect(notebook.items == (rest.isEmpty ? [] : [.prose(rest)]))
  }

  @Test("only addresses that can do no harm are links")
  func addresses() {
    for url in ["https://a.b/c?d=e#f", "mailto:a@b.c", "#table-1", "beside.html", "a/b:c"] {
      #expect(SafeAddress(url) != nil, "\(url)")
    }
    for url in [
      "javascript:x", "JAVASCRIPT:x", "data:text/html,x", "file:///x", "//host/x", "\\\\host\\x",
      "/x", "",
      "java\nscript:x", " javascript:x", "ftp://x", "blob:x", "https://a b", "\u{202E}x",
    ] {
      #expect(SafeAddress(url) == nil, "\(url)")
    }
  }
}
