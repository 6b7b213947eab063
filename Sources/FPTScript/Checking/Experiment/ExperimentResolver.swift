import FPTSchema

/// Resolves the experiment with the settings in force: its runs cell by cell, and its notebook.
struct ExperimentResolver {
  let drafts: RunDrafter
  private let cells: CellResolver
  private let presenter: Presenter
  private var values: ValueEvaluator { drafts.values }
  private var declarations: Declarations { values.declarations }
  private var diagnostics: DiagnosticList { values.diagnostics }

  /// Makes a resolver; `spent` is what the look at the declarations as written has cost.
  init(
    _ declarations: Declarations, settings: Settings, texts: SourceTexts, spent: WorkMeter.Work,
    diagnostics: DiagnosticList
  ) {
    let values = ValueEvaluator(
      declarations, settings: settings, texts: texts, diagnostics: diagnostics)
    drafts = RunDrafter(values, spent: spent)
    cells = CellResolver(drafts: drafts)
    presenter = Presenter(drafts: drafts)
  }

  /// Checks what the command line sets; profiles have been checked as they are written.
  func checkCommandLine() {
    for setting in values.settings.all where setting.layer.isCommandLine { drafts.check(setting) }
  }

  /// The experiment; nil where there are errors before it is resolved.
  func experiment(
    title: String?, sources: [SourceFile]
  ) -> ResolvedExperiment? {
    guard !diagnostics.hasErrors, let own = declarations.all(.experiment).first else { return nil }
    var runs: [ResolvedRun] = []
    var waiting = declarations.all(.run).filter { !$0.isImported }
    var known = Set(waiting.map(\.key))
    while let next = waiting.first {
      waiting.removeFirst()
      guard let run = cells.run(of: drafts.draft(next)) else { continue }
      runs.append(run)
      // An imported run is part of the experiment where one of its cells is asked for.
      for name in run.referredRuns {
        guard let other = declarations[.run, name] else { continue }
        if known.insert(other.key).inserted { waiting.append(other) }
      }
    }
    let linker = CellLinker(declarations: declarations, diagnostics: diagnostics)
    linker.reportCircles(runs)
    if !diagnostics.hasErrors { linker.linkCells(of: &runs) }
    let notebook = notebook()
    let presentations = PresentationReader(values: values).presentations()
    return ResolvedExperiment(
      name: own.key.name, title: title ?? own.key.name,
      profile: values.settings.profile?.key.name, changes: values.changes(), sources: sources,
      runs: runs, notebook: notebook, selectorLocations: values.selectorLocations,
      presentations: presentations)
  }

  private func notebook() -> [NotebookItem] {
    var result: [NotebookItem] = []
    for item in declarations.ownItems {
      switch item {
      case .prose(let prose): result.append(.prose(prose.text))
      case .declaration(let declaration):
        guard let name = declaration.name?.text,
          let declared = declarations[declaration.kind, name]
        else { continue }
        switch declaration.kind {
        case .run: result.append(.run(name))
        case .table: if let table = presenter.table(declared) { result.append(.table(table)) }
        case .plot: if let plot = presenter.plot(declared) { result.append(.plot(plot)) }
        default: break
        }
      }
    }
    return result
  }
}
