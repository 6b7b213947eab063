import FPTSchema

extension Declarations {
  /// Everything that looks like a reference to a cell, in declarations and in further expressions, by the name of the run.
  func cellReferences(and others: [Expression]) -> [String: [Expression.Call]] {
    var calls: [Expression.Call] = []
    for key in order {
      guard let declaration = self[key]?.syntax else { continue }
      declaration.value?.collectCalls(into: &calls)
      declaration.block?.collectCalls(into: &calls)
    }
    for other in others { other.collectCalls(into: &calls) }
    var result: [String: [Expression.Call]] = [:]
    for call in calls where self[.run, call.name.text] != nil {
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
    case .comparison, .margin, .number, .text, .boolean, .path, .range, .selector, .missing: break
    }
  }
}
