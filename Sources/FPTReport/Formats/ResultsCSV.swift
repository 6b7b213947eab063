import FPTResults

/// The cells of a results file as tables for other programs: one for each run, with a first line of names.
extension RunResults {
  /// A line for each cell: the axes, `hash`, `state`, `steps`, `seconds`, `numerics`, each measure,
  /// `message`.
  ///
  /// `cells` are by hash.
  package func cellsCSV(_ cells: [String: CellRecord]) -> String {
    let names =
      axes.map(\.name) + ["hash", "state", "steps", "seconds", "numerics"] + measures.map(\.name)
      + ["message"]
    var lines = [CSVLine.text(names)]
    let texts = axes.map(\.labelTexts)
    for point in points {
      let record = cells[point.cell]
      var fields = zip(texts, point.index).map { $0[$1] }
      fields += [point.cell, point.state.rawValue]
      fields += [
        record?.lastStep.map { "\($0)" } ?? "",
        CSVLine.number(record?.provenanceValue("seconds")?.number),
        record?.provenanceValue("numerics_version")?.integer.map { "\($0)" } ?? "",
      ]
      fields += point.values.map { CSVLine.number($0) }
      lines.append(CSVLine.text(fields + [record?.message ?? ""]))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A line for each step of each split of each cell: the axes, `split`, `step`, and the curves'
  /// columns.
  ///
  /// `cells` are by hash.
  package func curvesCSV(_ cells: [String: CellRecord]) -> String {
    var columns: [String] = []
    for point in points {
      for series in cells[point.cell]?.curves ?? [] {
        for column in series.columns where !columns.contains(column.name) {
          columns.append(column.name)
        }
      }
    }
    var lines = [CSVLine.text(axes.map(\.name) + ["split", "step"] + columns)]
    let texts = axes.map(\.labelTexts)
    for point in points {
      let labels = zip(texts, point.index).map { $0[$1] }
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
}
