import FPTSchema

extension Presenter {
  /// The run and the measures that a table shows; nil after a reported error.
  func tableMeasures(_ field: Field?) -> (draft: RunDraft, measures: [NamedValue])? {
    guard let field else { return nil }
    let elements = elements(of: field)
    var draft: RunDraft?
    var measures: [NamedValue] = []
    for element in elements {
      guard let found = runMeasure(Field(path: field.path, value: element)) else { return nil }
      if let (reason, help) = Self.whyNoTable(recorded(found.measure)) {
        diagnostics.report(
          .wrongMeasure, "`\(found.measure.name)` \(reason), which a table cannot show",
          at: element.span, help: help)
        return nil
      }
      if let run = draft?.declared.key.name, run != found.draft.declared.key.name {
        diagnostics.report(
          .wrongMeasure,
          "a table shows one run, and these are measures of `\(run)` and `\(found.draft.declared.key.name)`",
          at: element.span, help: "make a table for each run")
        return nil
      }
      if measures.contains(where: { $0.name == found.measure.name }) {
        diagnostics.report(
          .duplicatePoint, "the measure `\(found.measure.name)` is shown twice", at: element.span)
        return nil
      }
      draft = found.draft
      measures.append(found.measure)
    }
    guard let draft else {
      diagnostics.report(
        .missingField, "`of` names no measure", at: field.value.span,
        help: "for example `of: main.accuracy`")
      return nil
    }
    return (draft, measures)
  }

  /// The measures, each with its format.
  func formatted(
    _ measures: [NamedValue], _ value: Value?, at field: Field?
  ) -> [TableSpecification.Measure] {
    var formats: [Constructed] = []
    if case .list(let values)? = value { formats = values.compactMap { constructed($0) } }
    if let field, formats.count > 1, formats.count != measures.count {
      diagnostics.report(
        .wrongMeasure,
        "`format` lists \(formats.count) formats, and `of` \(measures.count == 1 ? "one measure" : "\(measures.count) measures")",
        at: field.value.span, help: "write one for each measure in the same order, or one for all")
    }
    // Several measures without a word about their formats have those that are usual for them.
    if field == nil, measures.count > 1 { formats = [] }
    let isForAll = formats.count == 1 && measures.count > 1
    return measures.enumerated().map { index, measure in
      var format = isForAll ? formats[0] : formats.indices.contains(index) ? formats[index] : nil
      // One for all stands for those that it suits; what is written for a measure alone is meant.
      if isForAll, format?.constructor == "percent", quantity(of: measure)?.isShare != true {
        format = nil
      }
      return TableSpecification.Measure(name: measure.name, format: format)
    }
  }

  /// The quantity of a measure; nil where it records no number.
  func quantity(of measure: NamedValue) -> Quantity? {
    if case .number(let quantity)? = recorded(measure) { quantity } else { nil }
  }

  /// Statistics that mean nothing for a measure.
  func checkStatistics(_ show: [String], of measures: [NamedValue], at field: Field?) {
    guard let field, show.contains("ci_test") else { return }
    let span =
      elements(of: field).first { $0.singleName?.text == "ci_test" }?.span ?? field.value.span
    for measure in measures {
      guard let quantity = quantity(of: measure), !quantity.isShareOfExamples else { continue }
      diagnostics.report(
        .wrongMeasure,
        "`ci_test` is an interval of a share of test examples, and `\(measure.name)` is \(quantity.noun)",
        at: span, help: "`ci95` is the interval over seeds, for any measure")
    }
  }

  /// The elements of a field that may be a list.
  func elements(of field: Field) -> [Expression] {
    if case .list(let elements) = field.value.node { return elements }
    return [field.value]
  }
}
