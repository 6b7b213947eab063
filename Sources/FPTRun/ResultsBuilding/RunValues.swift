import FPTCatalog
import FPTFigures
import FPTLib
import FPTResults
import FPTScript

/// The cells' records at every point of a run, by index.
struct RunValues {
  let run: ResolvedRun
  /// The plan's cells of this run, in the run's order.
  let cells: [PlannedCell]
  let records: [String: CellRecord]
  /// The same without the plan.
  private(set) var data: RunData

  init(run: ResolvedRun, cells: [PlannedCell], records: [String: CellRecord]) {
    self.run = run
    self.cells = cells
    self.records = records
    let chances = Dictionary(
      Set(cells.map(\.resolved.task.value)).map { ($0, $0.chanceAccuracy) },
      uniquingKeysWith: { first, _ in first })
    data = RunData(
      axes: run.axes.map { axis in
        RunData.Axis(
          name: axis.name, texts: axis.points.map(\.label), labels: Self.labels(axis.points))
      },
      points: cells.map { cell in
        RunData.Point(
          labels: cell.coordinates, record: cell.identity.flatMap { records[$0.hash] },
          chance: chances[cell.resolved.task.value] ?? nil, phases: cell.resolved.phases)
      }, measures: run.measures.map(Self.measure))
    data.classNames = Self.classNames(of: run)
  }

  /// The names of the classes that all tasks of a run have in common.
  private static func classNames(of run: ResolvedRun) -> [String] {
    let constructors = Set(run.cells.map(\.task.value.constructor))
    let names = Set(constructors.map { (try? Catalog.current.task($0))?.classNames ?? [] })
    return names.count == 1 ? names.first ?? [] : []
  }

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
    data.number(
      Self.measure(measure), of: RunData.Point(labels: cell.coordinates, record: record(cell)))
  }

  /// Cells grouped by their labels on some axes, in the order of the axes' points.
  func groups(
    rows: [String], columns: [String]
  ) -> (rows: [[String]], columns: [[String]], cells: [[[PlannedCell]]]) {
    let grid = data.groups(rows: rows, columns: columns)
    return (
      grid.rows, grid.columns, grid.points.map { $0.map { $0.map { cells[$0] } } }
    )
  }

  func label(_ cell: PlannedCell, _ axis: String) -> String {
    data.label(RunData.Point(labels: cell.coordinates, record: nil), axis)
  }

  private static func measure(_ measure: NamedValue) -> RunData.Measure {
    RunData.Measure(
      name: measure.name, key: CellIdentity.measureKey(measure.value),
      isShare: measure.value.quantity?.isShare ?? false,
      curve: measure.value.knownMeasure?.curve.map { ($0.split.rawValue, $0.column) })
  }

  /// The labels of an axis: numbers where all of them are.
  static func labels(_ points: [Axis.Point]) -> ResultAxis.Labels {
    let numbers = points.compactMap { point -> Double? in
      switch point.value {
      case .integer(let value): Double(value)
      case .number(let value): value
      default: nil
      }
    }
    if numbers.count < points.count || points.isEmpty { return .texts(points.map(\.label)) }
    let integers = points.compactMap { point -> Int64? in
      if case .integer(let value) = point.value { return Int64(value) }
      return nil
    }
    return integers.count == points.count ? .integers(integers) : .numbers(numbers)
  }
}
