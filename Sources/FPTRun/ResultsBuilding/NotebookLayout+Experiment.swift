import FPTCatalog
import FPTFigures
import FPTLib
import FPTSchema
import FPTResults
import FPTScript

extension NotebookLayout {
  /// What the notebook of an experiment shows: prose, tables and plots in the order of the file.
  ///
  /// Tables and plots are named by their titles, as ``ResultsBuilder`` names them.
  init(of experiment: ResolvedExperiment) {
    self.init(
      changes: experiment.changes.map {
        Change(
          source: $0.source == .commandLine ? .commandLine : .profile, path: $0.path,
          from: $0.from, to: $0.to)
      },
      notes: Self.acceptances(of: experiment.runs.flatMap(\.cells).map(\.model)),
      items: experiment.notebook.compactMap { item -> Item? in
        switch item {
        case .prose(let text): .prose(text)
        case .run: nil
        case .table(let specification):
          .table(
            Table(specification, of: experiment.runs.first { $0.name == specification.run }))
        case .plot(let specification):
          PlotKinds.named(specification.kind)?.item(
            specification.forWords,
            of: experiment.runs.first { $0.name == specification.run }.map {
              RunValues(run: $0, cells: [], records: [:]).data
            })
        }
      },
      labels: experiment.presentations.map {
        Label(
          kind: $0.kind.rawValue, name: $0.name, label: $0.label, caption: $0.caption,
          note: $0.note)
      })
  }

  /// A line for each model that takes what is refused otherwise: a reader has to know that its author answers for it.
  static func acceptances(of models: [NamedValue]) -> [String] {
    var lines: [String] = []
    var seen: Set<NamedValue> = []
    for model in models where seen.insert(model).inserted {
      let names = model.value.accepted
      guard !names.isEmpty else { continue }
      let line =
        "model \(model.name) ignores, by accept: \(names.joined(separator: ", "))"
      if !lines.contains(line) { lines.append(line) }
    }
    return lines
  }
}

extension NotebookLayout.Table {
  fileprivate init(_ specification: TableSpecification, of run: ResolvedRun?) {
    let measures = specification.measures.map { shown in
      Measure(
        label: shown.name,
        format: shown.format.flatMap { try? ValueFormat($0.values) }
          ?? .usual(for: run?.measures.first { $0.name == shown.name }?.value.quantity))
    }
    self.init(
      table: specification.title, label: measures[0].label, rows: specification.rows,
      columns: specification.columns,
      show: specification.show.compactMap(NotebookLayout.Statistic.init(word:)),
      format: measures[0].format, further: Array(measures.dropFirst()),
      reference: specification.against == nil ? nil : specification.reference ?? "published")
  }
}

extension ValueFormat {
  /// How a quantity is printed where a table of several measures does not say: shares in percent, counts without decimals.
  fileprivate static func usual(for quantity: Quantity?) -> ValueFormat {
    guard let quantity else { return .number(digits: 2) }
    if quantity.isShare { return .percent(digits: 1) }
    return ["steps", "parameters"].contains(quantity.unit) ? .number(digits: 0) : .number(digits: 2)
  }
}
