import FPTSchema

extension ValueEvaluator {
  /// The stages of a policy or a schedule; nil after a reported error.
  func freezing(_ expression: Expression) -> [FreezingStage]? {
    switch expression.node {
    case .missing: return nil
    case .selector(let selector): return stages(of: selector)
    case .path(let path) where path.segments.count == 1: return policy(path.segments[0])
    case .text(let text):
      return policy(Name(text: text, span: expression.span, isQuoted: true))
    case .list(let elements):
      if let names = groupNames(elements) {
        diagnostics.report(
          .wrongType, "a freezing policy is expected, found a list of parameter groups",
          at: expression.span,
          help: helpForGroups(names))
        return nil
      }
      return schedule(elements, at: expression.span)
    default:
      diagnostics.report(
        .wrongType, "a freezing policy is expected, found \(expression.described)",
        at: expression.span, help: "for example `all except [input, output]`")
      return nil
    }
  }

  /// Both things that a bare list of groups may have been meant to say.
  private func helpForGroups(_ names: [String]) -> String {
    let others = schema.groups.map(\.name).filter { !names.contains($0) }
    let help = "to train these alone, write `all except [\(names.joined(separator: ", "))]`"
    guard !others.isEmpty else { return help }
    return help
      + "; to freeze these alone, name the other groups that the model has: `all except [\(others.joined(separator: ", "))]`"
  }

  /// The names of groups, where a list has nothing else and none is a policy; nil otherwise.
  private func groupNames(_ elements: [Expression]) -> [String]? {
    let names = elements.compactMap(\.singleName).map(\.text)
    let areGroups = names.allSatisfy {
      schema.group($0) != nil && declarations[.freeze, $0] == nil
    }
    return areGroups && names.count == elements.count && !names.isEmpty ? names : nil
  }

  /// The stages of a policy that is named: a declared one, or a param that stands for one.
  private func policy(_ name: Name) -> [FreezingStage]? {
    let key = DeclarationKey(kind: .freeze, name: name.text)
    if declarations[key] == nil,
      let param = declarations[.param, name.text]
    {
      guard let expression = expression(ofParam: param) else { return nil }
      return deriving(param) { freezing(expression) }
    }
    guard let declared = names.find(.freeze, name),
      case .freezing(let stages)? = value(of: declared)
    else { return nil }
    return stages
  }

  private func stages(of selector: Expression.Selector) -> [FreezingStage]? {
    let base: [FreezingStage]?
    switch selector.base.text {
    case "all": base = [FreezingStage(base: .all, exceptions: [])]
    case "nothing": base = [FreezingStage(base: .nothing, exceptions: [])]
    default:
      guard let name = selector.base.segments.first, selector.base.segments.count == 1 else {
        diagnostics.report(
          .unknownName, "no freezing policy is called \(quotedForMessage(selector.base.text))",
          at: selector.base.span)
        return nil
      }
      base = policy(name)
    }
    let groups = selector.exceptions.map { group($0) }
    guard var stages = base, !groups.contains(where: { $0 == nil }) else { return nil }
    let exceptions = groups.compactMap { $0 }
    for (exception, group) in zip(exceptions, selector.exceptions) {
      noteLocation(of: exception, at: group.span)
    }
    if !selector.exceptions.isEmpty, stages.contains(where: { $0.base == .nothing }) {
      diagnostics.report(
        .fieldsDisagree, "nothing is frozen here, so no group can be excepted",
        at: selector.exceptions[0].span, help: "to freeze all but some groups, begin with `all`")
      return nil
    }
    for index in stages.indices { stages[index].exceptions += exceptions }
    guard let until = selector.until else { return stages }
    guard stages.count == 1, case .number(let number) = until.node else { return nil }
    guard number.value > 0, number.value < 1 else {
      diagnostics.report(
        .outOfRange, "`until` is a share of the steps, more than 0% and less than 100%",
        at: until.span, help: "for example `until 10%`")
      return nil
    }
    stages[0].until = number.value
    return stages
  }

  private func group(_ group: Expression.Group) -> GroupSelector? {
    let name = group.name
    if name.isQuoted {
      guard !name.text.isEmpty else {
        diagnostics.report(.unknownGroup, "this pattern is empty", at: name.span)
        return nil
      }
      return .pattern(name.text)
    }
    guard let known = schema.group(name.text)?.name else {
      let all = schema.groups.map(\.name)
      let near = Suggestions.near(name.text, among: all)
      diagnostics.report(
        .unknownGroup, "no parameter group is called \(quotedForMessage(name.text))",
        at: name.span,
        help: near.isEmpty
          ? "there are \(all.map { "`\($0)`" }.joined(separator: ", "))" : nil,
        suggestions: near)
      return nil
    }
    guard let layers = group.layers else { return .group(known, layers: nil) }
    switch layers {
    case .first(let count):
      return self.count(count).map { .group(known, layers: .first($0)) }
    case .last(let count):
      return self.count(count).map { .group(known, layers: .last($0)) }
    case .range(let expression):
      guard let range = integers(expression) else { return nil }
      guard !range.isEmpty, range.lowerBound >= 0 else {
        diagnostics.report(.outOfRange, "these are no layers", at: expression.span)
        return nil
      }
      return .group(known, layers: .range(range))
    }
  }

  private func count(_ expression: Expression) -> Int? {
    guard case .number(let number) = expression.node else { return nil }
    guard let count = number.integer, count > 0 else {
      diagnostics.report(
        .outOfRange, "a number of layers is a whole number, at least 1", at: expression.span)
      return nil
    }
    return count
  }

  /// A schedule: every stage but the last says until when it lasts, in rising order.
  private func schedule(_ elements: [Expression], at span: SourceSpan) -> [FreezingStage]? {
    guard !elements.isEmpty else {
      diagnostics.report(.wrongSchedule, "this schedule has no stages", at: span)
      return nil
    }
    var stages: [FreezingStage] = []
    var isWhole = true
    var last = 0.0
    for (index, element) in elements.enumerated() {
      guard let inner = freezing(element) else {
        isWhole = false
        continue
      }
      guard inner.count == 1, let stage = inner.first else {
        diagnostics.report(
          .wrongSchedule, "a stage of a schedule cannot itself be a schedule", at: element.span)
        isWhole = false
        continue
      }
      let isLast = index == elements.count - 1
      if (stage.until == nil) != isLast {
        diagnostics.report(
          .wrongSchedule,
          isLast
            ? "the last stage lasts to the end, without `until`"
            : "every stage but the last says until when it lasts",
          at: element.span,
          help: "for example `[all except [output] until 10%, all except [output, input]]`")
        isWhole = false
      }
      if let until = stage.until, until <= last {
        diagnostics.report(
          .wrongSchedule, "this stage ends before the one it follows", at: element.span)
        isWhole = false
      }
      last = stage.until ?? last
      stages.append(stage)
    }
    return isWhole ? stages : nil
  }

  /// A range of whole numbers, half-open; nil after a reported error.
  func integers(_ expression: Expression) -> Range<Int>? {
    guard case .range(let lower, let upper, let isClosed) = expression.node else {
      reportWrongRange(expression)
      return nil
    }
    guard let from = integer(lower), let to = integer(upper) else { return nil }
    let (end, overflows) = to.addingReportingOverflow(isClosed ? 1 : 0)
    guard !overflows else {
      diagnostics.report(
        .outOfRange, "this number is too large", at: upper.span,
        help: "`...` goes to \(Int.max - 1) at most")
      return nil
    }
    guard from <= end else {
      diagnostics.report(
        .outOfRange, "this range ends before it begins", at: expression.span,
        help: "the smaller number stands first, as in `0..<3`")
      return nil
    }
    return from..<end
  }

  private func reportWrongRange(_ expression: Expression) {
    if case .missing = expression.node { return }
    diagnostics.report(
      .wrongType, "a range is expected, found \(expression.described)", at: expression.span,
      help: "for example `0..<3`")
  }

  private func integer(_ expression: Expression) -> Int? {
    let field = FieldSchema("range", .integer, "An end of a range.", example: "0..<3")
    guard case .integer(let integer)? = evaluate(expression, for: field, layer: .declaration)
    else { return nil }
    return integer
  }
}
