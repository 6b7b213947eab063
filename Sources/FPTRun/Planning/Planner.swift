import FPTLib
import FPTScript

/// Determines the identity of every cell and its remaining work.
struct Planner {
  let store: CellStore
  var tasks: LoadedTasks
  var models: LoadedModels

  init(store: CellStore, assets: AssetStore, baseFolder: String) {
    self.store = store
    tasks = LoadedTasks(assets: assets, baseFolder: baseFolder)
    models = LoadedModels(assets: assets, baseFolder: baseFolder)
  }

  /// - Throws: `PlanError` for the first cell that can never run as declared; missing assets are no error here.
  mutating func plan(_ experiment: ResolvedExperiment) throws -> ExperimentPlan {
    let warnings = try refuse(experiment)
    let all = 0..<experiment.runs.reduce(0) { $0 + $1.cells.count }
    return ExperimentPlan(
      experiment: experiment, cells: try cells(of: experiment, at: Set(all)), warnings: warnings)
  }

  /// The plan of one cell, for a worker process whose parent has planned all cells.
  ///
  /// - Throws: `PlanError` where the cell can never run as declared.
  mutating func plan(
    _ experiment: ResolvedExperiment, for order: CellOrder
  ) throws -> ExperimentPlan {
    ExperimentPlan(
      experiment: experiment, cells: try cells(of: experiment, at: Set(order.places)))
  }

  private mutating func cells(
    of experiment: ResolvedExperiment, at places: Set<Int>
  ) throws -> [PlannedCell] {
    var cells: [PlannedCell] = []
    var place = 0
    for run in experiment.runs {
      for cell in run.cells {
        defer { place += 1 }
        guard places.contains(place) else { continue }
        var planned = try plan(cell, run: run.name, coordinates: run.labels(of: cell))
        planned.namesRun = experiment.runs.count > 1
        cells.append(planned)
      }
    }
    try shareMeasures(&cells)
    return cells
  }

  /// `check` runs the same code, so that neither accepts an experiment that the other refuses.
  ///
  /// - Returns: warnings and notes, which do not keep the experiment from running.
  private mutating func refuse(_ experiment: ResolvedExperiment) throws -> [Diagnostic] {
    var estimator = CostEstimator(
      of: experiment, tasks: tasks, models: models, threads: 1, checkpointInterval: 0)
    let found = ExperimentDiagnostics(of: experiment, &estimator).all
    (tasks, models) = (estimator.tasks, estimator.models)
    if let first = found.first(where: { $0.diagnostic.severity == .error }) {
      throw PlanError(cell: first.cell, first.diagnostic)
    }
    return found.map(\.diagnostic).filter { $0.severity == .warning }
  }

  /// What identifies a cell, as values under their paths; nil where it cannot be read.
  ///
  /// - Throws: what making the task or the model throws.
  mutating func configuration(of cell: ResolvedCell) throws -> CellConfiguration? {
    let task = try tasks.description(of: cell.task.value)
    let identity = CellIdentity(of: cell, task: task, model: try modelSpecification(of: cell))
    return CellConfiguration(json: identity.configuration)
  }

  /// The model of a cell, with what identifies its weights.
  mutating func modelSpecification(of cell: ResolvedCell) throws -> ModelSpecification {
    try models.model(of: cell, tasks: &tasks)
  }

  /// A cell that several runs have is measured for all of them at once.
  private func shareMeasures(_ cells: inout [PlannedCell]) throws {
    var places: [String: [Int]] = [:]
    for (index, cell) in cells.enumerated() {
      if let hash = cell.identity?.hash { places[hash, default: []].append(index) }
    }
    for indices in places.values where indices.count > 1 {
      var measures: [NamedValue] = []
      for measure in indices.flatMap({ cells[$0].resolved.measures })
      where !measures.contains(where: { $0.value == measure.value }) {
        measures.append(measure)
      }
      for index in indices where cells[index].resolved.measures.count < measures.count {
        guard let identity = cells[index].identity else { continue }
        cells[index].resolved.measures = measures
        cells[index].status = try status(of: identity, measures: measures)
      }
    }
  }

  private mutating func plan(
    _ cell: ResolvedCell, run: String, coordinates: [String]
  ) throws -> PlannedCell {
    var known: DescribedTask?
    func planned(
      _ identity: CellIdentity?, _ status: PlannedCell.Status, needs: [CellWeights] = [],
      span: SourceSpan? = nil
    ) -> PlannedCell {
      PlannedCell(
        run: run, resolved: cell, coordinates: coordinates, identity: identity, task: known,
        needs: needs, status: status, span: span)
    }
    let cellName = coordinates.joined(separator: " · ")
    let task: DescribedTask
    let model: ModelSpecification
    do {
      task = try tasks.description(of: cell.task.value)
      known = task
    } catch {
      let span = cell.span(of: error, isTask: true)
      guard CellTrouble.isPassing(error, of: cell, isTask: true) else {
        throw PlanError(cell: cellName, reason: "\(error)", at: span)
      }
      known = try tasks.declaredShape(of: cell.task.value).map { DescribedTask($0) }
      // Missing weights are reported together with missing data, so that one fetch is enough.
      var reasons = ["\(error)"]
      do {
        _ = try modelSpecification(of: cell)
      } catch  where CellTrouble.isPassing(error, of: cell, isTask: false) {
        reasons.append("\(error)")
      } catch {}
      return planned(nil, .unavailable(reasons.joined(separator: "; ")), span: span)
    }
    do {
      model = try modelSpecification(of: cell)
    } catch {
      let span = cell.span(of: error, isTask: false)
      guard CellTrouble.isPassing(error, of: cell, isTask: false) else {
        throw PlanError(cell: cellName, reason: "\(error)", at: span)
      }
      return planned(nil, .unavailable("\(error)"), span: span)
    }
    let identity = CellIdentity(of: cell, task: task, model: model)
    let status = try status(of: identity, measures: cell.measures)
    let needs = model.neededCells
    if !status.isStored, let diverged = try needs.first(where: { try hasDiverged($0.hash) }) {
      return planned(nil, .unavailable(NeededWeights.diverged(diverged.reference)))
    }
    return planned(identity, status, needs: needs)
  }

  private func hasDiverged(_ hash: String) throws(ResultFileError) -> Bool {
    do throws(ResultFileError) {
      return try store.state(hash) == .diverged
    } catch {
      guard error.isAboutContent else { throw error }
      return false
    }
  }

  /// The state of a cell in the store.
  ///
  /// - Throws: `ResultFileError` where the store cannot be read; a damaged cell has a status of its own.
  func status(
    of identity: CellIdentity, measures: [NamedValue]
  ) throws -> PlannedCell.Status {
    do {
      return try intactStatus(of: identity, measures: measures)
    } catch let error as ResultFileError where error.isAboutContent {
      return .damaged("\(error)")
    }
  }

  private func intactStatus(
    of identity: CellIdentity, measures: [NamedValue]
  ) throws -> PlannedCell.Status {
    guard let summary = try store.summary(identity.hash) else { return .new }
    switch summary.state {
    case .diverged: return .diverged
    case .planned, .unavailable: return .new
    case .running: return summary.checkpointStep.map { .resume(step: $0) } ?? .new
    case .failed: return .failedEarlier(summary.message ?? "no reason was kept")
    case .done:
      let known = Set(summary.measures)
      let missing = measures.filter { !known.contains(CellIdentity.measureKey($0.value)) }
      if missing.isEmpty { return .done }
      // Only the end of training is kept, not the best step on the way.
      if let best = missing.first(where: { $0.value.knownMeasure?.snapshot.bestSplit != nil }) {
        return .again("\(best.name) reads the best step, which no cell keeps")
      }
      if !summary.hasWeights,
        let reader = missing.first(where: { $0.value.knownMeasure?.readsModel ?? true })
      {
        return .again("\(reader.name) needs weights, and none were kept")
      }
      return .measures(missing.map(\.name))
    }
  }
}

/// A cell that can never run as it is declared.
package struct PlanError: Error, Sendable, CustomStringConvertible {
  /// The labels of the cell it was first met in; empty for what is wrong with the experiment as a whole.
  package var cell: String
  /// What is wrong, with the source locations that it is about.
  package var diagnostic: Diagnostic

  init(cell: String, _ diagnostic: Diagnostic) {
    self.cell = cell
    self.diagnostic = diagnostic
  }

  init(cell: String, reason: String, at span: SourceSpan?) {
    self.init(
      cell: cell, Diagnostic(message: reason, labels: span.map { [.init($0)] } ?? []))
  }

  package var reason: String { diagnostic.message }
  package var description: String { cell.isEmpty ? reason : "\(cell): \(reason)" }

  /// The diagnostic with the cell it was first met in.
  package var diagnosticOfCell: Diagnostic {
    if cell.isEmpty { return diagnostic }
    var diagnostic = diagnostic
    let name = "first met in the cell \(cell)"
    diagnostic.help = diagnostic.help.map { "\($0); \(name)" } ?? name
    return diagnostic
  }
}
