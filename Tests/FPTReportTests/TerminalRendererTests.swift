import FPTFigures
import Testing

@testable import FPTReport

@Suite("Notebook in a terminal")
struct TerminalRendererTests {
  @Test("the whole notebook at 80 columns")
  func wholeNotebook() {
    #expect(
      TerminalRenderer(width: 80).render(SampleNotebook.notebook) == """
        Quickstart
        ══════════
        profile laptop, 1 value changed
          train.steps: 600 → 400

        A frozen language model on other data
        ═════════════════════════════════════

        MiniLM, pretrained on language, is frozen but for its input, output, positions
        and layer norms (`freeze fpt`). Source: Lu et al. 2021
        (https://arxiv.org/abs/2103.05247).

        1. Bit XOR
        2. Fashion-MNIST

        Table 1. Test accuracy
        accuracy, %, mean ± standard deviation over 2 seeds; the seed changes
        initialization, training batches and dropout
        ┌─────────────┬─────────────────────┬───────────────┐
        │ arm         │             bit_xor │ fashion_mnist │
        ├─────────────┼─────────────────────┼───────────────┤
        │ language    │  99.6         ± 0.2 │    74.5 ± 0.3 │
        │   paper     │   100        Δ −0.4 │       ?       │
        ├─────────────┼─────────────────────┼───────────────┤
        │ random      │  69.0†(1/2)     ± – │       ·       │
        │   paper     │ 100.0       Δ −31.0 │               │
        ├─────────────┼─────────────────────┼───────────────┤
        │ output_only │     ✗               │       ∅       │
        │   paper     │                     │       ?       │
        └─────────────┴─────────────────────┴───────────────┘
        † diverged: the last value before   ✗ failed   ∅ data or weights missing
        · not computed yet   ? published value not known
        – one seed, which has no spread   (n/m) n of m seeds have a value

        Figure 1. Learning curves
        test accuracy against step
        bit_xor                                  fashion_mnist
         100%┤                 ⢀⣀⣀⣀⣀⣀⠤⠤⠤⠤⠤⠤⠤ a    100%┤
             │          ⢀⣀⠤⠔⠒⠉⠉⠁                      │
          80%┤       a⠒⠉⠁                          80%┤
             │    ⡠⠔⠉                ⣀⣀⣀⠤⠤⠤⠤ b        │                      ⣀⣀⡠⠤⠤⠤⠤⠒ a
          60%┤  ⡠⠊     ⣀⣀⣀⠤⠤⠤⠤⠒⠒⠒⠉⠉⠉b              60%┤             ⢀⣀⣤⣤⣔⣒⠭⠭⠭b⠤⠤⠤⠤⠤⠤⠤ b
             │ ⠴⠓⠒⠒⠉⠉⠉⠉                               │        ⣀⢤⡴⠖⠋⠉⠉
          40%┤                                     40%┤     ⢀⠤a⠊⠁
             │                                        │   ⢀⡴⠕⠉
          20%┤                                     20%┤  ⡴⠋
             │                                        │ ⠊
           0%┤                                      0%┤
             └─┬──────┬──────┬──────┬──────┬─         └─┬──────┬──────┬──────┬──────┬─
               0     100    200    300    400           0     100    200    300    400
        a language   b random

        note: one cell failed

        results/quickstart.h5

        """)
  }

  @Test("a narrow terminal folds columns and stacks panels")
  func folded() {
    let items = [SampleNotebook.table, Self.sweep].map { Notebook.Item.table($0) }
    #expect(
      items.map(TerminalRenderer(width: 46).render).joined(separator: "\n") == """
        Test accuracy
        accuracy, %, mean ± standard deviation over 2
        seeds; the seed changes initialization,
        training batches and dropout
        column 1 of 2
        ┌─────────────┬─────────────────────┐
        │ arm         │             bit_xor │
        ├─────────────┼─────────────────────┤
        │ language    │  99.6         ± 0.2 │
        │   paper     │   100        Δ −0.4 │
        ├─────────────┼─────────────────────┤
        │ random      │  69.0†(1/2)     ± – │
        │   paper     │ 100.0       Δ −31.0 │
        ├─────────────┼─────────────────────┤
        │ output_only │     ✗               │
        │   paper     │                     │
        └─────────────┴─────────────────────┘

        column 2 of 2
        ┌─────────────┬───────────────┐
        │ arm         │ fashion_mnist │
        ├─────────────┼───────────────┤
        │ language    │    74.5 ± 0.3 │
        │   paper     │       ?       │
        ├─────────────┼───────────────┤
        │ random      │       ·       │
        │   paper     │               │
        ├─────────────┼───────────────┤
        │ output_only │       ∅       │
        │   paper     │       ?       │
        └─────────────┴───────────────┘
        † diverged: the last value before   ✗ failed
        ∅ data or weights missing   · not computed yet
        ? published value not known
        – one seed, which has no spread
        (n/m) n of m seeds have a value

        Best learning rate
        accuracy, mean ± standard deviation [smallest,
        largest] over 3 seeds; the seed changes
        initialization, training batches and dropout
        column 1 of 2
        ┌────────┬──────────┬────────────────────────────────┐
        │ freeze │ model    │                   mnist · 1e-3 │
        ├────────┼──────────┼────────────────────────────────┤
        │ fpt    │ language │ 0.50 ± 0.01  [0.48, 0.52]  n 3 │
        │ none   │ random   │ 0.50 ± 0.01  [0.48, 0.52]  n 3 │
        └────────┴──────────┴────────────────────────────────┘

        column 2 of 2
        ┌────────┬──────────┬────────────────────────────────┐
        │ freeze │ model    │                   mnist · 1e-4 │
        ├────────┼──────────┼────────────────────────────────┤
        │ fpt    │ language │ 0.50 ± 0.01  [0.48, 0.52]  n 3 │
        │ none   │ random   │ 0.50 ± 0.01  [0.48, 0.52]  n 3 │
        └────────┴──────────┴────────────────────────────────┘

        """)
  }

  /// Two row axes, more columns than fit, several statistics.
  private static let sweep = NotebookTable(
    title: "Best learning rate", measure: "accuracy", rowAxes: ["freeze", "model"],
    columnAxes: ["task", "lr"], rows: [["fpt", "language"], ["none", "random"]],
    columns: [["mnist", "1e-3"], ["mnist", "1e-4"]],
    points: Array(
      repeating: Array(
        repeating: NotebookPoint(
          state: .done, mean: 0.5, std: 0.012, min: 0.48, max: 0.52, count: 3), count: 2),
      count: 2),
    show: [.mean, .std, .min, .max, .count], format: .number(digits: 2))

  @Test("no line is wider than the terminal, at any width", arguments: Array(24...120))
  func everyWidth(width: Int) {
    for color in [false, true] {
      let text = TerminalRenderer(width: width, color: color).render(SampleNotebook.notebook)
      let lines = text.split(separator: "\n").map(Self.withoutEscapes)
      // Row labels give way first; the numbers of the sample need 37 columns beside them.
      let limit = max(width, 37)
      #expect(lines.allSatisfy { DisplayWidth.of($0) <= limit })
    }
  }

  private static func withoutEscapes(_ line: Substring) -> String {
    var screen = TerminalScreen(columns: .max)
    screen.show(String(line))
    return screen.lines.joined()
  }

  @Test("color changes nothing but color")
  func color() {
    let colored = TerminalRenderer(width: 80, color: true).render(.table(SampleNotebook.table))
    var screen = TerminalScreen(columns: 80)
    screen.show(colored)
    let plain = TerminalRenderer(width: 80).render(.table(SampleNotebook.table))
    #expect(screen.lines.joined(separator: "\n") == plain)
    #expect(screen.unknown.isEmpty)
  }

  @Test("nothing in a notebook can send an escape sequence")
  func hostile() {
    let attack = "\u{1B}]0;x\u{7}\u{9B}2J"
    var table = SampleNotebook.table
    table.title = attack
    table.measures[0].label = attack
    table.reference = attack
    table.rowAxes = [attack]
    table.rows[0] = [attack]
    table.columns[0] = [attack]
    table.points[0][0].reference = .value(1, printed: attack)
    var plot = SampleNotebook.plot
    plot.title = attack
    plot.x.label = attack
    plot.panels[0].title = attack
    plot.panels[0].series[0].name = attack
    let notebook = Notebook(
      title: attack, header: [attack],
      items: [.prose(attack), .table(table), .drawing(.lines(plot)), .note(attack)],
      footer: [attack])
    let text = TerminalRenderer(width: 80).render(notebook)
    let controls = text.unicodeScalars.filter {
      $0 != "\n" && $0.properties.generalCategory == .control
    }
    #expect(controls.isEmpty)
  }

  @Test("an empty table and an empty plot say so")
  func empty() {
    let table = NotebookTable(
      title: "T", measure: "m", rowAxes: [], columnAxes: [], rows: [], columns: [], points: [],
      format: .number(digits: 1))
    let plot = Chart(
      title: "P", x: .init(label: "step"), y: .init(label: "loss"),
      panels: [.init(title: "a", series: [.init(name: "s", points: [.init(x: .nan, y: 1)])])])
    let notebook = Notebook(title: "", items: [.table(table), .drawing(.lines(plot))])
    #expect(TerminalRenderer().render(notebook).contains("nothing to draw yet"))
  }
}
