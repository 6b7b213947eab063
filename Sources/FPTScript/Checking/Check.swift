import FPTSchema

/// The result of checking a file: the experiment if there is no error, and every diagnostic.
package struct CheckResult: Sendable {
  /// Nil where there is at least one error.
  package var experiment: ResolvedExperiment?
  package var diagnostics: [Diagnostic]
  /// The texts that spans point into: files first, then one pseudo-file for each override, then files of published values.
  package var sources: [SourceFile]
  /// The syntax of the experiment file, for `fmt` and editors; partial where it has errors.
  package var syntax: SyntaxFile
}

/// One `--set PATH=EXPRESSION`.
package struct Override: Sendable, Hashable {
  package var path: String
  package var expression: String
  package init(path: String, expression: String) {
    self.path = path
    self.expression = expression
  }
}

/// Reads an experiment file and whatever it uses, checks all of it and resolves every cell.
///
/// Pure: the same texts, profile and overrides give the same result. Linear in the size of the
/// files and the number of cells, which is capped.
///
/// - Parameters:
///   - path: the experiment file, as the loader and messages know it.
///   - loader: gives the texts of files.
///   - schema: what can be declared and called; the checker knows nothing else of it.
///   - profile: name of the profile in force; nil for the first declared one.
///   - overrides: values of `--set`, later ones winning; `--seed 7` is `seed` set to `[7]`.
///   - readsReferences: whether files of published values are read and checked too.
/// - Returns: what was found, and the experiment where nothing is wrong with it.
package func check(
  path: String, loader: some SourceLoader, schema: Schema, profile: String? = nil,
  overrides: [Override] = [], readsReferences: Bool = false
) -> CheckResult {
  let diagnostics = DiagnosticList()
  let loaded = LoadedSources(path, loader: loader, diagnostics: diagnostics)
  guard let syntax = loaded.files.first else {
    return CheckResult(
      experiment: nil, diagnostics: diagnostics.inOrder, sources: [],
      syntax: SyntaxFile(items: [], comments: []))
  }
  let declarations = Declarations(in: loaded, schema: schema, diagnostics: diagnostics)
  let commandLine = CommandLine(
    overrides, after: loaded.sources.count, diagnostics: diagnostics)
  var sources = loaded.sources + commandLine.sources
  let texts = SourceTexts(sources)
  // First everything in the files is checked, whatever the profile, and then the settings in force.
  let written = AsWritten(declarations, texts: texts, diagnostics: diagnostics)
  let settings = Settings(
    profile: profile, commandLine, in: declarations, texts: texts, diagnostics: diagnostics)
  let resolver = ExperimentResolver(
    declarations, settings: settings, texts: texts, spent: written.work,
    diagnostics: diagnostics)
  resolver.checkCommandLine()
  let experiment = resolver.experiment(title: written.title, sources: loaded.sources)
  if readsReferences, let experiment, !diagnostics.hasErrors {
    var references = ReferenceCheck(
      drafts: resolver.drafts, written: written, after: sources.count)
    references.check(experiment, loader: loader) { other in
      check(path: path, loader: loader, schema: schema, profile: other).experiment
    }
    sources += references.sources
  }
  let used = written.used.union(resolver.drafts.values.names.used)
  declarations.reportUnused(except: used, diagnostics: diagnostics)
  return CheckResult(
    experiment: diagnostics.hasErrors ? nil : experiment, diagnostics: diagnostics.inOrder,
    sources: sources, syntax: syntax)
}

/// Parses one file without checking names or types.
package func parse(_ source: SourceFile) -> (syntax: SyntaxFile, diagnostics: [Diagnostic]) {
  let diagnostics = DiagnosticList()
  var parser = Parser(source.text, file: 0, diagnostics: diagnostics)
  return (parser.parseFile(), diagnostics.inOrder)
}
