import FPTSchema

extension Checker {
  /// Whether a profile or the command line may replace an axis of a run: not where a cell that is referred to would be lost,
  /// so that `pretrain(seed: 0)` means the same under `--seed 7`.
  func leavesReferences(to run: DeclarationKey, _ setting: Setting) -> Bool {
    guard let calls = referredCells[run.name], let target = axisTarget(setting.path),
      let points = axisPoints(
        setting.path.text, setting.value, path: setting.path, layer: setting.layer)
    else { return true }
    let name = setting.path.text
    let axis = AxisDraft(name: name, span: setting.path.span, points: points, target: target)
    return calls.allSatisfy { call in
      guard let argument = call.arguments.first(where: { $0.label?.text == name }) else {
        // A reference that does not name the axis means its only point.
        return points.count == 1
      }
      return isPoint(argument.value, of: axis)
    }
  }

  /// Everything that looks like a reference to a cell, by the name of the run.
  func findReferredCells() -> [String: [Expression.Call]] {
    var calls: [Expression.Call] = []
    for key in order {
      guard let declaration = declarations[key]?.syntax else { continue }
      declaration.value?.collectCalls(into: &calls)
      declaration.block?.collectCalls(into: &calls)
    }
    for setting in settings { setting.value.collectCalls(into: &calls) }
    var result: [String: [Expression.Call]] = [:]
    for call in calls where declarations[DeclarationKey(kind: .run, name: call.name.text)] != nil {
      result[call.name.text, default: []].append(call)
    }
    return result
  }
}

extension Block {
  fileprivate func collectCalls(into calls: inout [Expression.Call]) {
    for entry in entries {
      switch entry {
      case .field(let field): field.value.collectCalls(into: &calls)
      case .axes(let block, _): block.collectCalls(into: &calls)
      case .rule(let rule): rule.settings?.collectCalls(into: &calls)
      }
    }
  }
}

extension Expression {
  /// Every call in the expression, outer ones first.
  fileprivate func collectCalls(into calls: inout [Call]) {
    switch node {
    case .list(let elements): for element in elements { element.collectCalls(into: &calls) }
    case .call(let call):
      calls.append(call)
      for argument in call.arguments { argument.value.collectCalls(into: &calls) }
    case .with(let base, let block):
      base.collectCalls(into: &calls)
      block.collectCalls(into: &calls)
    case .number, .text, .boolean, .path, .range, .selector, .missing: break
    }
  }
}
