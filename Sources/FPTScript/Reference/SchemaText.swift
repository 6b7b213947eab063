import FPTSchema

extension FieldType {
  /// What a field of this type expects, with its article.
  package var described: String {
    switch self {
    case .integer: "a whole number"
    case .number: "a number"
    case .fraction: "a number or a percentage"
    case .boolean: "`true` or `false`"
    case .text: "a string in quotes"
    case .symbol(let set): "one of \(set.members.map { "`\($0)`" }.joined(separator: ", "))"
    case .declared(let kind): kind.withArticle
    case .constructor(let role): role.withArticle
    case .weights: "an asset or a folder in quotes, or a cell of a run"
    case .word: "a name, bare or in quotes"
    case .axis: "the name of an axis"
    case .runMeasure: "a run and its measure"
    case .splitMetric: "a split and a metric"
    case .comparison: "two points of an axis with `against` between them"
    case .margin: "a margin, `within` and a number or a percentage"
    case .list(let element): "a list, or \(element.described)"
    case .either(let first, let second): "\(first.described), or \(second.described)"
    }
  }
}

extension NumberRange {
  /// The limits in words: `at least 1 and at most 28`.
  package var described: String {
    var parts: [String] = []
    if let lower { parts.append((excludesLower ? "more than " : "at least ") + Self.limit(lower)) }
    if let upper { parts.append((excludesUpper ? "less than " : "at most ") + Self.limit(upper)) }
    return parts.joined(separator: " and ")
  }

  /// A limit as a file would write it, with `_` between the thousands of large ones.
  private static func limit(_ number: Double) -> String {
    guard abs(number) >= 100_000, let whole = Int(exactly: number) else { return printed(number) }
    return NumberSlips.grouped(whole)
  }
}

extension SchemaValue {
  /// The value as a file would write it.
  package var expressionText: String {
    switch self {
    case .integer(let integer): Value.integer(integer).expressionText
    case .number(let number): Value.number(number).expressionText
    case .boolean(let value): Value.boolean(value).expressionText
    case .text(let text): Value.text(text).expressionText
    case .symbol(let name): name
    case .list(let values): "[" + values.map(\.expressionText).joined(separator: ", ") + "]"
    case .call(let name): "\(name)()"
    }
  }
}
