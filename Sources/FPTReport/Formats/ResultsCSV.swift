import FPTResults

/// The cells of a results file as tables for other programs: one for each run, with a first line of names.
extension RunResults {
  /// A line for each cell: the axes, `hash`, `state`, `steps`, `seconds`, `numerics`, each measure, `message`.
  ///
  /// - Parameter cells: by hash.
  public func cellsCSV(_ cells: [String: CellRecord]) -> String {
    let names =
      axes.map(\.name) + ["hash", "state", "steps", "seconds", "numerics"] + measures.map(\.name)
      + ["message"]
    var lines = [CSVLine.text(names)]
    for point in points {
      let record = cells[point.cell]
      func known(_ name: String) -> ResultAttribute.Value? {
        record?.provenance.first { $0.name == name }?.value
      }
      let steps = record?.curves.compactMap(\.steps.last).max()
      lines.append(
        CSVLine.text(
          labels(of: point) + [
            point.cell, point.state.rawValue, steps.map { "\($0)" } ?? "",
            CSVLine.number(known("seconds")?.number),
            known("numerics_version")?.integer.map { "\($0)" } ?? "",
          ] + point.values.map { CSVLine.number($0) } + [record?.message ?? ""]))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A line for each step of each split of each cell: the axes, `split`, `step`, and the curves' columns.
  ///
  /// - Parameter cells: by hash.
  public func curvesCSV(_ cells: [String: CellRecord]) -> String {
    var columns: [String] = []
    for point in points {
      for series in cells[point.cell]?.curves ?? [] {
        for column in series.columns where !columns.contains(column.name) {
          columns.append(column.name)
        }
      }
    }
    var lines = [CSVLine.text(axes.map(\.name) + ["split", "step"] + columns)]
    for point in points {
      let labels = labels(of: point)
      for series in cells[point.cell]?.curves ?? [] {
        let values = columns.map { series[$0] }
        for (index, step) in series.steps.enumerated() {
          let numbers = values.map { column in
            column.flatMap { $0.indices.contains(index) ? $0[index] : nil }
          }
          lines.append(
            CSVLine.text(labels + [series.split, "\(step)"] + numbers.map { CSVLine.number($0) }))
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func labels(of point: Point) -> [String] {
    zip(axes, point.index).map { axis, index in axis.labelTexts[index] }
  }
}
