import FPTScript

/// Texts that are equal if and only if values are equal, whatever their source locations.
struct ValueTexts {
  private var texts: [Constructed: String] = [:]

  /// Canonical text of a value.
  ///
  /// Defaults and source locations make no difference.
  mutating func text(_ value: Constructed) -> String {
    if let known = texts[value] { return known }
    let text = value.canonical().canonicalText
    texts[value] = text
    return text
  }
}

/// Texts that are equal for equal cells: same task, model, training and seed.
struct CellKeys {
  private var values = ValueTexts()

  mutating func key(of cell: ResolvedCell) -> String {
    let policy = Value.freezing(cell.freezing).expressionText
    return [
      values.text(cell.task.value), values.text(cell.model.value), policy,
      values.text(cell.train.value), String(cell.seed),
    ].joined(separator: "\n")
  }
}

extension CellKeys {
  /// Texts that are equal for cells that differ only in the seed, unless an adapter fits one seed only.
  mutating func kind(of cell: ResolvedCell) -> String {
    var unseeded = cell
    if cell.model.value["adapter"] == nil { unseeded.seed = 0 }
    return
      ([key(of: unseeded), cell.freezingName, cell.model.name, cell.task.name]
      + cell.measures.map { $0.name + " " + $0.value.expressionText }).joined(separator: "\n")
  }
}

/// Points of a run's axis that are the same cells under two names.
struct SameCells {
  private(set) var diagnostics: [Diagnostic] = []

  init(in experiment: ResolvedExperiment) {
    var keys = CellKeys()
    for run in experiment.runs {
      var first: [String: ResolvedCell] = [:]
      var told: Set<String> = []
      for cell in run.cells {
        let key = keys.key(of: cell)
        guard let other = first[key] else {
          first[key] = cell
          continue
        }
        let (one, two) = Self.names(of: other, cell, in: run)
        guard told.insert("\(one)\n\(two)").inserted else { continue }
        let axis = run.axes.indices.first { other.point[$0] != cell.point[$0] }
        let name = axis.map { run.axes[$0].name } ?? "arm"
        let spans = [cell.origins[name]?.span, other.origins[name]?.span].compactMap(\.self)
        diagnostics.append(
          Diagnostic(
            severity: .warning,
            message: "run \(run.name) has the same cell as \(one) and as \(two)",
            labels: spans.prefix(1).map { .init($0) },
            help: "it is computed once and shown twice; leave out one, or let them differ"))
      }
    }
  }

  /// How two cells are told apart: their points on the axes in which they differ.
  private static func names(
    of one: ResolvedCell, _ two: ResolvedCell, in run: ResolvedRun
  ) -> (String, String) {
    let axes = run.axes.indices.filter { one.point[$0] != two.point[$0] }
    func name(_ cell: ResolvedCell) -> String {
      axes.map { "\(run.axes[$0].name) `\(run.axes[$0].points[cell.point[$0]].label)`" }
        .joined(separator: ", ")
    }
    return (name(one), name(two))
  }
}
