import FPTScript

extension Notebook {
  /// The lines under the title: the profile, each value that it or the command line changed, and what models accept.
  public static func header(of experiment: ResolvedExperiment) -> [String] {
    header(profile: experiment.profile, changes: experiment.changes)
      + acceptances(of: experiment.runs.flatMap(\.cells).map(\.model))
  }

  /// A line for each model that takes what is refused otherwise: a reader has to know that its author answers for it.
  static func acceptances(of models: [NamedValue]) -> [String] {
    var lines: [String] = []
    for model in models {
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

  /// The lines under the title: the profile, and each value that it or the command line changed.
  public static func header(
    profile: String?, changes: [ResolvedExperiment.Change]
  ) -> [String] {
    let count = changes.count == 1 ? "1 value changed" : "\(changes.count) values changed"
    var lines: [String] = []
    switch (profile, changes.isEmpty) {
    case (let profile?, true): lines.append("profile \(profile), the file as written")
    case (let profile?, false): lines.append("profile \(profile), \(count)")
    case (nil, false): lines.append(count)
    case (nil, true): break
    }
    for change in changes {
      let source = change.source == .commandLine ? "  (--set)" : ""
      lines.append("  \(change.path): \(change.from) → \(change.to)\(source)")
    }
    return lines
  }
}
