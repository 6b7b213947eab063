import FPTLib

/// Trees and documents with something of everything that the format has.
enum SampleResults {
  static func root(_ fill: (inout ResultGroup) -> Void = { _ in }) -> ResultGroup {
    var root = ResultGroup()
    root.attributes = ResultFormat.rootAttributes
    fill(&root)
    return root
  }

  static let hashA = String(repeating: "a1", count: 32)
  static let hashB = String(repeating: "b2", count: 32)

  static func cell(
    _ hash: String, state: CellRecord.State = .done, steps: Int = 3, offset: Double = 0
  ) -> CellRecord {
    let numbers = (0..<steps).map { Double($0) + offset }
    var confusion = ResultGroup()
    confusion.variables = [
      ResultVariable(
        name: "confusion", dimensions: ["true", "predicted"], shape: [2, 2],
        values: .int64([5, 1, 0, 4]),
        attributes: [
          ResultAttribute("units", .text("1")), ResultAttribute("long_name", .text("confusion")),
        ]),
      ResultVariable(
        name: "activations", dimensions: ["example", "feature"], shape: [2, 64],
        values: .float32((0..<128).map { Float($0 / 16) }),
        attributes: [
          ResultAttribute("units", .text("1")), ResultAttribute("long_name", .text("activations")),
        ], isCompressed: true),
    ]
    return CellRecord(
      hash: hash, state: state, configuration: #"{"task":"xor","größe":1}"#,
      message: state == .failed ? "the loss of step 7 was never computed" : nil,
      divergence: state == .diverged ? .init(step: 7, lastFiniteLoss: 0.25) : nil,
      curves: [
        CurveSeries(
          split: "train", steps: (0..<steps).map { Int64($0 * 10) },
          columns: [
            .loss(numbers), .accuracy(numbers), .gradientNorm(numbers), .learningRate(numbers),
          ]),
        CurveSeries(split: "test", steps: [20], columns: [.loss([0.5]), .accuracy([1])]),
      ],
      measures: [.init(name: "confusion", group: confusion)],
      trained: [
        ResultVariable(
          parameter: "encoder.layer.0.ln.weight", shape: [4], values: [1, -0.0, .nan, .infinity]),
        ResultVariable(parameter: "head.weight", shape: [2, 2], values: [1, 2, 3, 4]),
        ResultVariable(parameter: "head.bias", shape: [4], values: [0, 0, 0, 0]),
      ],
      frozen: FrozenWeights(
        asset: "minilm-l6", sha256: String(repeating: "0f", count: 32), tensorCount: 101),
      provenance: [
        ResultAttribute("host", .text("somewhere")), ResultAttribute("seconds", .number(1.5)),
      ])
  }

  static func document() -> ResultsDocument {
    ResultsDocument(
      title: "Grüße from a quickstart", profile: "laptop",
      sources: [.init(name: "experiments/quickstart.fpt", text: "experiment Quickstart\n")],
      overrides: ["train.steps = 10"], cells: [cell(hashB, offset: 1), cell(hashA)],
      runs: [
        RunResults(
          name: "main",
          axes: [
            ResultAxis(name: "task", labels: .texts(["Bit XOR", "Fashion-MNIST"])),
            ResultAxis(name: "arm", labels: .texts(["language", "random", "output only"])),
            ResultAxis(name: "seed", labels: .integers([0, 1])),
          ],
          measures: [.init(name: "accuracy", longName: "test accuracy"), .init(name: "loss")],
          points: [
            .init(index: [0, 0, 1], cell: hashA, state: .done, values: [0.75, 0.5]),
            .init(index: [1, 2, 0], cell: hashB, state: .diverged, values: [nil, nil]),
          ])
      ],
      tables: [
        .init(
          name: "Accuracy / task", title: "Accuracy / task",
          axes: [
            ResultAxis(name: "task", labels: .texts(["Bit XOR", "Fashion-MNIST"])),
            ResultAxis(name: "arm", labels: .texts(["language"])),
          ],
          arrays: [
            ResultArray(name: "mean", values: [0.75, .nan]),
            ResultArray(name: "std", values: [0, .nan]),
          ],
          texts: [
            ResultTexts(
              name: "reference_source", longName: "source", values: ["Lu et al. 2021", ""])
          ], attributes: [ResultAttribute("format", .text("percent(1)"))])
      ],
      plots: [
        .init(
          name: "map", title: "Attention",
          axes: [
            ResultAxis(name: "arm", labels: .texts(["language"])),
            ResultAxis(name: "query", labels: .integers([0, 1])),
            ResultAxis(name: "key", labels: .integers([0, 1, 2])),
          ],
          arrays: [ResultArray(name: "mean", values: [1, 2, 3, 4, 5, 6])]),
        .init(
          name: "loss", title: "Loss",
          axes: [ResultAxis(name: "step", labels: .numbers([0, 0.5, 1]))],
          arrays: [ResultArray(name: "loss", values: [3, 2, 1])]),
      ],
      notebook: notebook,
      provenance: [ResultAttribute("command", .texts(["fpt-script", "quickstart.fpt"]))])
  }

  static let notebook = NotebookLayout(
    changes: [
      .init(source: .profile, path: "train.steps", from: "100", to: "10"),
      .init(source: .commandLine, path: "seed", from: "0..<3", to: "[7]"),
    ],
    notes: ["model m ignores, by accept: sliding_window"],
    items: [
      .prose("# Grüße\n\nof *Markdown*"),
      .table(
        .init(
          table: "Accuracy / task", label: "accuracy", rows: ["task"], columns: ["arm"],
          show: [.mean, .std], format: .percent(digits: 1), reference: "paper")),
      .prose(""),
      .plot(
        .init(
          plot: "loss", x: "step", xLabel: "step", yLabel: "test loss", series: [], facets: [],
          hasLogarithmicX: true, format: .number(digits: 2))),
      .map(.init(plot: "map", rows: "query", columns: "key", facets: ["arm"])),
    ],
    images: [.init(name: "a b.png", content: "data:image/png;base64,iVBORw0KGgo=")])
}
