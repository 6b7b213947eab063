import FPTSchema

/// Reports a declaration whose name, value or block is not what its kind has.
///
/// A value that its block contradicts says nothing of what was meant: it is taken out.
func checkForm(of declaration: inout Declaration, schema all: Schema, diagnostics: DiagnosticList) {
  let errors = diagnostics.errorCount
  defer { if diagnostics.errorCount > errors { declaration.value?.node = .missing } }
  guard declaration.isWhole, let schema = all.kind(declaration.kind) else { return }
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
    if let block = declaration.block, !hasValue {
      report("a \(kind) is declared with `=`", at: block.span)
    } else if let block = declaration.block, let other = block.firstEntry(except: schema) {
      let shown = schema.presentation.map { "`\($0.name)`" }.joined(separator: " and ")
      let names = schema.presentation.map(\.name)
      if let name = block.name(at: other), !Suggestions.near(name.text, among: names).isEmpty {
        return diagnostics.reportUnknownField(
          name, of: "the block of \(kind.withArticle)", fields: names)
      }
      let isCall = declaration.value?.singleName.map { all.constructor($0.text) != nil } ?? false
      let value = declaration.value?.reference?.text ?? "other"
      diagnostics.report(
        .wrongDeclarationForm,
        shown.isEmpty
          ? "a \(kind) has a value and no block"
          : "the block of \(kind.withArticle) takes \(shown); fields of its value do not stand there",
        at: other,
        help: isCall ? "call it: `\(value)(field: value, …)`" : "write `\(value) with { … }`")
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

extension Block {
  /// The name of the field whose path has a span; nil where it is no field of one name.
  fileprivate func name(at span: SourceSpan) -> Name? {
    fields.first { $0.path.span == span && $0.path.segments.count == 1 }?.path.segments.first
  }

  /// The span of the first entry that does not say how a declaration is shown; the block's own where it is empty.
  fileprivate func firstEntry(except schema: KindSchema) -> SourceSpan? {
    if entries.isEmpty { return isWhole ? span : nil }
    for entry in entries {
      switch entry {
      case .field(let field):
        if !schema.presentation.contains(where: { $0.name == field.path.text }) {
          return field.path.span
        }
      case .axes(_, let span): return span
      case .rule(let rule): return rule.span
      }
    }
    return nil
  }
}
