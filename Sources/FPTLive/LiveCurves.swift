import FPTFigures
import FPTReport

/// The curves of the cells that a run computes, as they come: a bounded number of points, however long it takes.
struct LiveCurves: Sendable {
  /// Cells whose curves are shown: the last ones that began.
  static let mostCells = 6
  /// Points of a curve; beyond that, neighbors are averaged.
  static let mostPoints = 240

  /// One quantity of one cell: means over so many values in a row.
  private struct Curve: Sendable {
    var points: [ChartPoint] = []
    private var width = 1
    private var open: (x: Double, sum: Double, count: Int) = (0, 0, 0)

    mutating func add(_ x: Double, _ y: Double) {
      guard y.isFinite else { return }
      open = (x, open.sum + y, open.count + 1)
      guard open.count >= width else { return }
      points.append(ChartPoint(x: x, y: open.sum / Double(open.count)))
      open = (0, 0, 0)
      if points.count >= LiveCurves.mostPoints { halve() }
    }

    private mutating func halve() {
      points = stride(from: 0, to: points.count - 1, by: 2).map { index in
        ChartPoint(x: points[index + 1].x, y: (points[index].y + points[index + 1].y) / 2)
      }
      width *= 2
    }
  }

  private struct Cell: Sendable {
    var index: Int
    var name: String
    var steps: Int
    var loss = Curve()
    var accuracies: [String: Curve] = [:]
  }

  private var planned: [ProgressCell] = []
  private var cells: [Cell] = []

  mutating func record(_ event: ProgressEvent) {
    switch event {
    case .planned(let planned):
      self.planned = planned
      cells = []
    case .started(let index, _):
      cells.removeAll { $0.index == index }
      let cell = planned.indices.contains(index) ? planned[index] : nil
      cells.append(Cell(index: index, name: cell?.name ?? "", steps: cell?.steps ?? 0))
      if cells.count > Self.mostCells { cells.removeFirst() }
    case .step(let index, let sample):
      guard let loss = sample.loss else { return }
      change(index) { $0.loss.add(Double(sample.step), loss) }
    case .evaluated(let index, let step, let split, _, let accuracy?):
      change(index) { $0.accuracies[split, default: Curve()].add(Double(step), accuracy) }
    default: return
    }
  }

  private mutating func change(_ index: Int, _ body: (inout Cell) -> Void) {
    guard let place = cells.firstIndex(where: { $0.index == index }) else { return }
    body(&cells[place])
  }

  /// What is drawn: the loss of training, and the accuracy on each split that was evaluated twice at least.
  var charts: [Chart] {
    func series(_ curve: (Cell) -> Curve?) -> [ChartSeries] {
      cells.compactMap { cell in
        guard let points = curve(cell)?.points, points.count > 1 else { return nil }
        return ChartSeries(name: cell.name, points: points)
      }
    }
    // The whole way from the beginning, so that curves grow and nothing else moves.
    let last = Double(cells.map(\.steps).max() ?? 0)
    let steps = ChartAxis(label: "step", isWhole: true, includes: [0, last])
    var charts: [Chart] = []
    let losses = series(\.loss)
    if !losses.isEmpty {
      charts.append(
        Chart(
          title: "Training loss", x: steps, y: ChartAxis(label: "loss"),
          panels: [ChartPanel(series: losses)]))
    }
    for split in Set(cells.flatMap(\.accuracies.keys)).sorted() {
      let accuracies = series { $0.accuracies[split] }
      guard !accuracies.isEmpty else { continue }
      charts.append(
        Chart(
          title: "Accuracy on \(split)", x: steps,
          y: ChartAxis(
            label: "accuracy", format: .percent(digits: 0),
            limits: ChartPoint.Interval(low: 0, high: 1)),
          panels: [ChartPanel(series: accuracies)]))
    }
    return charts
  }
}
