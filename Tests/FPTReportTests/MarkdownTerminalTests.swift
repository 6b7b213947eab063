import Testing

@testable import FPTReport

@Suite("Prose in a terminal")
struct MarkdownTerminalTests {
  struct Snapshot: CustomTestStringConvertible {
    var name: String
    var source: String
    var text: String
    var testDescription: String { name }
  }

  @Test(arguments: snapshots)
  func rendersAs(_ snapshot: Snapshot) {
    let renderer = TerminalRenderer(width: 40, color: false)
    #expect(renderer.render(.prose(snapshot.source)) == snapshot.text + "\n")
  }

  private static let snapshots = [
    Snapshot(
      name: "headings",
      source: """
        # One *frozen* model
        ## Two
        ### Three
        text
        """,
      text: """
        One frozen model
        ════════════════

        Two
        ───

        Three

        text
        """),
    Snapshot(
      name: "emphasis, code and links",
      source: """
        A *frozen* **language** model, `freeze fpt`, see [the paper](https://arxiv.org/abs/2103.05247)
        or <https://arxiv.org>.\\
        A forced line.
        """,
      text: """
        A frozen language model, `freeze fpt`,
        see the paper
        (https://arxiv.org/abs/2103.05247) or
        https://arxiv.org.
        A forced line.
        """),
    Snapshot(
      name: "lists",
      source: """
        - bits
        - images, of which each is cut into patches of pixels
          1. MNIST
          2. CIFAR-10

        10. ten

        11. eleven
        """,
      text: """
        • bits
        • images, of which each is cut into
          patches of pixels
          1. MNIST
          2. CIFAR-10

        10. ten

        11. eleven
        """),
    Snapshot(
      name: "quotes, rules and code",
      source: """
        > The frozen weights are never touched, whatever the task.

        ***

        ```swift
        let policy = FreezingPolicy.all

          .except([.input])
        ```
        """,
      text: """
        │ The frozen weights are never touched,
        │ whatever the task.

        ────────────────────────────────────────

            let policy = FreezingPolicy.all

              .except([.input])
        """),
    Snapshot(
      name: "tables, the widest columns wrapping",
      source: """
        | task | what it asks | tokens |
        |:--|:-:|--:|
        | Bit XOR | element-wise XOR of two strings | 10 |
        | 数字 | digit | 49 |
        """,
      text: """
        ┌─────────┬──────────────────┬────────┐
        │ task    │   what it asks   │ tokens │
        ├─────────┼──────────────────┼────────┤
        │ Bit XOR │ element-wise XOR │     10 │
        │         │  of two strings  │        │
        │ 数字    │      digit       │     49 │
        └─────────┴──────────────────┴────────┘
        """),
    Snapshot(
      name: "HTML is text",
      source: "a <b>bold</b> move\n\n<script>\nalert(1)\n</script>",
      text: "a <b>bold</b> move\n\n    <script>\n    alert(1)\n    </script>"),
    Snapshot(
      name: "images by their description",
      source: "![a curve](curve.png)", text: "[image: a curve]"),
    Snapshot(name: "escape sequences are shown", source: "a \u{1B}[2J b", text: "a ␛[2J b"),
  ]

  @Test("styles are escape sequences only where there is color")
  func color() {
    let prose = Notebook.Item.prose("a **b** `c` [d](e)")
    #expect(
      TerminalRenderer(color: true).render(prose)
        == "a \u{1B}[1mb\u{1B}[0m \u{1B}[36mc\u{1B}[0m \u{1B}[4md\u{1B}[0m (e)\n")
    #expect(!TerminalRenderer(color: false).render(prose).contains("\u{1B}"))
  }

  @Test("deep nesting ends, at any width", arguments: [">", "- ", "*a ", "[", "1. "])
  func nesting(opening: String) {
    let text = String(repeating: opening, count: 20_000) + "x"
    let rendered = TerminalRenderer(width: 24).render(.prose(text))
    #expect(!rendered.isEmpty)
  }

  @Test("empty prose is empty", arguments: ["", "\n\n", "[a]: b"])
  func empty(source: String) {
    #expect(TerminalRenderer().render(.prose(source)).isEmpty)
  }
}
