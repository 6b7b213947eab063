import FPTSchema

/// Reports a declaration whose name, value or block is not what its kind has.
func checkForm(of declaration: Declaration, schema: Schema, diagnostics: DiagnosticList) {
  guard declaration.isWhole, let schema = schema.kind(declaration.kind) else { return }
  let kind = declaration.kind
  func report(_ message: String, at span: SourceSpan) {
    diagnostics.report(
      .wrongDeclarationForm, message, at: span, help: "write `\(schema.example)`")
  }
  guard let name = declaration.name else {
    let what = kind == .use ? "the path of a file" : "a name"
    return report("`\(kind)` needs \(what)", at: declaration.kindSpan)
  }
  switch schema.nameForm {
  case .bare where name.isQuoted:
    return report("the name of \(kind.withArticle) stands without quotes", at: name.span)
  case .path where !name.isQuoted:
    return report("the path of a file stands in quotes", at: name.span)
  case .either where name.text.isEmpty, .path where name.text.isEmpty:
    return report("the name is empty", at: name.span)
  default: break
  }
  let hasValue = declaration.value != nil
  let hasBlock = declaration.block != nil
  switch schema.form {
  case .bare:
    if let span = declaration.value?.span ?? declaration.block?.span {
      report("nothing follows the path of `\(kind)`", at: span)
    }
  case .value:
    if let block = declaration.block {
      report(
        hasValue
          ? "a \(kind) has a value and no block; fields of its own go into `with { … }`"
          : "a \(kind) is declared with `=`", at: block.span)
    } else if !hasValue {
      report("a \(kind) is declared with `=` and a value", at: name.span)
    }
  case .block, .derivableBlock:
    if let value = declaration.value, schema.form == .block || hasBlock {
      report("\(kind.withArticle) is declared with a block", at: value.span)
    } else if !hasValue, !hasBlock {
      report("\(kind.withArticle) is declared with a block", at: name.span)
    }
  }
}
