import FPTSchema

extension Value {
  /// The value as an expression of the language: canonical, on one line.
  package var expressionText: String {
    switch self {
    case .integer(let integer): String(integer)
    case .number(let number): printed(number)
    case .boolean(let value): value ? "true" : "false"
    case .text(let text): quotedLiteral(text)
    case .symbol(let name): name
    case .list(let values): "[" + values.map(\.expressionText).joined(separator: ", ") + "]"
    case .constructed(let constructed): constructed.expressionText
    case .freezing(let stages):
      stages.count == 1
        ? stages[0].expressionText
        : "[" + stages.map(\.expressionText).joined(separator: ", ") + "]"
    case .cell(let reference):
      reference.run + "("
        + reference.coordinates.map { "\($0.axis): \($0.value.expressionText)" }
        .joined(separator: ", ") + ")"
    }
  }
}

extension Constructed {
  /// The call that makes this value; fields at their defaults are left out.
  package var expressionText: String {
    let fields = fields.filter { !$0.isDefault }
      .map { "\($0.name): \($0.value.expressionText)" }
    return "\(constructor)(\(fields.joined(separator: ", ")))"
  }
}

extension FreezingStage {
  package var expressionText: String {
    var text = base == .all ? "all" : "nothing"
    if !exceptions.isEmpty {
      text += " except [" + exceptions.map(\.expressionText).joined(separator: ", ") + "]"
    }
    if let until { text += " until " + printed(until) }
    return text
  }
}

extension GroupSelector {
  package var expressionText: String {
    switch self {
    case .group(let group, nil): group
    case .group(let group, .range(let range)?):
      "\(group)(layers: \(range.lowerBound)..<\(range.upperBound))"
    case .group(let group, .first(let count)?): "\(group)(layers: first \(count))"
    case .group(let group, .last(let count)?): "\(group)(layers: last \(count))"
    case .pattern(let pattern): quotedLiteral(pattern)
    }
  }
}

/// The shortest digits that read back as the same number; whole numbers without a point.
func printed(_ number: Double) -> String {
  number.literalText
}

private func quotedLiteral(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case _ where scalar.value < 0x20:
      result += "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
