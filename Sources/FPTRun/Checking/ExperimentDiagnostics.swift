import FPTLib
import FPTSchema
import FPTScript

/// What keeps cells from being computed as they are declared, found before anything is computed: the same for `check`, `plan` and
/// `run`.
///
/// It reads no tensors and no data of known size. It reads the user's own files as far as planning does.
struct ExperimentDiagnostics {
  /// The diagnostics, each once, in the order of the cells.
  ///
  /// Errors and warnings have their source locations.
  private(set) var all: [(cell: String, diagnostic: Diagnostic)] = []
  private var told: Set<String> = []
  private var freezing = FreezingDiagnostics()
  private var missing = MissingAssets()

  /// Looks for findings; the estimator keeps what it has opened.
  init(of experiment: ResolvedExperiment, _ estimator: inout CostEstimator) {
    var keys = CellKeys()
    var seen: Set<String> = []
    for run in experiment.runs {
      for cell in run.cells where seen.insert(keys.kind(of: cell)).inserted {
        let name = run.labels(of: cell).joined(separator: " · ")
        for diagnostic in diagnostics(of: cell, name: name, &estimator) { tell(diagnostic, name) }
      }
    }
    if let (cell, diagnostic) = missing.diagnostic { tell(diagnostic, cell) }
    for (cell, diagnostic) in freezing.diagnostics(in: experiment) { tell(diagnostic, cell) }
    if let error = Self.unstorableName(in: experiment, folder: estimator.models.baseFolder) {
      tell(Diagnostic(message: "the results cannot be stored: \(error)"), "")
    }
  }

  /// What a results file would not take of the names in an experiment: titles or paths of published values that are too long, or a
  /// measure with a name that runs use themselves.
  private static func unstorableName(
    in experiment: ResolvedExperiment, folder: String
  ) -> ResultTreeError? {
    // Files that cannot be read are an error of their own.
    let published = (try? PublishedValues.files(of: experiment, folder: folder)) ?? [:]
    let builder = ResultsBuilder(
      plan: ExperimentPlan(experiment: experiment, cells: []), records: [:], published: published,
      overrides: [], provenance: [])
    do throws(ResultTreeError) {
      try builder.document().tree().validate()
      return nil
    } catch {
      return error
    }
  }

  private mutating func tell(_ diagnostic: Diagnostic, _ cell: String) {
    let location = diagnostic.labels.first.map { "\($0.span)" } ?? ""
    // A missing asset is fetched once, so one note is enough for all cells that need it.
    let key =
      diagnostic.severity == .note
      ? diagnostic.help ?? diagnostic.message : "\(diagnostic.cause)\n\(location)"
    if told.insert(key).inserted { all.append((cell, diagnostic)) }
  }

  private mutating func diagnostics(
    of cell: ResolvedCell, name: String, _ estimator: inout CostEstimator
  ) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    var task: DescribedTask?
    var model: ModelShape?
    do {
      task = try estimator.description(ofTask: cell.task.value)
      // The shape may be known although the data are missing.
      for name in try estimator.tasks.assets(of: cell.task.value) {
        _ = try estimator.tasks.sources.assets.locate(name)
      }
    } catch {
      if !missing.add(error, of: cell, name: name, isTask: true) {
        diagnostics.append(cell.diagnostic(error, isTask: true))
      }
    }
    do {
      model = try estimator.shape(ofModelOf: cell)
      if task != nil { try estimator.checkBase(ofAdapterOf: cell) }
    } catch {
      // The missing task was reported above.
      if !(task == nil && CellTrouble.isOfTask(error)),
        !missing.add(error, of: cell, name: name, isTask: false)
      {
        diagnostics.append(cell.diagnostic(error, isTask: false))
      }
    }
    diagnostics += [cell.evaluatedTooLate, cell.trainsNothing].compactMap(\.self)
    diagnostics += cell.measures.compactMap { cell.chosenByTest($0) }
    guard let task else { return diagnostics }
    if let limit = model?.backbone.maximumTokens, task.tokens > limit {
      diagnostics.append(cell.tooLong(tokens: task.tokens, limit: limit))
    }
    freezing.add(cell, name: name, task: task, backbone: model?.backbone)
    for measure in cell.measures {
      do {
        try measure.value.measure().check(task: task, backbone: model?.backbone)
      } catch {
        let labels = cell.span(of: measure).map { [Diagnostic.Label($0)] } ?? []
        diagnostics.append(Diagnostic(message: "\(error)", labels: labels))
      }
    }
    return diagnostics
  }
}

extension Diagnostic {
  /// What is wrong, without the declaration that it is wrong for: one that is derived from it has the same place wrong.
  fileprivate var cause: Substring {
    let parts = message.split(separator: ": ", maxSplits: 1)
    return labels.isEmpty || parts.count < 2 ? message[...] : parts[1]
  }
}

/// Whether an error of making a task or a model may pass without a change of the experiment.
enum CellTrouble {
  /// True if named data or weights are missing or incomplete, so that they can be fetched.
  static func isPassing(_ error: any Error, of cell: ResolvedCell, isTask: Bool) -> Bool {
    switch error {
    case AssetError.missing, AssetError.wrongFile: true
    // The language knows more than the runner. The other cells can be computed.
    case is UnknownConstructor: true
    // Files of the user's own are part of the experiment; those of an asset are not.
    case is CheckpointError, is FileError: !isTask && cell.model.value.hasWeightsOfAsset
    default: false
    }
  }

  static func isOfTask(_ error: any Error) -> Bool {
    switch error {
    case is TaskError: true
    case AssetError.missing(let name, _, _), AssetError.wrongFile(let name, _, _):
      (try? Asset.named(name))?.kind == .dataset
    default: false
    }
  }
}

extension Constructed {
  /// Whether a model's values come from weights known by name, and from nothing else.
  fileprivate var hasWeightsOfAsset: Bool {
    guard self["adapter"] == nil else { return false }
    switch self["weights"] {
    case .text(let name), .symbol(let name): return !LoadedModels.isPath(name)
    case .cell(let reference): return reference.cell?.model.value.hasWeightsOfAsset ?? false
    default: return false
    }
  }
}

extension ResolvedCell {
  /// An error of making the task or the model, with its source location; a note if it may pass.
  func diagnostic(_ error: any Error, isTask: Bool) -> Diagnostic {
    let what = isTask ? "task \(task.name)" : "model \(model.name)"
    let labels = span(of: error, isTask: isTask).map { [Diagnostic.Label($0)] } ?? []
    if case AssetError.missing(let name, let folder, _) = error {
      return Diagnostic(
        severity: .note, message: "\(what) is unavailable: `\(name)` is not in \(folder)",
        labels: labels, help: "get it with `\(AssetStore.command(fetching: name))`")
    }
    if CellTrouble.isPassing(error, of: self, isTask: isTask) {
      return Diagnostic(
        severity: .note, message: "\(what) is unavailable: \(error)", labels: labels)
    }
    if let error = error as? HubNameUnpinned {
      return Diagnostic(message: "\(what): \(error)", labels: labels, help: error.help)
    }
    if let error = error as? UnknownWeights {
      return Diagnostic(
        message: "\(what): \(error)", labels: labels, help: error.help,
        suggestions: error.suggestions)
    }
    return Diagnostic(message: "\(what): \(error)", labels: labels)
  }
}
