import FPTFigures
import FPTLib
import FPTSchema
import FPTScript

/// Builds the results document of a plan from its cells.
struct ResultsBuilder {
  let plan: ExperimentPlan
  /// Records of the store by hash; cells that are not there yet are missing.
  let records: [String: CellRecord]
  /// Published values by the name tables give them.
  let published: [String: PublishedValues]
  let overrides: [Override]
  let provenance: [ResultAttribute]
  /// Images that the prose shows.
  var images: [NotebookLayout.Image] = []

  func document() -> ResultsDocument {
    let experiment = plan.experiment
    var layout = NotebookLayout(of: experiment)
    layout.images = images
    let tables = self.tables()
    var plots: [ResultsDocument.Figure] = []
    for item in experiment.notebook {
      switch item {
      case .prose, .run, .table: break
      case .plot(let specification):
        if let figure = figure(of: specification) { plots.append(figure) }
      }
    }
    return ResultsDocument(
      title: experiment.title, profile: experiment.profile ?? "",
      sources: sources, references: references,
      overrides: overrides.map { "\($0.path)=\($0.expression)" },
      cells: cells, runs: experiment.runs.compactMap { run in values(of: run.name)?.results },
      tables: tables, plots: plots, notebook: layout,
      provenance: provenance)
  }

  /// The tables in the order of the notebook, their comparisons adjusted within families that may go across tables.
  private func tables() -> [ResultsDocument.Figure] {
    let builders = plan.experiment.notebook.compactMap { item -> TableBuilder? in
      guard case .table(let specification) = item, let values = values(of: specification.run)
      else { return nil }
      return TableBuilder(
        specification: specification, values: values,
        published: specification.against.flatMap { published[$0] })
    }
    let comparisons = adjusted(builders.map { ($0.specification, $0.comparisons()) })
    return zip(builders, comparisons).map { builder, comparisons in
      builder.figure(name: builder.specification.title, comparisons: comparisons)
    }
  }

  /// The cells by hash, each with what this version says of its defaults, which those of version 1 have nothing of, and of its task.
  private var cells: [CellRecord] {
    let planned = Dictionary(
      plan.cells.compactMap { cell in cell.identity.map { ($0.hash, cell) } },
      uniquingKeysWith: { first, _ in first })
    return records.values.sorted { $0.hash < $1.hash }.map { record in
      var record = record
      let cell = planned[record.hash]
      record.resolvedConfiguration =
        record.resolvedConfiguration ?? cell?.resolved.resolvedConfiguration
      // In a merge the files have it, and the plan at most what the declaration says.
      if let text = cell?.task?.text, DescribedTask(of: record) == nil {
        record.provenance.removeAll { $0.name == DescribedTask.attribute }
        record.provenance.append(ResultAttribute(DescribedTask.attribute, .text(text)))
      }
      return record
    }
  }

  /// Sources under names relative to the experiment file's folder: where the file lay is no part of the results.
  private var sources: [ResultsDocument.Source] {
    let main = plan.experiment.sources.first?.path ?? ""
    return plan.experiment.sources.map { source in
      ResultsDocument.Source(
        name: ScriptNames.name(of: source.path, besides: main), text: source.text)
    }
  }

  /// The files of published values, under the names that tables give them.
  private var references: [ResultsDocument.Source] {
    published.sorted { $0.key < $1.key }.map {
      ResultsDocument.Source(name: $0.key, text: $0.value.text)
    }
  }

  /// The plot as data; nil for a kind or a run that the checker lets nobody ask for.
  private func figure(of plot: PlotSpecification) -> ResultsDocument.Figure? {
    let published = plot.against.flatMap { self.published[$0] }
    var runs: [String: RunData] = [:]
    for name in plot.runs {
      guard var data = values(of: name)?.data else { return nil }
      data.published = (published?.entries ?? []).map { entry in
        RunData.Published(
          row: entry.row, column: entry.column, value: entry.valueInUnitOfMeasure,
          source: entry.source)
      }
      runs[name] = data
    }
    return PlotKinds.named(plot.kind)?.figure(plot, ofRuns: runs)
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
    let scalars = run.measures.filter { $0.value.quantity != nil }
    return RunResults(
      name: run.name,
      axes: run.axes.map { ResultAxis(name: $0.name, labels: RunValues.labels($0.points)) },
      measures: scalars.map { measure in
        RunResults.Measure(
          name: measure.name,
          longName: measure.value.knownMeasure?.longName ?? measure.value.expressionText,
          units: measure.value.quantity?.unit ?? "1")
      },
      points: cells.map { cell in
        RunResults.Point(
          index: cell.resolved.point, cell: cell.identity?.hash ?? "", state: state(cell),
          values: scalars.map { value($0, cell) })
      })
  }
}
