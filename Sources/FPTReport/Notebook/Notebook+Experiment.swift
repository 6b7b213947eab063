import FPTScript

extension Notebook {
  /// The lines under the title: the profile, and each value that it or the command line changed.
  public static func header(of experiment: ResolvedExperiment) -> [String] {
    header(profile: experiment.profile, changes: experiment.changes)
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
