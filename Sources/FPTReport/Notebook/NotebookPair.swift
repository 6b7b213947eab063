import FPTResults

/// Two notebooks beside each other, with what differs between the results behind them.
package struct NotebookPair: Sendable {
  /// One thing in which the plans differ.
  package struct PlanDifference: Sendable, Hashable {
    package var what: String
    package var from: String
    package var to: String
    /// The lines of a text that differ, as `diff -u` has them.
    package var lines: String?

    package init(what: String, from: String, to: String, lines: String? = nil) {
      self.what = what
      self.from = from
      self.to = to
      self.lines = lines
    }
  }

  /// A value of the configuration that several cells have otherwise.
  package struct Change: Sendable, Hashable {
    package var path: String
    package var from: String
    package var to: String
    package var cells: Int

    package init(path: String, from: String, to: String, cells: Int) {
      self.path = path
      self.from = from
      self.to = to
      self.cells = cells
    }
  }

  /// A cell that is not the same in both.
  package struct Cell: Sendable, Hashable {
    package var name: String
    /// One hash where both have the cell, two where its point has another one.
    package var hashes: [String]
    /// What differs, a line each.
    package var lines: [String]

    package init(name: String, hashes: [String], lines: [String]) {
      self.name = name
      self.hashes = hashes
      self.lines = lines
    }
  }

  /// What each is called, such as the name of its file.
  package var names: [String]
  package var notebooks: [Notebook]
  package var plan: [PlanDifference] = []
  package var changes: [Change] = []
  /// How many cells are the same, bit by bit.
  package var same = 0
  package var different: [Cell] = []
  package var onlyInFirst: [Cell] = []
  package var onlyInSecond: [Cell] = []
  /// What is shown that differs, such as `plot “Learning curves”`.
  package var figures: [String] = []

  package init(_ first: Notebook, _ second: Notebook, names: [String]) {
    notebooks = [first, second]
    self.names = names
  }

  /// The tables that both have under one name, in the order of the first.
  var tables: [PairedTable] {
    let others = Self.tables(of: notebooks[1])
    return Self.tables(of: notebooks[0]).compactMap { table in
      others.first { $0.title == table.title }.map { PairedTable(table, $0) }
    }
  }

  private static func tables(of notebook: Notebook) -> [NotebookTable] {
    notebook.items.compactMap { if case .table(let table, _) = $0 { table } else { nil } }
  }
}

/// A table of two files: for each of its rows one of either file, and the difference.
struct PairedTable: Hashable {
  enum Side: Hashable { case both, first, second, difference }

  struct Row: Hashable {
    var labels: [String]
    var side: Side
    /// One for each column.
    var cells: [String]
  }

  var title: String
  var caption: String
  var axes: [String]
  var columns: [String]
  var rows: [Row] = []

  init(_ first: NotebookTable, _ second: NotebookTable) {
    title = first.title
    caption = [first.measure, first.measures[0].format.unit].filter { !$0.isEmpty }
      .joined(separator: ", ")
    axes = first.rowAxes
    let columnLabels = first.columns + second.columns.filter { !first.columns.contains($0) }
    columns = columnLabels.map { $0.isEmpty ? first.measure : $0.joined(separator: " · ") }
    let rowLabels = first.rows + second.rows.filter { !first.rows.contains($0) }
    for labels in rowLabels {
      let places = columnLabels.map { column in
        (Self.place(labels, column, in: first), Self.place(labels, column, in: second))
      }
      let texts = places.map { a, b in
        (a.map { Self.text($0, in: first) } ?? "", b.map { Self.text($0, in: second) } ?? "")
      }
      let isSame = zip(places, texts).allSatisfy { places, texts in
        guard let a = places.0, let b = places.1 else { return places.0 == nil && places.1 == nil }
        return texts.0 == texts.1 && first[a.0, a.1].mean == second[b.0, b.1].mean
      }
      let padded = axes.indices.map { labels.indices.contains($0) ? labels[$0] : "" }
      if isSame {
        rows.append(Row(labels: padded, side: .both, cells: texts.map(\.0)))
        continue
      }
      var sides = [
        Row(labels: padded, side: .first, cells: texts.map(\.0)),
        Row(labels: padded, side: .second, cells: texts.map(\.1)),
      ]
      let differences = places.map { a, b -> String in
        guard let a, let b, let old = Self.lead(first, a), let new = Self.lead(second, b) else {
          return ""
        }
        return first.measure(row: a.0, column: a.1).format.difference(new, from: old)
      }
      sides.append(Row(labels: padded, side: .difference, cells: differences))
      // A row that only one of them has stands there once.
      rows += sides.filter { $0.cells.contains { !$0.isEmpty } }
    }
  }

  private typealias Place = (Int, Int)

  private static func place(
    _ row: [String], _ column: [String], in table: NotebookTable
  ) -> Place? {
    guard let row = table.rows.firstIndex(of: row),
      let column = table.columns.firstIndex(of: column)
    else { return nil }
    return (row, column)
  }

  private static func text(_ place: Place, in table: NotebookTable) -> String {
    let text = table.text(place.0, place.1)
    return [text.value + text.mark, text.spread].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private static func lead(_ table: NotebookTable, _ place: Place) -> Double? {
    let point = table[place.0, place.1]
    return table.lead == .median ? point.median : point.mean
  }
}
