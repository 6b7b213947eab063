@testable import FPTScript

/// A syntax tree as text, without places: equal for files that say the same.
enum TreeDump {
  static func text(_ file: SyntaxFile) -> String {
    file.items.map { item in
      switch item {
      case .prose(let prose): "(prose \(prose.text.debugDescription))"
      case .declaration(let declaration): text(declaration)
      }
    }.joined(separator: "\n")
  }

  private static func text(_ declaration: Declaration) -> String {
    let name = declaration.name.map { $0.isQuoted ? $0.text.debugDescription : $0.text } ?? "-"
    let value = declaration.value.map(text) ?? "-"
    return "(\(declaration.kind) \(name) \(value) \(declaration.block.map(text) ?? "-"))"
  }

  private static func text(_ block: Block) -> String {
    let entries = block.entries.map { entry in
      switch entry {
      case .field(let field): "(\(field.path.text) \(text(field.value)))"
      case .axes(let axes, _): "(axes \(text(axes)))"
      case .rule(let rule):
        "(rule \(rule.settings.map(text) ?? "skip") \(rule.condition.map(text) ?? "-"))"
      }
    }
    return "{\(entries.joined(separator: " "))}"
  }

  private static func text(_ condition: Condition) -> String {
    switch condition {
    case .comparison(let path, let kind, let value): "(\(kind) \(path.text) \(text(value)))"
    case .all(let parts): "(and \(parts.map(text).joined(separator: " ")))"
    case .any(let parts): "(or \(parts.map(text).joined(separator: " ")))"
    case .not(let part): "(not \(text(part)))"
    }
  }

  private static func text(_ expression: Expression) -> String {
    switch expression.node {
    case .number(let number): return "\(number.text)\(number.isPercent ? "!" : "")"
    case .text(let text): return text.debugDescription
    case .boolean(let value): return "\(value)"
    case .path(let path): return path.text
    case .range(let lower, let upper, let isClosed):
      return "(range \(text(lower)) \(text(upper)) \(isClosed))"
    case .list(let elements): return "[\(elements.map(text).joined(separator: " "))]"
    case .call(let call):
      let arguments = call.arguments.map { "\($0.label?.text ?? "_"):\(text($0.value))" }
      return "(call \(call.name.text) \(arguments.joined(separator: " ")))"
    case .with(let base, let block): return "(with \(text(base)) \(text(block)))"
    case .selector(let selector):
      let groups = selector.exceptions.map(text)
      return "(select \(selector.base.text) [\(groups.joined(separator: " "))] "
        + "\(selector.until.map(text) ?? "-"))"
    case .comparison(let left, let right): return "(against \(text(left)) \(text(right)))"
    case .margin(let number): return "(within \(text(number)))"
    case .missing: return "(missing)"
    }
  }

  private static func text(_ group: Expression.Group) -> String {
    let name = group.name.isQuoted ? group.name.text.debugDescription : group.name.text
    switch group.layers {
    case nil: return name
    case .range(let range): return "(\(name) \(text(range)))"
    case .first(let count): return "(\(name) first \(text(count)))"
    case .last(let count): return "(\(name) last \(text(count)))"
    }
  }
}
