/// The rows and columns of the tables that stand beside one file of published values.
struct ShownPoints {
  private var tables: [(rows: [String], columns: [String])] = []
  private var rowSets: [Set<String>] = []
  private var columnSets: [Set<String>] = []

  /// Enters a table by the labels of its axes.
  mutating func add(_ table: TableSpecification, labels: (String) -> [String]) {
    let measures = table.measures.count > 1 ? [table.measures.map(\.name)] : []
    let isAcross = table.columns.isEmpty
    let rows = Self.combined(table.rows.map(labels) + (isAcross ? [] : measures))
    let columns = Self.combined(table.columns.map(labels) + (isAcross ? measures : []))
    tables.append((rows, columns))
    rowSets.append(Set(rows))
    columnSets.append(Set(columns))
  }

  mutating func add(_ others: ShownPoints) {
    tables += others.tables
    rowSets += others.rowSets
    columnSets += others.columnSets
  }

  /// Every combination of labels, as a file of published values writes it: `fpt · language`.
  private static func combined(_ axes: [[String]]) -> [String] {
    axes.reduce([[]]) { combinations, labels in
      guard combinations.count * labels.count <= WorkMeter.mostCells else { return combinations }
      return combinations.flatMap { combination in labels.map { combination + [$0] } }
    }.map { $0.joined(separator: " · ") }
  }

  func contains(row: String, column: String) -> Bool {
    tables.indices.contains { rowSets[$0].contains(row) && columnSets[$0].contains(column) }
  }

  var rows: [String] { Self.distinct(tables.flatMap(\.rows)) }
  var columns: [String] { Self.distinct(tables.flatMap(\.columns)) }

  private static func distinct(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}

/// The name that a misspelt row or column was meant to be.
struct NearestLabel {
  /// The likeliest first; empty where none is near.
  var names: [String]
  /// How the first one differs, where that is hard to see.
  var difference: String?

  init(to found: String, among known: [String]) {
    let folded = Self.folded(found)
    let same = known.filter { Self.folded($0) == folded && !folded.isEmpty }
    guard let first = same.first else {
      names = Suggestions.near(found, among: known)
      if names.isEmpty {
        // In other letters or of another length, but near once both are written alike.
        let near = Suggestions.near(folded, among: known.map(Self.folded))
        names = known.filter { near.contains(Self.folded($0)) }
      }
      return
    }
    names = Array(same.prefix(Suggestions.most))
    difference = Self.difference(found, first)
  }

  /// Without what is easily mistaken: case, space, marks between words and around them.
  private static func folded(_ text: String) -> String {
    var result = ""
    for scalar in text.lowercased().unicodeScalars
    where !scalar.properties.isWhitespace && scalar.properties.generalCategory != .format
      && !"\"'“”„‘’_-‐‑–.".unicodeScalars.contains(scalar)
    {
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  private static func difference(_ found: String, _ meant: String) -> String? {
    let scalars = found.unicodeScalars
    if found.hasPrefix(" \"") { return "a space stands before the quotation mark" }
    if scalars.contains(where: { $0.value == 0xA0 || $0.value == 0x202F }) {
      return "a no-break space stands in it"
    }
    if scalars.contains(where: { $0.properties.generalCategory == .format }) {
      return "a sign without width stands in it"
    }
    if found.last?.isWhitespace == true { return "a space stands behind it" }
    if found.first?.isWhitespace == true { return "a space stands before it" }
    if found.lowercased() == meant.lowercased() { return "it is written in another case" }
    return nil
  }
}
