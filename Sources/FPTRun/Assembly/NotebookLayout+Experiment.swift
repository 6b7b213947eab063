import FPTLib
import FPTResults
import FPTScript

extension NotebookLayout {
  /// What the notebook of an experiment shows: prose, tables and plots in the order of the file.
  ///
  /// Tables and plots are named by their titles, as ``ResultsAssembly`` names them.
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
        case .table(let specification): .table(Table(specification))
        case .plot(let specification):
          specification.isMap
            ? .map(Map(specification)) : .plot(Plot(specification, of: experiment))
        }
      })
  }

  /// A line for each model that takes what is refused otherwise: a reader has to know that its author answers for it.
  static func acceptances(of models: [NamedValue]) -> [String] {
    var lines: [String] = []
    var seen: Set<NamedValue> = []
    for model in models where seen.insert(model).inserted {
      guard case .list(let entries)? = model.value["accept"] else { continue }
      let names = entries.compactMap { entry -> String? in
        if case .text(let name) = entry { name } else { nil }
      }
      guard !names.isEmpty else { continue }
      let line =
        "model \(model.name) ignores, by accept: \(names.joined(separator: ", "))"
      if !lines.contains(line) { lines.append(line) }
    }
    return lines
  }
}

extension NotebookLayout.Table {
  fileprivate init(_ specification: TableSpecification) {
    self.init(
      table: specification.title, label: specification.measure, rows: specification.rows,
      columns: specification.columns,
      show: specification.show.compactMap(NotebookLayout.Statistic.init(rawValue:)),
      format: ValueFormat(specification.format),
      reference: specification.against == nil ? nil : specification.reference ?? "published")
  }
}

extension NotebookLayout.Plot {
  fileprivate init(_ specification: PlotSpecification, of experiment: ResolvedExperiment) {
    let quantity = specification.y ?? specification.measure
    let run = experiment.runs.first { $0.name == specification.run }
    let measure = run?.measures.first { $0.name == specification.measure }
    let isShare =
      specification.x == "step"
      ? quantity.hasSuffix("accuracy")
      : measure.map { MeasureCatalog.isShare($0.value) } ?? false
    self.init(
      plot: specification.title, x: specification.x, xLabel: specification.x,
      yLabel: quantity.split(separator: ".").joined(separator: " "),
      series: specification.series, facets: specification.facet,
      hasLogarithmicX: specification.logarithmic, format: isShare ? .percent(digits: 0) : nil)
  }
}

extension NotebookLayout.Map {
  fileprivate init(_ specification: PlotSpecification) {
    self.init(
      plot: specification.title, rows: specification.y ?? "", columns: specification.x,
      facets: specification.facet)
  }
}

extension ValueFormat {
  /// The format a `table` declaration asks for.
  fileprivate init(_ format: TableSpecification.Format) {
    switch format {
    case .number(let digits): self = .number(digits: digits)
    case .percent(let digits): self = .percent(digits: digits)
    }
  }
}
