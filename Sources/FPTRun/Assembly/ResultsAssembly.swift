import FPTLib
import FPTScript

/// Puts the cells of a plan together as one results document.
struct ResultsAssembly {
  let plan: ExperimentPlan
  /// Records of the store by hash; cells that are not there yet are missing.
  let records: [String: CellRecord]
  /// Published values by the name tables give them.
  let published: [String: PublishedValues]
  let overrides: [Override]
  let provenance: [ResultAttribute]

  func document() -> ResultsDocument {
    let experiment = plan.experiment
    var tables: [ResultsDocument.Figure] = []
    var plots: [ResultsDocument.Figure] = []
    for item in experiment.notebook {
      switch item {
      case .prose, .run: break
      case .table(let specification):
        guard let values = values(of: specification.run) else { continue }
        tables.append(
          TableAssembly(
            specification: specification, values: values,
            published: specification.against.flatMap { published[$0] }
          ).figure(name: specification.title))
      case .plot(let specification):
        guard let values = values(of: specification.run) else { continue }
        plots.append(
          specification.isMap
            ? MapAssembly(specification: specification, values: values)
              .figure(name: specification.title)
            : PlotAssembly(specification: specification, values: values)
              .figure(name: specification.title))
      }
    }
    return ResultsDocument(
      title: experiment.title, profile: experiment.profile ?? "",
      sources: sources,
      overrides: overrides.map { "\($0.path)=\($0.expression)" },
      cells: records.values.sorted { $0.hash < $1.hash },
      runs: experiment.runs.compactMap { run in values(of: run.name)?.results },
      tables: tables, plots: plots, provenance: provenance)
  }

  /// Sources under names relative to the experiment file's folder: where the file lay is no part of the results.
  private var sources: [ResultsDocument.Source] {
    let main = plan.experiment.sources.first?.path ?? ""
    let folder = main.lastIndex(of: "/").map { String(main[...$0]) } ?? ""
    return plan.experiment.sources.map { source in
      let isInside = !folder.isEmpty && source.path.hasPrefix(folder)
      let name = isInside ? String(source.path.dropFirst(folder.count)) : source.path
      return ResultsDocument.Source(name: name, text: source.text)
    }
  }

  private func values(of run: String) -> RunValues? {
    plan.experiment.runs.first { $0.name == run }.map { resolved in
      RunValues(run: resolved, cells: plan.cells.filter { $0.run == run }, records: records)
    }
  }
}

extension RunValues {
  /// The run as the results file keeps it.
  var results: RunResults {
    let scalars = run.measures.filter { MeasureCatalog.shape($0.value) == .scalar }
    return RunResults(
      name: run.name,
      axes: run.axes.map { ResultAxis(name: $0.name, labels: PlotAssembly.labels($0.points)) },
      measures: scalars.map { measure in
        RunResults.Measure(name: measure.name, longName: measure.value.expressionText)
      },
      points: cells.map { cell in
        RunResults.Point(
          index: cell.resolved.point, cell: cell.identity?.hash ?? "", state: state(cell),
          values: scalars.map { value($0, cell) })
      })
  }
}
