import FPTSchema

extension Presenter {
  /// A field that a table or plot lacks as it could stand there: with a run and a measure of this experiment, or an axis of the run that is shown.
  func example(of field: FieldSchema, places: [String: Field]) -> String {
    switch field.type {
    case .list(.axis):
      guard let axis = exampleAxes(places).first else { return field.example }
      return "\(field.name): \(axis)"
    case .list(.runMeasure):
      for run in declarations.all(.run) {
        guard let measure = drafts.draft(run).measures.first else { continue }
        return "\(field.name): \(run.key.name).\(measure.name)"
      }
      return field.example
    default: return field.example
    }
  }

  /// The axes of the run that is shown that no field names yet, those of several points first; the seed is none of them.
  func exampleAxes(_ places: [String: Field]) -> [String] {
    let used = Set(places.values.flatMap { elements(of: $0) }.compactMap { $0.path?.text })
    let axes = (draftShown(by: places["of"])?.axes ?? []).filter {
      $0.name != "seed" && !used.contains($0.name)
    }
    return (axes.filter { $0.points.count > 1 } + axes.filter { $0.points.count <= 1 })
      .map(\.name)
  }

  /// What `x` of a scatter plot may name, with another number of this run where it measures one.
  func exampleOfOtherMeasure(_ draft: RunDraft, besides measure: String) -> String {
    let other = draft.measures.first { candidate in
      guard candidate.name != measure, case .number? = recorded(candidate) else { return false }
      return true
    }
    guard let other else { return "another measure of the run, which has one number alone" }
    return "another measure of the run, for example `x: \(other.name)`"
  }

  /// The run of the first `main.accuracy` that stands in a field; nil where that is wrong, which is reported elsewhere.
  private func draftShown(by field: Field?) -> RunDraft? {
    guard let path = field.flatMap({ elements(of: $0).first?.path }),
      let run = path.segments.first, let declared = declarations[.run, run.text]
    else { return nil }
    return drafts.draft(declared)
  }
}

extension Expression {
  /// The path, where the expression is nothing else.
  fileprivate var path: Path? { if case .path(let path) = node { path } else { nil } }
}
