import FPTSchema

extension Presenter {
  /// The comparisons that a table asks for, in order; those with an error are left out.
  func comparisons(
    _ field: Field?, _ draft: RunDraft, shownAxes: [String]
  ) -> [TableSpecification.Comparison] {
    guard let field, draft.isWhole else { return [] }
    var result: [TableSpecification.Comparison] = []
    for element in elements(of: field) {
      guard case .comparison(let left, let right) = element.node,
        let comparison = comparison(left, right, at: element.span, draft, shownAxes)
      else { continue }
      let pair = Set([comparison.left, comparison.right])
      if result.contains(where: { $0.axis == comparison.axis && pair == [$0.left, $0.right] }) {
        diagnostics.report(
          .duplicatePoint, "these two points are compared twice", at: element.span,
          help: "the difference the other way round has the other sign, and no new evidence")
        continue
      }
      result.append(comparison)
    }
    let seeds = draft.axis("seed").map { draft.axes[$0].points.count } ?? 1
    if !result.isEmpty, seeds < 2 {
      diagnostics.report(
        .withoutEffect, "differences are paired by seed, and this run has one seed",
        at: field.value.span,
        help:
          "two seeds are the least, and three give an interval that can be read: `seed: 0..<3` in `axes`",
        severity: .warning)
    }
    return result
  }

  private func comparison(
    _ left: Expression, _ right: Expression, at span: SourceSpan, _ draft: RunDraft,
    _ shownAxes: [String]
  ) -> TableSpecification.Comparison? {
    let (first, second) = (label(left), label(right))
    guard first != second else {
      diagnostics.report(
        .withoutEffect, "\(quotedForMessage(first)) is compared with itself", at: span,
        help: "write two points of one axis, as in `random against language`")
      return nil
    }
    let axes = draft.axes.filter { $0.name != "seed" }
    func holders(of label: String) -> [AxisDraft] {
      axes.filter { $0.points.contains { $0.label == label } }
    }
    let (ofFirst, ofSecond) = (holders(of: first), holders(of: second))
    let common = ofFirst.filter { axis in ofSecond.contains { $0.name == axis.name } }
    guard let found = common.first(where: { shownAxes.contains($0.name) }) ?? common.first else {
      reportNoCommonAxis((left, first, ofFirst), (right, second, ofSecond), at: span, draft)
      return nil
    }
    let shown = common.filter { shownAxes.contains($0.name) }
    guard !shown.isEmpty else {
      diagnostics.report(
        .wrongComparison,
        "this table does not show the axis `\(found.name)`, whose points are compared",
        at: span, also: [Diagnostic.Label(found.span, "\(found.points.count) points")],
        help: "add `\(found.name)` to `rows` or `columns`")
      return nil
    }
    guard shown.count == 1 else {
      diagnostics.report(
        .ambiguousName,
        "\(shown.map { "`\($0.name)`" }.joined(separator: " and ")) both have the points "
          + "\(quotedForMessage(first)) and \(quotedForMessage(second))",
        at: span, help: "give the points of one of them other names")
      return nil
    }
    return TableSpecification.Comparison(axis: found.name, left: first, right: second)
  }

  /// A point by its label, as tables show it.
  private func label(_ expression: Expression) -> String {
    switch expression.node {
    case .number(let number): number.text
    default: expression.reference?.text ?? values.texts.oneLine(expression)
    }
  }

  private func reportNoCommonAxis(
    _ left: (Expression, String, [AxisDraft]), _ right: (Expression, String, [AxisDraft]),
    at span: SourceSpan, _ draft: RunDraft
  ) {
    if let (first, second) = left.2.first.flatMap({ first in right.2.first.map { (first, $0) } }) {
      diagnostics.report(
        .wrongComparison,
        "\(quotedForMessage(left.1)) is a point of `\(first.name)`, and \(quotedForMessage(right.1)) of `\(second.name)`",
        at: span, help: "two points of one axis are compared")
      return
    }
    for (side, other) in [(left, right), (right, left)] where side.2.isEmpty {
      let candidates = other.2.isEmpty ? draft.axes.filter { $0.name != "seed" } : other.2
      let known = candidates.flatMap { $0.points.map(\.label) }
      let isDeclared = DeclarationKind.axes.contains {
        declarations[DeclarationKey(kind: $0, name: side.1)] != nil
      }
      let near = Suggestions.near(side.1, among: known)
      let place =
        candidates.count == 1
        ? "the axis `\(candidates[0].name)`" : "no axis of run `\(draft.declared.key.name)`"
      let message =
        "\(place) has \(candidates.count == 1 ? "no" : "a") point \(quotedForMessage(side.1))"
      // What a profile leaves out is no mistake of the table.
      let isLeftOut = isDeclared && !values.settings.isAsWritten
      diagnostics.report(
        isLeftOut ? .withoutEffect : .wrongComparison, message, at: side.0.span,
        help: near.isEmpty && !known.isEmpty
          ? "there are \(known.prefix(8).map(quotedForMessage).joined(separator: ", "))" : nil,
        suggestions: near, severity: isLeftOut ? .warning : .error)
      return
    }
  }

  /// Fields that say something of comparisons where there are none.
  func checkClaims(_ places: [String: Field]) {
    guard places["compare"] == nil else { return }
    for (name, what) in [
      ("equal", "says when compared points count as equal"),
      ("family", "is of comparisons"),
    ] {
      guard let field = places[name] else { continue }
      diagnostics.report(
        .wrongComparison, "`\(name)` \(what), and this table compares nothing",
        at: field.path.span, help: "add for example `compare: random against language`")
    }
  }

  /// The margin of equality in the unit of every measure; nil where there is none.
  func margin(_ field: Field?, of measures: [NamedValue]) -> Double? {
    guard let field, case .margin(let expression) = field.value.node,
      case .number(let number) = expression.node
    else { return nil }
    for measure in measures {
      guard let quantity = quantity(of: measure), quantity.isShare != number.isPercent else {
        continue
      }
      let percent = number.value * 100
      diagnostics.report(
        .wrongComparison,
        quantity.isShare
          ? "`\(measure.name)` is \(quantity.noun), whose margin is a percentage"
          : "`\(measure.name)` is \(quantity.noun), whose margin is a number",
        at: field.value.span,
        help: measures.count > 1
          ? "one margin suits one unit: make a table of its own for `\(measure.name)`"
          : quantity.isShare
            ? "write `within \(printed(number.value < 1 ? percent : number.value))%`"
            : "write for example `within \(printed(percent))`")
      return nil
    }
    return number.value
  }
}
