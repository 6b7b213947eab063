import FPTFigures
import FPTReport
import FPTRun

/// A notebook and the cells behind it, as `show --json` prints them.
struct NotebookOutput: Encodable {
  struct Cell: Encodable {
    var run: String
    var point: [String: String]
    var hash: String
    var state: String
  }

  /// One of prose, note, table or plot.
  struct Item: Encodable {
    var prose: String?
    var note: String?
    var table: Table?
    var plot: Plot?
    var map: Map?
  }

  struct Table: Encodable {
    struct Point: Encodable {
      var row: [String]
      var column: [String]
      var state: String
      var mean: Double?
      var std: Double?
      var min: Double?
      var max: Double?
      var count: Int
      var expected: Int
      var diverged: Int
      var reference: Double?
      var source: String?
      var confidence: String?
    }
    var title: String
    var measure: String
    /// What the experiment calls its published values.
    var referenceName: String?
    var rowAxes: [String]
    var columnAxes: [String]
    var points: [Point]

    enum CodingKeys: String, CodingKey {
      case title, measure, points
      case rowAxes = "row_axes"
      case columnAxes = "column_axes"
      case referenceName = "reference_name"
    }
  }

  struct Plot: Encodable {
    struct Series: Encodable {
      var panel: String
      var name: String
      var x: [Double]
      var y: [Double]
    }
    var title: String
    var x: String
    var y: String
    var series: [Series]
  }

  struct Map: Encodable {
    struct Panel: Encodable {
      var title: String
      /// [rows, columns]; null where there is no value.
      var values: [[Double?]]
    }
    var title: String
    var rows: String
    var columns: String
    var panels: [Panel]
  }

  var title: String
  var header: [String]
  var digest: String
  var cells: [Cell]
  var items: [Item]

  init(_ notebook: Notebook, results: StoredResults) {
    title = notebook.title
    header = notebook.header
    digest = results.digest.hexadecimal
    cells = results.runs.flatMap { run in
      run.hashes.indices.filter { !run.states[$0].isEmpty }.map { offset in
        Cell(
          run: run.name, point: run.point(at: offset), hash: run.hashes[offset],
          state: run.states[offset])
      }
    }
    items = notebook.items.map { item in
      switch item {
      case .prose(let text): Item(prose: text)
      case .note(let text): Item(note: text)
      case .table(let table, _): Item(table: Table(table))
      case .drawing(.lines(let plot), _): Item(plot: Plot(plot))
      case .drawing(.map(let map), _): Item(map: Map(map))
      }
    }
  }
}

extension NotebookOutput.Table {
  fileprivate init(_ table: NotebookTable) {
    (title, measure) = (table.title, table.measure)
    (rowAxes, columnAxes) = (table.rowAxes, table.columnAxes)
    referenceName = table.reference
    points = table.rows.indices.flatMap { row in
      table.columns.indices.map { column in
        let point = table[row, column]
        var reference: Double?
        if case .value(let value, _)? = point.reference { reference = value }
        return Point(
          row: table.rows[row], column: table.columns[column], state: point.state.rawValue,
          mean: point.mean, std: point.std, min: point.min, max: point.max, count: point.count,
          expected: point.expected, diverged: point.diverged, reference: reference,
          source: point.source?.text,
          confidence: point.source?.confidence)
      }
    }
  }
}

extension NotebookOutput.Plot {
  fileprivate init(_ plot: Chart) {
    (title, x, y) = (plot.title, plot.x.label, plot.y.label)
    series = plot.panels.flatMap { panel in
      panel.series.map { line in
        Series(
          panel: panel.title, name: line.name, x: line.points.map(\.x), y: line.points.map(\.y))
      }
    }
  }
}

extension NotebookOutput.Map {
  fileprivate init(_ map: NotebookMap) {
    (title, rows, columns) = (map.title, map.rowAxis, map.columnAxis)
    panels = map.panels.map { panel in
      Panel(
        title: panel.title,
        values: panel.rows.indices.map { row in
          panel.columns.indices.map { panel[row, $0].isFinite ? panel[row, $0] : nil }
        })
    }
  }
}
