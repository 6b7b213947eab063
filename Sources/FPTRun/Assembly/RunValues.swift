import FPTLib
import FPTScript

/// What is known at every point of a run: the cells' records, looked up by index.
struct RunValues {
  let run: ResolvedRun
  /// The plan's cells of this run, in the run's order.
  let cells: [PlannedCell]
  let records: [String: CellRecord]

  func record(_ cell: PlannedCell) -> CellRecord? {
    cell.identity.flatMap { records[$0.hash] }
  }

  func state(_ cell: PlannedCell) -> CellRecord.State {
    if let record = record(cell) { return record.state }
    if case .unavailable = cell.status { return .unavailable }
    return .planned
  }

  /// A scalar measure of a cell; for a diverged cell the last evaluation before it diverged.
  func value(_ measure: NamedValue, _ cell: PlannedCell) -> Double? {
    guard let record = record(cell) else { return nil }
    if let value = record.scalar(CellIdentity.measureKey(measure.value)) { return value }
    let columns = ["Accuracy": "accuracy", "Loss": "loss"]
    guard record.state == .diverged, let column = columns[measure.value.constructor],
      let split = try? measure.value.symbol("split")
    else { return nil }
    return record.curves.first { $0.split == split }?[column]?.last
  }

  /// Cells grouped by their labels on some axes, in the order of the axes' points.
  func groups(
    rows: [String], columns: [String]
  ) -> (rows: [[String]], columns: [[String]], cells: [[[PlannedCell]]]) {
    let rowLabels = labels(of: rows)
    let columnLabels = labels(of: columns)
    var grid = [[[PlannedCell]]](
      repeating: [[PlannedCell]](repeating: [], count: columnLabels.count),
      count: rowLabels.count)
    for cell in cells {
      let row = rows.map { label(cell, $0) }
      let column = columns.map { label(cell, $0) }
      if let i = rowLabels.firstIndex(of: row), let j = columnLabels.firstIndex(of: column) {
        grid[i][j].append(cell)
      }
    }
    return (rowLabels, columnLabels, grid)
  }

  func label(_ cell: PlannedCell, _ axis: String) -> String {
    guard let index = run.axes.firstIndex(where: { $0.name == axis }),
      cell.coordinates.indices.contains(index)
    else { return "" }
    return cell.coordinates[index]
  }

  /// Every combination of labels of some axes, row-major; one empty combination for no axes.
  private func labels(of axes: [String]) -> [[String]] {
    axes.reduce([[]]) { combinations, name in
      let points = run.axes.first { $0.name == name }?.points.map(\.label) ?? []
      return combinations.flatMap { combination in points.map { combination + [$0] } }
    }
  }
}
