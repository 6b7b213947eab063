import FPTSchema

/// The result of checking the declarations as written, for the later phases.
struct AsWritten {
  var title: String?
  /// Labels of the axes of each run, whatever the profile, by run and axis.
  var labels: [String: [String: [String]]] = [:]
  var used: Set<DeclarationKey> = []
  /// The work of the check so far.
  var work = WorkMeter.Work()

  /// Checks every declaration of every file, without profile or overrides, and reports errors.
  init(_ declarations: Declarations, texts: SourceTexts, diagnostics: DiagnosticList) {
    let values = ValueEvaluator(
      declarations, settings: .asWritten, texts: texts, diagnostics: diagnostics)
    let drafts = RunDrafter(values, spent: work)
    let check = WrittenCheck(drafts: drafts)
    title = check.checkExperiment()
    for key in declarations.order {
      guard let declared = declarations[key] else { continue }
      check.check(declared)
      guard key.kind == .run else { continue }
      labels[key.name] = Dictionary(
        drafts.draft(declared).axes.map { ($0.name, $0.points.map(\.label)) },
        uniquingKeysWith: { first, _ in first })
    }
    _ = PresentationReader(values: values).presentations()
    used = values.names.used
    work = drafts.meter.spent
  }
}

/// Checks one declaration after the other.
private struct WrittenCheck {
  private let drafts: RunDrafter
  /// Of all profiles: to make it anew for each of many would take time.
  private let paths: SettingPaths
  private var values: ValueEvaluator { drafts.values }
  private var declarations: Declarations { drafts.values.declarations }
  private var diagnostics: DiagnosticList { drafts.values.diagnostics }

  init(drafts: RunDrafter) {
    self.drafts = drafts
    paths = SettingPaths(
      declarations: drafts.values.declarations, diagnostics: drafts.values.diagnostics)
  }

  func check(_ declared: Declared) {
    switch declared.key.kind {
    case .task, .model, .freeze, .train, .measure, .reference: _ = values.value(of: declared)
    case .arm: _ = drafts.arms.settings(of: declared)
    case .run: _ = drafts.draft(declared)
    case .param: checkParam(declared)
    case .table: _ = Presenter(drafts: drafts).table(declared)
    case .plot: _ = Presenter(drafts: drafts).plot(declared)
    case .profile: checkProfile(declared)
    case .experiment, .use: break
    }
  }

  /// A param has no type of its own, but it must not stand for itself.
  ///
  /// A circle is reported where it stands first.
  private func checkParam(_ declared: Declared) {
    var seen = [declared]
    while let value = seen.last?.syntax.value, let next = declarations.param(value) {
      guard !seen.contains(where: { $0.key == next.key }), seen.count < DerivationStack.deepest
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
      values.names.use(next.key)
      seen.append(next)
    }
  }

  private func checkProfile(_ declared: Declared) {
    let chain = ProfileChain(declared, in: declarations)
    if chain.isCircular {
      diagnostics.report(
        .derivedFromItself, "\(quotedForMessage(declared.key.name)) is derived from itself",
        at: declared.syntax.headSpan)
    } else if let base = chain.unknown, chain.links.first?.profile.key == declared.key {
      if case .missing = base.node { return }
      guard let name = base.singleName else {
        diagnostics.report(
          .wrongDeclarationForm, "a profile is derived from another profile", at: base.span,
          help: "write `profile causal = laptop with { train.steps: 400 }`")
        return
      }
      values.names.reportUnknown(.profile, name)
    }
    for block in chain.links.last?.blocks ?? [] { checkEntries(of: block, in: declared) }
  }

  private func checkEntries(of block: Block, in profile: Declared) {
    diagnostics.reportSections(in: block)
    let layer = Layer.profile(profile.key.name)
    var spans: [String: SourceSpan] = [:]
    for field in block.fields {
      if let first = spans.updateValue(field.path.span, forKey: field.path.text) {
        diagnostics.reportDuplicateField(
          Name(text: field.path.text, span: field.path.span), first: first)
      } else if let setting = paths.setting(field, layer: layer) {
        drafts.check(setting)
      }
    }
  }

  /// Checks that there is one experiment, and its fields; its title, where it has one.
  func checkExperiment() -> String? {
    let own = declarations.all(.experiment)
    guard let declared = own.first else {
      // Where declarations could not be read, the experiment may be one of them.
      guard !diagnostics.hasErrors else { return nil }
      diagnostics.report(
        .noExperiment, "this file declares no experiment",
        at: SourceSpan(file: 0, range: 0..<0), help: "begin it with `experiment name { fpt: 1 }`")
      return nil
    }
    for second in own.dropFirst() {
      diagnostics.report(
        .duplicateName, "a file declares one experiment", at: second.syntax.headSpan,
        also: [Diagnostic.Label(declared.syntax.headSpan, "first declared here")])
    }
    guard let schema = declarations.schema.kind(.experiment), let block = declared.syntax.block
    else { return nil }
    let errors = diagnostics.errorCount
    var values = declarations.schema.defaults(
      of: "experiment", fields: schema.fields, schema.version)
    self.values.apply(block, to: &values, layer: .declaration)
    if block.isWhole, errors == diagnostics.errorCount {
      diagnostics.reportMissingFields(
        schema.fields, given: Set(values.fields.map(\.name)), owner: "experiment",
        at: declared.syntax.headSpan)
    }
    if case .integer(let version)? = values["fpt"], version > languageVersion,
      let field = block.fields.first(where: { $0.path.text == "fpt" })
    {
      diagnostics.report(
        .unknownLanguageVersion,
        "this file is written in version \(version) of the language; this program knows "
          + "\(languageVersion)",
        at: field.value.span, help: "a newer release of fpt-script reads it")
    }
    if case .text(let title)? = values["title"] { return title }
    return nil
  }
}
