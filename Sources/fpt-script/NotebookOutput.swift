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

  /// One of prose, source, note, table, plot or map.
  struct Item: Encodable {
    var prose: String?
    /// Declarations that stand between the other items.
    var source: String?
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
      var sem: Double?
      var median: Double?
      /// Low and high; absent unless the table shows them.
      var ci95: [Double]?
      var bootstrap: [Double]?
      var quartiles: [Double]?
      var ciTest: [Double]?

      enum CodingKeys: String, CodingKey {
        case row, column, state, mean, std, min, max, count, expected, diverged, reference, source
        case confidence, sem, median, ci95, bootstrap, quartiles
        case ciTest = "ci_test"
      }
    }
    struct Comparison: Encodable {
      var measure: String
      var left: String
      var right: String
      var place: [String]
      var pairs: Int
      var difference: Double?
      var interval: [Double]?
      var p: Double?
      var adjustedP: Double?
      var level: Double?
      var adjusted: [Double]?
      var signP: Double?
      var permutationP: Double?
      var isEqual: Bool?

      enum CodingKeys: String, CodingKey {
        case measure, left, right, place, pairs, difference, interval, p, level, adjusted
        case adjustedP = "p_holm"
        case signP = "sign_p"
        case permutationP = "permutation_p"
        case isEqual = "equal"
      }
    }
    /// Such as `Table 1`.
    var number: String?
    var title: String
    var caption: String?
    var notes: [String]?
    var measure: String
    var comparisons: [Comparison]?
    /// Tables beneath, such as intervals for each seed.
    var parts: [Table]?
    /// What the experiment calls its published values.
    var referenceName: String?
    var rowAxes: [String]
    var columnAxes: [String]
    var points: [Point]

    enum CodingKeys: String, CodingKey {
      case number, title, caption, notes, measure, points, comparisons, parts
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
    var number: String?
    var title: String
    var caption: String?
    var notes: [String]?
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
    var number: String?
    var title: String
    var caption: String?
    var notes: [String]?
    var rows: String
    var columns: String
    var panels: [Panel]
  }

  /// What a reader sees in the place of a declared name.
  struct Label: Encodable {
    var kind: String
    var name: String
    var label: String
  }

  struct Origin: Encodable {
    struct Asset: Encodable {
      var kind: String
      var name: String
      var sha256: String
      var cells: Int
      var license: String?
      var caution: String?
    }
    var authors: [String]
    var doi: String?
    var license: String?
    var facts: [String: String]
    var assets: [Asset]
    var citations: [String]
  }

  var title: String
  var header: [String]
  var labels: [Label]
  var origin: Origin?
  var digest: String
  var cells: [Cell]
  var items: [Item]

  init(_ notebook: Notebook, results: StoredResults) {
    title = notebook.title
    header = notebook.header
    digest = results.digest.hexadecimal
    labels = (results.document.notebook?.labels ?? []).compactMap { entry in
      entry.label.map { Label(kind: entry.kind, name: entry.name, label: $0) }
    }
    origin = notebook.origin.map(Origin.init)
    cells = results.runs.flatMap { run in
      run.hashes.indices.filter { !run.states[$0].isEmpty }.map { offset in
        Cell(
          run: run.name, point: run.point(at: offset), hash: run.hashes[offset],
          state: run.states[offset])
      }
    }
    items = zip(notebook.items, notebook.headings).map { item, heading in
      let number = heading?.numeral
      switch item {
      case .prose(let text): return Item(prose: text)
      case .source(let code): return Item(source: code.text)
      case .note(let text): return Item(note: text)
      case .table(let table, let text):
        var output = Table(table)
        (output.number, output.caption, output.notes) = (number, text.caption, text.notes.nonEmpty)
        return Item(table: output)
      case .drawing(.lines(let plot), let text):
        var output = Plot(plot)
        (output.number, output.caption, output.notes) = (number, text.caption, text.notes.nonEmpty)
        return Item(plot: output)
      case .drawing(.map(let map), let text):
        var output = Map(map)
        (output.number, output.caption, output.notes) = (number, text.caption, text.notes.nonEmpty)
        return Item(map: output)
      }
    }
  }
}

extension [String] {
  fileprivate var nonEmpty: [String]? { isEmpty ? nil : self }
}

extension NotebookOutput.Origin {
  fileprivate init(_ origin: NotebookOrigin) {
    (authors, doi, license) = (origin.authors, origin.doi, origin.license)
    facts = Dictionary(
      origin.facts.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    assets = origin.assets.map {
      Asset(
        kind: $0.kind, name: $0.name, sha256: $0.sha256, cells: $0.cells, license: $0.license,
        caution: $0.caution)
    }
    citations = origin.citations.map(\.text)
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
        var output = Point(
          row: table.rows[row], column: table.columns[column], state: point.state.rawValue,
          mean: point.mean, std: point.std, min: point.min, max: point.max, count: point.count,
          expected: point.expected, diverged: point.diverged, reference: reference,
          source: point.source?.text,
          confidence: point.source?.confidence)
        (output.sem, output.median) = (point.sem, point.median)
        (output.ci95, output.bootstrap) = (point.ci95?.ends, point.bootstrap?.ends)
        (output.quartiles, output.ciTest) = (point.quartiles?.ends, point.ciTest?.ends)
        return output
      }
    }
    comparisons = table.comparisons.isEmpty ? nil : table.comparisons.map { Comparison($0, table) }
    parts = table.parts.isEmpty ? nil : table.parts.map { NotebookOutput.Table($0) }
  }
}

extension NotebookOutput.Table.Comparison {
  fileprivate init(_ item: NotebookComparison, _ table: NotebookTable) {
    self.init(
      measure: table.measures[item.measure].label, left: item.left, right: item.right,
      place: item.place, pairs: item.pairs, difference: item.difference,
      interval: item.interval?.ends, p: item.p, adjustedP: item.adjustedP, level: item.level,
      adjusted: item.adjusted?.ends, signP: item.signP, permutationP: item.permutationP,
      isEqual: item.isEqual)
  }
}

extension NotebookInterval {
  fileprivate var ends: [Double] { [low, high] }
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
