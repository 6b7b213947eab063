import FPTResults

/// The records of a run's cells by their labels on the axes.
package struct RunData: Sendable {
  /// One axis of the run.
  package struct Axis: Sendable {
    /// The name, such as `task` or `train.optimizer.lr`.
    package var name: String
    /// The labels of its points, as tables show them.
    package var texts: [String]
    /// The same as a results file keeps them: numbers where all of them are.
    package var labels: ResultAxis.Labels

    /// An axis with as many labels as texts.
    package init(name: String, texts: [String], labels: ResultAxis.Labels) {
      self.name = name
      self.texts = texts
      self.labels = labels
    }

    /// The axis with its texts as labels.
    package var asTexts: ResultAxis { ResultAxis(name: name, labels: .texts(texts)) }
    /// The axis with numbers where all of its labels are.
    package var asLabels: ResultAxis { ResultAxis(name: name, labels: labels) }
  }

  /// One cell of the run.
  package struct Point: Sendable {
    /// Its label on each axis.
    package var labels: [String]
    /// Nil for a cell that is not there yet.
    package var record: CellRecord?
    /// The accuracy of chance in its task; nil where that is not known.
    package var chance: Double?
    /// Where phases of its training begin, in order.
    package var phases: [Phase]

    /// A cell by its labels.
    package init(
      labels: [String], record: CellRecord?, chance: Double? = nil, phases: [Phase] = []
    ) {
      self.labels = labels
      self.record = record
      self.chance = chance
      self.phases = phases
    }
  }

  /// The beginning of a part of training, such as a stage of a freezing policy.
  package struct Phase: Sendable, Hashable {
    /// The number of steps done by then.
    package var step: Int64
    /// What begins, in a few words.
    package var name: String

    /// A phase by its first step.
    package init(step: Int64, name: String) {
      self.step = step
      self.name = name
    }
  }

  /// A measure of the run.
  package struct Measure: Sendable {
    /// The name that the experiment gives it.
    package var name: String
    /// What its record is called in a cell.
    package var key: String
    /// Whether people read its number in percent.
    package var isShare: Bool
    /// The curve whose last point stands for the number of a cell that diverged.
    package var curve: (split: String, column: String)?

    /// A measure by its names.
    package init(
      name: String, key: String, isShare: Bool, curve: (split: String, column: String)?
    ) {
      self.name = name
      self.key = key
      self.isShare = isShare
      self.curve = curve
    }
  }

  package var axes: [Axis]
  /// In the run's order.
  package var points: [Point]
  package var measures: [Measure]
  /// The published values that a plot compares with; empty for any other.
  package var published: [Published] = []
  /// The names of the classes of every task, in the order of their numbers; empty where tasks have others, or none.
  package var classNames: [String] = []

  /// The data of a run.
  package init(axes: [Axis], points: [Point], measures: [Measure]) {
    self.axes = axes
    self.points = points
    self.measures = measures
  }

  /// The axis of a name.
  package func axis(_ name: String) -> Axis? { axes.first { $0.name == name } }

  /// The measure of a name.
  package func measure(_ name: String) -> Measure? { measures.first { $0.name == name } }

  /// The label of a point on an axis; empty where there is no such axis.
  package func label(_ point: Point, _ axis: String) -> String {
    guard let index = axes.firstIndex(where: { $0.name == axis }),
      point.labels.indices.contains(index)
    else { return "" }
    return point.labels[index]
  }

  /// The number that a cell recorded; for a diverged cell the last evaluation before it diverged.
  package func number(_ measure: Measure, of point: Point) -> Double? {
    guard let record = point.record else { return nil }
    if let value = record.scalar(measure.key) { return value }
    guard record.state == .diverged, let curve = measure.curve else { return nil }
    return record.curves.first { $0.split == curve.split }?[curve.column]?.last
  }

  /// Indices of points grouped by their labels on some axes, in the order of the axes.
  package func groups(
    rows: [String], columns: [String]
  ) -> (rows: [[String]], columns: [[String]], points: [[[Int]]]) {
    let rowLabels = combinations(of: rows)
    let columnLabels = combinations(of: columns)
    var grid = [[[Int]]](
      repeating: [[Int]](repeating: [], count: columnLabels.count), count: rowLabels.count)
    for (index, point) in points.enumerated() {
      let row = rows.map { label(point, $0) }
      let column = columns.map { label(point, $0) }
      if let i = rowLabels.firstIndex(of: row), let j = columnLabels.firstIndex(of: column) {
        grid[i][j].append(index)
      }
    }
    return (rowLabels, columnLabels, grid)
  }

  /// Every combination of labels of some axes, row-major; one empty combination for no axes.
  private func combinations(of names: [String]) -> [[String]] {
    names.reduce([[]]) { combinations, name in
      let texts = axis(name)?.texts ?? []
      return combinations.flatMap { combination in texts.map { combination + [$0] } }
    }
  }
}
