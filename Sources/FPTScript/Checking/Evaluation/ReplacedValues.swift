/// Earlier values that each setting replaced, in the order they were met.
struct ReplacedValues {
  private var texts: [[String]]
  /// Indices of settings that are already known to change nothing.
  private var withoutEffect: Set<Int> = []

  init(of settings: Settings) { texts = Array(repeating: [], count: settings.all.count) }

  /// Remembers what a setting replaced.
  mutating func note(_ text: String, by index: Int) {
    guard texts[index].count < 4, !texts[index].contains(text) else { return }
    texts[index].append(text)
  }

  /// Remembers that a warning about a setting has been given.
  mutating func noteWithoutEffect(_ index: Int) { withoutEffect.insert(index) }

  /// The changes made, in order of application; warns of `--set` that changed nothing.
  func changes(
    by settings: Settings, texts sources: SourceTexts, diagnostics: DiagnosticList
  ) -> [ResolvedExperiment.Change] {
    var result: [ResolvedExperiment.Change] = []
    for (index, setting) in settings.all.enumerated() {
      guard !texts[index].isEmpty else {
        if setting.layer.isCommandLine, !diagnostics.hasErrors, !withoutEffect.contains(index) {
          diagnostics.report(
            .withoutEffect, "this changes nothing that is computed here", at: setting.path.span,
            severity: .warning)
        }
        continue
      }
      result.append(
        ResolvedExperiment.Change(
          source: setting.layer.isCommandLine ? .commandLine : .profile, path: setting.path.text,
          from: texts[index].joined(separator: ", "), to: sources.oneLine(setting.value)))
    }
    return result
  }
}
