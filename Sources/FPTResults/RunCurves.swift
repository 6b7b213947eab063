extension RunResults {
  /// Most values of one curve array.
  ///
  /// Curves of a larger run stand with the cells alone.
  static let mostCurveValues = 1 << 24

  /// The group `/curves/RUN`: the curves of all cells over the run's axes, for each split.
  ///
  /// With them stand the steps at which any cell has a value; a cell without one there has NaN. A
  /// mean curve is then one line for whoever reads the file. `cells` are by hash. Empty where no
  /// cell has curves.
  ///
  /// - Complexity: linear in the points of the run times the steps.
  func curves(of cells: [String: CellRecord]) -> ResultGroup {
    var group = ResultGroup()
    let known = points.compactMap { point in cells[point.cell].map { (point, $0) } }
    var splits: [String] = []
    for series in known.lazy.flatMap({ $0.1.curves }) where !splits.contains(series.split) {
      splits.append(series.split)
    }
    for split in splits {
      let series = known.compactMap { point, record in
        record.curves.first { $0.split == split }.map { (point: point, series: $0) }
      }
      if let curves = curves(series) { group.append(split, curves) }
    }
    return group
  }

  /// The arrays of one split; nil where they would be too large, or where there is nothing to tell.
  private func curves(_ known: [(point: Point, series: CurveSeries)]) -> ResultGroup? {
    let steps = Set(known.lazy.flatMap(\.series.steps)).sorted()
    let shape = axes.map(\.count) + [steps.count]
    let count = shape.reduce(1, *)
    guard !steps.isEmpty, count <= Self.mostCurveValues else { return nil }
    let places = Dictionary(uniqueKeysWithValues: zip(steps, steps.indices))
    var columns: [CurveSeries.Column] = []
    for column in known.lazy.flatMap({ $0.series.columns })
    where !columns.contains(where: { $0.name == column.name }) {
      columns.append(column)
    }
    var group = ResultGroup()
    group.setAttribute("NX_class", .text("NXdata"))
    if let first = columns.first {
      group.setAttribute("signal", .text(ResultName.encoded(first.name)))
    }
    let dimensions = axes.map(\.name) + ["step"]
    group.setAttribute("axes", .texts(dimensions.map(ResultName.encoded)))
    group.variables = axes.map(\.variable)
    group.variables.append(
      ResultVariable(
        coordinate: "step", values: .int64(steps),
        attributes: .described("optimizer steps done", units: "1")))
    for column in columns {
      var values = [Double](repeating: .nan, count: count)
      for (point, series) in known {
        guard let own = series[column.name] else { continue }
        let start = axes.offset(of: point.index) * steps.count
        for (step, value) in zip(series.steps, own) {
          if let place = places[step] { values[start + place] = value }
        }
      }
      group.variables.append(
        ResultVariable(
          name: column.name, dimensions: dimensions, shape: shape, values: .float64(values),
          attributes: .described(column.longName, units: column.units),
          isCompressed: values.count > 1 << 14))
    }
    return group
  }
}
