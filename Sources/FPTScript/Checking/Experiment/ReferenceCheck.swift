import FPTSchema

/// Reads files of published values, and looks for values that no table shows.
struct ReferenceCheck {
  private let drafts: RunDrafter
  private let written: AsWritten
  private let firstIndex: Int
  /// The files read so far.
  private(set) var sources: [SourceFile] = []
  private var values: ValueEvaluator { drafts.values }
  private var declarations: Declarations { values.declarations }
  private var diagnostics: DiagnosticList { values.diagnostics }

  /// Makes a check after so many sources that there are already.
  ///
  /// `drafts` say what runs and values are with the settings in force.
  init(drafts: RunDrafter, written: AsWritten, after count: Int) {
    self.drafts = drafts
    self.written = written
    firstIndex = count
  }

  /// Checks every file that the experiment file or one of its tables names.
  ///
  /// `inProfile` gives the experiment in another profile, whose tables may show what these do not.
  mutating func check(
    _ experiment: ResolvedExperiment, loader: some SourceLoader,
    inProfile: (String) -> ResolvedExperiment?
  ) {
    var tables: [String: [TableSpecification]] = [:]
    for case .table(let table) in experiment.notebook {
      if let path = table.against { tables[path, default: []].append(table) }
    }
    var references: [(path: String, span: SourceSpan)] = []
    for declared in declarations.all(.reference) {
      guard let reference = file(ofReference: declared),
        !declared.isImported || tables[reference.path] != nil
      else { continue }
      references.append(reference)
    }
    // What a table names in place, and no declaration.
    for case .table(let table) in experiment.notebook {
      if let path = table.against, let span = table.referenceSpan {
        references.append((path, span))
      }
    }
    var others: [ResolvedExperiment]?
    var read: Set<String> = []
    for (path, span) in references where read.insert(path).inserted {
      guard let (values, index) = load(path, at: span, loader: loader) else { continue }
      let shown = tables[path] ?? []
      for table in shown { check(values, in: index, suit: table, of: experiment) }
      guard !shown.isEmpty, !diagnostics.hasErrors else { continue }
      var points = shownPoints(shown, of: experiment)
      let isEverythingShown = values.entries.allSatisfy {
        points.contains(row: $0.row, column: $0.column)
      }
      if !isEverythingShown {
        // A profile that leaves out an arm makes nothing wrong of its published values.
        let chosen = self.values.settings.profile?.key
        let profiles = declarations.all(.profile).map(\.key).filter { $0 != chosen }
        let all = others ?? profiles.compactMap { inProfile($0.name) }
        others = all
        for other in all { points.add(shownPoints(shown, of: other)) }
        for table in shown {
          points.add(table) { written.labels[table.run]?[$0] ?? [] }
        }
      }
      reportUnmatched(values, in: index, points)
    }
  }

  /// The path of a reference relative to the experiment file, and what names it.
  private func file(ofReference declared: Declared) -> (path: String, span: SourceSpan)? {
    guard case .constructed(let reference)? = values.value(of: declared),
      case .text(let path)? = reference["path"]
    else { return nil }
    let span = reference.fields.first { $0.name == "path" }?.origin.span
    return (declarations.path(path, of: declared), span ?? declared.syntax.headSpan)
  }

  private mutating func load(
    _ path: String, at span: SourceSpan, loader: some SourceLoader
  ) -> (values: PublishedValues, file: Int)? {
    let joined = SourcePath.joined(path, besides: declarations.ownPath)
    let text: String
    do throws(SourceLoadingError) {
      text = try loader.text(at: joined)
    } catch {
      diagnostics.report(
        .unreadableSource, "the file \(quotedForMessage(joined)) \(error.explanation)", at: span,
        help: isOtherText(error) ? "save it as a CSV file in UTF-8" : nil,
        suggestions: loader.suggestions(
          for: path, at: joined, in: declarations.ownPath, after: error))
      return nil
    }
    let source = SourceFile(path: joined, text: text)
    let index = firstIndex + sources.count
    sources.append(source)
    var reader = PublishedValuesReader(source, file: index, diagnostics: diagnostics)
    return reader.read().map { ($0, index) }
  }

  private func isOtherText(_ error: SourceLoadingError) -> Bool {
    if case .notText = error { true } else { false }
  }

  private func shownPoints(
    _ tables: [TableSpecification], of experiment: ResolvedExperiment
  ) -> ShownPoints {
    var points = ShownPoints()
    for table in tables {
      let axes = experiment.runs.first { $0.name == table.run }?.axes ?? []
      points.add(table) { name in
        axes.first { $0.name == name }?.points.map(\.label) ?? []
      }
    }
    return points
  }

  /// Whether units and sizes are possible for what a table shows.
  private func check(
    _ values: PublishedValues, in file: Int, suit table: TableSpecification,
    of experiment: ResolvedExperiment
  ) {
    let run = experiment.runs.first { $0.name == table.run }
    for shown in table.measures {
      guard let measure = run?.measures.first(where: { $0.name == shown.name }),
        case .number(let quantity)? = declarations.schema.constructor(
          measure.value.constructor)?.measure
      else { continue }
      check(values, in: file, suit: measure, quantity, of: table)
    }
  }

  /// The same for one measure of a table: of several, for the values that name it.
  private func check(
    _ values: PublishedValues, in file: Int, suit measure: NamedValue, _ quantity: Quantity,
    of table: TableSpecification
  ) {
    for entry in values.entries {
      let place = table.columns.isEmpty ? entry.column : entry.row
      let isOfMeasure =
        table.measures.count == 1 || place == measure.name || place.hasSuffix(" · " + measure.name)
      guard isOfMeasure else { continue }
      let name = "`\(measure.name)`, \(quantity.noun)"
      guard entry.unit == .plain || quantity.publishedUnits.contains(entry.unit) else {
        let units = quantity.publishedUnits.map { "`\($0.rawValue)`" }.joined(separator: " or ")
        diagnostics.report(
          .wrongPublishedValue, "the unit `\(entry.unit.rawValue)` does not suit \(name)",
          at: SourceSpan(file: file, range: entry.ranges.unit), help: "write \(units), or nothing")
        continue
      }
      guard case .known(let value)? = values.value(row: entry.row, column: entry.column),
        !quantity.range.contains(value)
      else { continue }
      let needsPercent = entry.unit != .percent && quantity.publishedUnits.contains(.percent)
      diagnostics.report(
        .wrongPublishedValue,
        "\(quotedForMessage(entry.printed)) is no possible value of \(name)",
        at: SourceSpan(file: file, range: entry.ranges.value),
        needsPercent ? "a share is at most 1 where no unit is given" : "",
        help: needsPercent ? "write `%` in the column `unit` if it is in percent" : nil)
    }
  }

  // MARK: Values that no table shows

  private func reportUnmatched(_ values: PublishedValues, in file: Int, _ points: ShownPoints) {
    let (rows, columns) = (points.rows, points.columns)
    let (rowSet, columnSet) = (Set(rows), Set(columns))
    for entry in values.entries where !points.contains(row: entry.row, column: entry.column) {
      let (row, column) = (entry.row, entry.column)
      let rowSpan = SourceSpan(file: file, range: entry.ranges.row)
      let columnSpan = SourceSpan(file: file, range: entry.ranges.column)
      let message =
        "no table shows the published value at row \(quotedForMessage(row)) and column "
        + quotedForMessage(column)
      func warn(
        at span: SourceSpan, _ label: String, also: [Diagnostic.Label] = [], help: String? = nil
      ) {
        diagnostics.report(
          .unmatchedPublishedValue, message, at: span, label, also: also, help: help,
          severity: .warning)
      }
      let isRow = rowSet.contains(row)
      let isColumn = columnSet.contains(column)
      if !isRow, !isColumn, points.contains(row: column, column: row) {
        warn(
          at: rowSpan, "row and column are exchanged",
          help:
            "write \(quotedForMessage(column)) as the row and \(quotedForMessage(row)) as the column"
        )
      } else if isRow, isColumn {
        warn(at: rowSpan, "the table with this row has no such column")
      } else {
        let first = isRow ? nil : hint(row, rows, "rows")
        let second = isColumn ? nil : hint(column, columns, "columns")
        if let first {
          let also = second.map { [Diagnostic.Label(columnSpan, $0.label)] } ?? []
          warn(at: rowSpan, first.label, also: also, help: first.help ?? second?.help)
        } else if let second {
          warn(at: columnSpan, second.label, help: second.help)
        }
      }
    }
  }

  private func hint(
    _ name: String, _ known: [String], _ what: String
  ) -> (label: String, help: String?) {
    let near = NearestLabel(to: name, among: known)
    guard near.names.isEmpty else {
      let difference = near.difference.map { " \($0)" } ?? ""
      return (didYouMean(near.names) + difference, nil)
    }
    let shown = known.prefix(8).map(quotedForMessage).joined(separator: ", ")
    let more = known.count > 8 ? " and \(known.count - 8) others" : ""
    return ("no table has it", known.isEmpty ? nil : "the \(what) are \(shown)\(more)")
  }
}
