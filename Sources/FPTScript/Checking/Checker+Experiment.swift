import FPTSchema

extension Checker {
  /// Looks at every declaration of every file, without profile or overrides.
  func checkAsWritten() {
    checkExperiment()
    for key in order {
      guard let declared = declarations[key] else { continue }
      switch key.kind {
      case .task, .model, .freeze, .train, .measure, .reference: _ = value(of: declared)
      case .arm: _ = armSettings(declared)
      case .run:
        writtenLabels[key.name] = Dictionary(
          draft(declared).axes.map { ($0.name, $0.points.map(\.label)) },
          uniquingKeysWith: { first, _ in first })
      case .param: checkParam(declared)
      case .table: _ = table(declared)
      case .plot: _ = plot(declared)
      case .profile: checkProfile(declared)
      case .experiment, .use: break
      }
    }
  }

  /// A param has no type of its own, but it must not stand for itself. A circle is reported where it stands first.
  private func checkParam(_ declared: Declared) {
    var seen = [declared]
    while let value = seen.last?.syntax.value, let next = param(value) {
      guard !seen.contains(where: { $0.key == next.key }), seen.count < Self.deepestDerivation
      else {
        let others = seen.dropFirst().map(\.syntax.headSpan)
        let start = declared.syntax.headSpan
        let isFirst = others.allSatisfy {
          ($0.file, $0.range.lowerBound) > (start.file, start.range.lowerBound)
        }
        if next.key == declared.key, isFirst {
          diagnostics.report(
            .derivedFromItself, "\(quotedForMessage(declared.key.name)) is derived from itself",
            at: start, also: others.map { Diagnostic.Label($0, "by way of this") })
        }
        return
      }
      used.insert(next.key)
      seen.append(next)
    }
  }

  private func checkProfile(_ declared: Declared) {
    guard let block = declared.syntax.block else { return }
    reportSections(in: block)
    let layer = Layer.profile(declared.key.name)
    var places: [String: SourceSpan] = [:]
    for field in block.fields {
      if let first = places.updateValue(field.path.span, forKey: field.path.text) {
        reportDuplicateField(Name(text: field.path.text, span: field.path.span), first: first)
      } else if let setting = setting(field, layer: layer) {
        checkSetting(setting)
      }
    }
  }

  private func checkExperiment() {
    let own = order.filter { $0.kind == .experiment }
    guard let first = own.first, let declared = declarations[first] else {
      // Where declarations could not be read, the experiment may be one of them.
      guard !diagnostics.hasErrors else { return }
      diagnostics.report(
        .noExperiment, "this file declares no experiment",
        at: SourceSpan(file: 0, range: 0..<0), help: "begin it with `experiment name { fpt: 1 }`")
      return
    }
    for other in own.dropFirst() {
      guard let second = declarations[other] else { continue }
      diagnostics.report(
        .duplicateName, "a file declares one experiment", at: second.syntax.headSpan,
        also: [Diagnostic.Label(declared.syntax.headSpan, "first declared here")])
    }
    guard let schema = schema.kind(.experiment), let block = declared.syntax.block else { return }
    let errors = diagnostics.errorCount
    var values = defaults(of: "experiment", fields: schema.fields, schema.version)
    apply(block, to: &values, layer: .declaration)
    if block.isWhole, errors == diagnostics.errorCount {
      checkRequired(
        schema.fields, given: Set(values.fields.map(\.name)), owner: "experiment",
        at: declared.syntax.headSpan)
    }
    if case .text(let text)? = values["title"] { title = text }
    if case .integer(let version)? = values["fpt"], version > languageVersion,
      let field = block.fields.first(where: { $0.path.text == "fpt" })
    {
      diagnostics.report(
        .unknownLanguageVersion,
        "this file is written in version \(version) of the language; this program knows "
          + "\(languageVersion)",
        at: field.value.span, help: "a newer release of fpt-script reads it")
    }
  }

  /// The experiment with the profile and the overrides in force.
  func resolve() -> ResolvedExperiment? {
    guard !diagnostics.hasErrors, let key = order.first(where: { $0.kind == .experiment }) else {
      return nil
    }
    var runs: [ResolvedRun] = []
    var waiting = order.filter { $0.kind == .run && declarations[$0]?.isImported == false }
    var known = Set(waiting)
    while let next = waiting.first {
      waiting.removeFirst()
      guard let declared = declarations[next], let run = resolveRun(draft(declared)) else {
        continue
      }
      runs.append(run)
      // An imported run is part of the experiment where one of its cells is asked for.
      for name in references(of: run) {
        let key = DeclarationKey(kind: .run, name: name)
        if known.insert(key).inserted { waiting.append(key) }
      }
    }
    reportCircles(runs)
    if !diagnostics.hasErrors { linkCells(of: &runs) }
    let notebook = notebook()
    let changes = changes()
    let sources = Array(self.sources.prefix(files.count))
    return ResolvedExperiment(
      name: key.name, title: title ?? key.name, profile: profile?.key.name, changes: changes,
      sources: sources, runs: runs, notebook: notebook, selectorPlaces: selectorPlaces)
  }

  private func notebook() -> [NotebookItem] {
    var result: [NotebookItem] = []
    for item in files.first?.items ?? [] {
      switch item {
      case .prose(let prose): result.append(.prose(prose.text))
      case .declaration(let declaration):
        guard let name = declaration.name?.text,
          let declared = declarations[DeclarationKey(kind: declaration.kind, name: name)]
        else { continue }
        switch declaration.kind {
        case .run: result.append(.run(name))
        case .table: if let table = table(declared) { result.append(.table(table)) }
        case .plot: if let plot = plot(declared) { result.append(.plot(plot)) }
        default: break
        }
      }
    }
    return result
  }
}
