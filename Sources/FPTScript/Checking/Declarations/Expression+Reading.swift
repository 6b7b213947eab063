extension Expression {
  /// The name, where the expression is nothing but one bare name.
  var singleName: Name? {
    if case .path(let path) = node, path.segments.count == 1 { return path.segments[0] }
    return nil
  }

  /// The name, bare or quoted, where the expression is nothing else.
  var reference: Name? {
    if case .text(let text) = node { return Name(text: text, span: span, isQuoted: true) }
    return singleName
  }

  /// The kind of the expression, for messages.
  var described: String {
    switch node {
    case .number: "a number"
    case .text: "a string"
    case .boolean: "true or false"
    case .path(let path): "the name \(quotedForMessage(path.text))"
    case .range: "a range"
    case .list: "a list"
    case .call(let call): "a call of \(quotedForMessage(call.name.text))"
    case .with: "a value derived by `with`"
    case .selector: "a freezing policy"
    case .comparison: "a comparison"
    case .margin: "a margin"
    case .missing: "nothing"
    }
  }
}
