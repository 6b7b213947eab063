import FPTFigures
import FPTReport
import Foundation

/// A small notebook with one of everything, used by several suites.
enum SampleNotebook {
  static let table = NotebookTable(
    title: "Test accuracy", measure: "accuracy", rowAxes: ["arm"], columnAxes: ["task"],
    rows: [["language"], ["random"], ["output_only"]], columns: [["bit_xor"], ["fashion_mnist"]],
    points: [
      [
        NotebookPoint(
          state: .done, mean: 0.9961, std: 0.0021, count: 2, reference: .value(1, printed: "100")),
        NotebookPoint(state: .done, mean: 0.745, std: 0.0034, count: 2, reference: .unknown),
      ],
      [
        NotebookPoint(
          state: .diverged, mean: 0.690, count: 1, expected: 2, reference: .value(1)),
        NotebookPoint(state: .missing),
      ],
      [
        NotebookPoint(state: .failed),
        NotebookPoint(state: .unavailable, reference: .unknown),
      ],
    ],
    format: .percent(digits: 1), reference: "paper")

  static let plot = Chart(
    title: "Learning curves", x: .init(label: "step"),
    y: .init(label: "test accuracy", format: .percent(digits: 0)),
    panels: [
      .init(
        title: "bit_xor",
        series: [
          .init(name: "language", points: curve { 1 - 0.5 * exp(-$0 / 100) }),
          .init(name: "random", points: curve { 0.5 + 0.0005 * $0 }),
        ]),
      .init(
        title: "fashion_mnist",
        series: [
          .init(name: "language", points: curve { 0.75 - 0.65 * exp(-$0 / 150) }),
          .init(name: "random", points: curve { 0.6 - 0.5 * exp(-$0 / 80) }),
        ]),
    ])

  static let prose = """
    # A frozen language model on other data

    MiniLM, pretrained on *language*, is frozen but for its **input, output, positions** and
    layer norms (`freeze fpt`). Source: [Lu et al. 2021](https://arxiv.org/abs/2103.05247).

    1. Bit XOR
    2. Fashion-MNIST
    """

  static let notebook = Notebook(
    title: "Quickstart", header: ["profile laptop, 1 value changed", "  train.steps: 600 → 400"],
    items: [.prose(prose), .table(table), .drawing(.lines(plot)), .note("one cell failed")],
    footer: ["results/quickstart.h5"])

  private static func curve(_ value: (Double) -> Double) -> [ChartPoint] {
    stride(from: 0.0, through: 400, by: 20).map { .init(x: $0, y: value($0)) }
  }
}
