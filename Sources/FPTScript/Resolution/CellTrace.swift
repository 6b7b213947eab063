/// Every value of one cell, with the location that sets it.
package struct CellTrace: Sendable {
  /// One value: `train.optimizer.lr`, `0.001`, `experiments/table1.fpt:24`.
  package struct Line: Sendable, Hashable {
    package var path: String
    package var value: String
    /// `default`, a file and its line, or the command line's words.
    package var location: String
    /// Which rule of precedence gave it, such as `profile laptop`; empty for declarations.
    package var by: String
  }

  package private(set) var lines: [Line] = []
  private let sources: [SourceText]

  /// - Parameters:
  ///   - cell: one cell of the experiment.
  ///   - sources: the texts that origins point into, as ``CheckResult`` gives them.
  package init(_ cell: ResolvedCell, sources: [SourceFile]) {
    self.sources = sources.map(SourceText.init)
    if let arm = cell.arm { add("arm", arm, cell.origins["arm"]) }
    add("task", cell.task, cell.origins["task"])
    add("model", cell.model, cell.origins["model"])
    let policy = Value.freezing(cell.freezing).expressionText
    add("freeze", "\(cell.freezingName): \(policy)", cell.origins["freeze"])
    add("train", cell.train, cell.origins["train"])
    add("seed", String(cell.seed), cell.origins["seed"])
    for measure in cell.measures { add("measure", measure, cell.origins["measure"]) }
    add("keep", "[\(cell.keep.joined(separator: ", "))]", cell.origins["keep"])
  }

  private mutating func add(_ path: String, _ part: NamedValue, _ origin: Origin?) {
    let constructor = part.value.constructor
    add(path, constructor == path ? part.name : "\(part.name): \(constructor)", origin)
    add(path == "measure" ? "measure.\(part.name)" : path, part.value)
  }

  private mutating func add(_ path: String, _ value: Constructed) {
    for field in value.fields {
      let name = "\(path).\(field.name)"
      if case .constructed(let inner) = field.value {
        add(name, inner.constructor, field.origin)
        add(name, inner)
      } else {
        add(name, field.value.expressionText, field.origin)
      }
    }
  }

  private mutating func add(_ path: String, _ value: String, _ origin: Origin?) {
    let (location, by) = described(origin ?? .schemaDefault)
    lines.append(Line(path: path, value: value, location: location, by: by))
  }

  private func described(_ origin: Origin) -> (location: String, by: String) {
    switch origin {
    case .schemaDefault: ("default", "")
    case .commandLine(let text): ("--set \(text)", "")
    case .declaration(let span): (location(span), "")
    case .profile(let name, let span): (location(span), "profile \(name)")
    case .with(let span): (location(span), "with")
    case .armOrRun(let span): (location(span), "arm or run")
    case .axis(let name, let span): (location(span), "axis \(name)")
    case .rule(let span): (location(span), "set … where")
    }
  }

  private func location(_ span: SourceSpan) -> String {
    guard sources.indices.contains(span.file) else { return "?" }
    let source = sources[span.file]
    return "\(source.path):\(source.position(of: span.range.lowerBound).line + 1)"
  }

  /// The lines in columns, each ended by a line break.
  package var text: String {
    Columns.text(lines.map { [$0.path, $0.value, $0.location, $0.by] })
  }
}
