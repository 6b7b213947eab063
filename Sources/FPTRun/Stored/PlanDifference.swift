import FPTLib
import FPTScript

/// One thing in which the plans of two results files differ.
package struct PlanDifference: Sendable, Hashable, Encodable {
  /// `profile`, `--set`, `script tiny.fpt`, `published values paper.csv`.
  package var what: String
  package var from: String
  package var to: String
  /// For texts, the lines that differ.
  package var lines: String?

  /// What differs, in the order in which a reader would ask.
  static func all(from a: StoredResults, to b: StoredResults) -> [PlanDifference] {
    var differences: [PlanDifference] = []
    if a.profile != b.profile {
      differences.append(
        PlanDifference(what: "profile", from: a.profile ?? "(none)", to: b.profile ?? "(none)"))
    }
    if a.overrides != b.overrides {
      func text(_ overrides: [Override]) -> String {
        overrides.isEmpty ? "(none)" : overrides.map(\.assignment).joined(separator: ", ")
      }
      differences.append(
        PlanDifference(what: "--set", from: text(a.overrides), to: text(b.overrides)))
    }
    differences += files("script", a.sources, b.sources)
    differences += files("published values", a.references, b.references)
    return differences
  }

  private static func files(
    _ kind: String, _ a: [ResultsDocument.Source], _ b: [ResultsDocument.Source]
  ) -> [PlanDifference] {
    let names = a.map(\.name) + b.map(\.name).filter { name in !a.contains { $0.name == name } }
    return names.compactMap { name in
      let old = a.first { $0.name == name }?.text
      let new = b.first { $0.name == name }?.text
      guard old != new else { return nil }
      guard let old, let new else {
        return PlanDifference(
          what: "\(kind) \(name)", from: old == nil ? "(absent)" : "present",
          to: new == nil ? "(absent)" : "present")
      }
      let (from, to) = firstDifference(old, new)
      return PlanDifference(
        what: "\(kind) \(name)", from: from, to: to,
        lines: LineDiff.unified(from: old, to: new, path: name))
    }
  }

  /// The first line that differs, of each text.
  private static func firstDifference(_ old: String, _ new: String) -> (String, String) {
    let a = old.split(separator: "\n", omittingEmptySubsequences: false)
    let b = new.split(separator: "\n", omittingEmptySubsequences: false)
    var line = 0
    while line < a.count, line < b.count, a[line] == b[line] { line += 1 }
    func shown(_ lines: [Substring]) -> String {
      lines.indices.contains(line) ? "line \(line + 1) `\(lines[line])`" : "the end of the text"
    }
    return (shown(a), shown(b))
  }

  /// One line.
  package var text: String { "\(what): \(from) → \(to)" }
}
