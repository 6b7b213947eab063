import FPTResults

@testable import FPTEvidence

/// A small results file, made by hand: two models with two seeds each, learning rates of their own, and a table that compares them.
struct StoredEvidence {
  /// The state of a cell by model, learning rate and seed, from 0; nil for one that `skip` removed.
  var state: (Int, Int, Int) -> CellRecord.State? = { model, rate, _ in
    model == 1 && rate == 0 ? nil : .done
  }
  var chosen: [Double] = [1, 2]
  var mean: [Double] = [0.9, 0.7]
  var interval: [(Double, Double)] = [(0.88, 0.92), (0.68, 0.72)]
  var difference = 0.2
  var adjusted = (0.1, 0.3)
  var margin: Double?
  var equal = (-0.1, 0.1, 0.0)
  var pairs = 2.0
  var title = "Accuracy"
  var overrides: [String] = []
  var labels: [NotebookLayout.Label] = []
  /// The attention from token 1 to token 0, by model and seed; nil for cells without a map.
  var attention: [[Float]]?

  static let axes = [
    ResultAxis(name: "model", labels: .texts(["a", "b"])),
    ResultAxis(name: "train.optimizer.lr", labels: .numbers([1e-3, 3e-3, 1e-2])),
    ResultAxis(name: "seed", labels: .integers([10, 11])),
  ]

  var document: ResultsDocument {
    var points: [RunResults.Point] = []
    for model in 0..<2 {
      for rate in 0..<3 {
        for seed in 0..<2 {
          guard let state = state(model, rate, seed) else { continue }
          points.append(
            .init(
              index: [model, rate, seed], cell: "\(model)\(rate)\(seed)", state: state,
              values: [0.5]))
        }
      }
    }
    var arrays = [
      ResultArray(name: "mean", values: mean), ResultArray(name: "chosen", values: chosen),
      ResultArray(name: "ci95_low", values: interval.map(\.0)),
      ResultArray(name: "ci95_high", values: interval.map(\.1)),
    ]
    arrays.append(ResultArray(name: "state", values: [0, 0]))
    var compared = [
      ResultArray(name: "difference", values: [difference]),
      ResultArray(name: "level", values: [0.95]), ResultArray(name: "pairs", values: [pairs]),
      ResultArray(name: "expected", values: [2]),
      ResultArray(name: "adjusted_low", values: [adjusted.0]),
      ResultArray(name: "adjusted_high", values: [adjusted.1]),
    ]
    var attributes = [
      ResultAttribute("family_size", .integer(3)), ResultAttribute("family", .text("f")),
    ]
    if let margin {
      attributes.append(ResultAttribute("margin", .number(margin)))
      compared += [
        ResultArray(name: "equal_low", values: [equal.0]),
        ResultArray(name: "equal_high", values: [equal.1]),
        ResultArray(name: "equal", values: [equal.2]),
      ]
    }
    func texts(_ name: String, _ value: String) -> ResultTexts {
      ResultTexts(name: name, longName: name, values: [value])
    }
    let comparisons = ResultsDocument.Figure(
      name: "comparisons", title: title,
      axes: [ResultAxis(name: "comparison", labels: .texts(["a − b"]))], arrays: compared,
      texts: [
        texts("axis", "model"), texts("left", "a"), texts("right", "b"), texts("at_model", ""),
      ], attributes: attributes)
    let table = ResultsDocument.Figure(
      name: title, title: title, axes: [Self.axes[0]], arrays: arrays,
      attributes: [
        ResultAttribute("run", .text("main")),
        ResultAttribute("chosen_from", .text("train.optimizer.lr")),
        ResultAttribute("chosen_meanings", .texts(["1e-3", "3e-3", "1e-2"])),
      ], parts: [comparisons])
    return ResultsDocument(
      title: "Stored", overrides: overrides, cells: attention.map(Self.cells) ?? [],
      runs: [
        RunResults(
          name: "main", axes: Self.axes, measures: [.init(name: "accuracy")], points: points)
      ],
      tables: [table],
      notebook: NotebookLayout(
        items: [
          .table(
            .init(
              table: title, label: "accuracy", rows: ["model"], columns: [],
              show: [.mean], format: .percent(digits: 1)))
        ], labels: labels))
  }

  /// Records of all cells, in which the rate changes no attention.
  private static func cells(_ attention: [[Float]]) -> [CellRecord] {
    var cells: [CellRecord] = []
    for (model, seeds) in attention.enumerated() {
      for (seed, value) in seeds.enumerated() {
        var map = ResultGroup()
        map.variables = [
          ResultVariable(
            name: "attention", dimensions: ["layer", "query", "key"], shape: [1, 2, 2],
            values: .float32([1, 0, value, 1 - value]))
        ]
        cells += (0..<3).map { rate in
          CellRecord(
            hash: "\(model)\(rate)\(seed)", state: .done, configuration: "{}",
            measures: [.init(name: "map", group: map)])
        }
      }
    }
    return cells
  }

  /// A file of one claim, that the first model is ahead of the second.
  static func list(
    _ direction: String = "ahead", condition: String = "", attention: String = ""
  ) throws -> ClaimList {
    try ClaimList(
      csv: """
        claim,line,direction,published,source,experiment,results,table,left,right,chance,condition,attention
        1,One,\(direction),"2, 1",paper,a.fpt,a.h5,Accuracy,a,b,50%,\(condition),\(attention)
        """)
  }
}
