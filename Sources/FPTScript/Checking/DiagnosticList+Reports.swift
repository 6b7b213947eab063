import FPTSchema

/// Reports that more than one phase of a check makes.
extension DiagnosticList {
  /// Reports something that has no place in any file.
  func reportOutside(
    _ code: DiagnosticCode, _ message: String, help: String? = nil, suggestions: [String] = []
  ) {
    append(
      Diagnostic(code: code, message: message, help: help, suggestions: suggestions))
  }

  /// A field that does not exist, with those that do.
  ///
  /// A field of the same name may stand elsewhere: `schema` says where.
  func reportUnknownField(
    _ name: Name, of owner: String, fields: [String], schema: Schema? = nil
  ) {
    guard !isFull else { return noteError() }
    var near = Suggestions.near(name.text, among: fields)
    near =
      (ForeignWords.field(name.text).filter(fields.contains)
        + near.filter { !ForeignWords.field(name.text).contains($0) })
    var help: String?
    if near.isEmpty, let place = schema?.place(ofField: name.text, within: fields) {
      help = place
    } else if near.isEmpty {
      help =
        fields.isEmpty
        ? "\(owner) has no fields"
        : "its fields are \(fields.map { "`\($0)`" }.joined(separator: ", "))"
    }
    report(
      .unknownField, "\(owner) has no field \(quotedForMessage(name.text))", at: name.span,
      help: help, suggestions: near)
  }

  /// A field set again may be a slip for another one, if the owner has one of a similar name.
  func reportDuplicateField(_ name: Name, first: SourceSpan, among fields: [String] = []) {
    report(
      .duplicateField, "\(quotedForMessage(name.text)) is set twice", at: name.span,
      also: [Diagnostic.Label(first, "first set here")], help: "leave one of them out",
      suggestions: Suggestions.near(name.text, among: fields))
  }

  func reportMissingFields(
    _ fields: [FieldSchema], given: Set<String>, owner: String, at span: SourceSpan,
    example: (FieldSchema) -> String = { $0.example }
  ) {
    for field in fields where field.isRequired && !given.contains(field.name) {
      report(
        .missingField, "`\(owner)` needs `\(field.name)`", at: span,
        help: "for example `\(example(field))`")
    }
  }

  /// Axes and rules belong into runs.
  func reportSections(in block: Block) {
    for entry in block.entries {
      let (span, what): (SourceSpan, String)
      switch entry {
      case .field: continue
      case .axes(_, let place): (span, what) = (place, "`axes`")
      case .rule(let rule): (span, what) = (rule.span, rule.settings == nil ? "`skip`" : "`set`")
      }
      report(.unexpectedToken, "\(what) stands in a run", at: span)
    }
  }
}
