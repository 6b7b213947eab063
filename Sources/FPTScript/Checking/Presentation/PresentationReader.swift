import FPTSchema

/// Reads how declarations are shown: labels, captions and notes, with the settings in force.
struct PresentationReader {
  let values: ValueEvaluator
  private var declarations: Declarations { values.declarations }
  private var diagnostics: DiagnosticList { values.diagnostics }

  /// Longer ones are no names: a column has to hold them.
  private static let longestLabel = 120
  private static let longestText = 2_000

  /// Every declaration that says how it is shown, in the order of the files; reports what cannot be shown.
  func presentations() -> [Presentation] {
    var result: [Presentation] = []
    var shown = ShownNames()
    for key in declarations.order {
      guard let declared = declarations[key] else { continue }
      let (presentation, span) = presentation(of: declared)
      if let first = shown.add(presentation, at: span ?? declared.syntax.headSpan), let span {
        diagnostics.report(
          .sameLabel,
          "two \(key.kind.rawValue)s would be called \(quotedForMessage(presentation.label ?? key.name))",
          at: span, also: [Diagnostic.Label(first, "the other one")],
          help: "a reader could not tell them apart")
      }
      if presentation.isSaid { result.append(presentation) }
    }
    return result
  }

  /// How a declaration is shown, and where its label stands.
  private func presentation(
    of declared: Declared
  ) -> (presentation: Presentation, label: SourceSpan?) {
    let key = declared.key
    var result = Presentation(kind: key.kind, name: key.name)
    var labelSpan: SourceSpan?
    func set(_ name: Name, _ value: Expression, _ layer: Layer) {
      guard let text = text(value, of: name, in: key, layer) else { return }
      switch name.text {
      case PresentationFields.label.name: (result.label, labelSpan) = (text, value.span)
      case PresentationFields.caption.name: result.caption = text
      default: result.note = text
      }
    }
    var spans: [String: SourceSpan] = [:]
    for field in declared.presentation {
      guard let name = field.path.segments.first else { continue }
      if let first = spans.updateValue(field.path.span, forKey: name.text) {
        diagnostics.reportDuplicateField(name, first: first)
      } else {
        set(name, field.value, .declaration)
      }
    }
    for index in values.settings.indices(of: key) {
      guard case .presentation(_, let name) = values.settings[index].target else { continue }
      set(name, values.settings[index].value, values.settings[index].layer)
      values.noteWithoutEffect(index)
    }
    return (result, labelSpan)
  }

  /// The text of a label, caption or note; nil after a reported error.
  func text(
    _ expression: Expression, of name: Name, in key: DeclarationKey, _ layer: Layer
  ) -> String? {
    guard
      let field = declarations.schema.kind(key.kind)?.presentation.first(where: {
        $0.name == name.text
      }), case .text(let text)? = values.evaluate(expression, for: field, layer: layer)
    else { return nil }
    let isLabel = name.text == PresentationFields.label.name
    let most = isLabel ? Self.longestLabel : Self.longestText
    let fault: String? =
      if text.allSatisfy(\.isWhitespace) {
        "is empty"
      } else if text.count > most {
        "has \(text.count) characters, and at most \(most) can be shown"
      } else if isLabel, text.contains(where: \.isNewline) {
        "has more than one line"
      } else {
        nil
      }
    guard let fault else { return text }
    diagnostics.report(
      .unfitLabel, "this \(name.text) \(fault)", at: expression.span,
      help: "for example `\(field.example)`")
    return nil
  }
}

extension Presentation {
  fileprivate var isSaid: Bool { label != nil || caption != nil || note != nil }
}

/// The names that readers see of the declarations of each kind.
private struct ShownNames {
  private var spans: [DeclarationKind: [String: SourceSpan]] = [:]

  /// Enters what a declaration is called; the other declaration of this name, if there is one.
  mutating func add(_ presentation: Presentation, at span: SourceSpan) -> SourceSpan? {
    let name = presentation.label ?? presentation.name
    return spans[presentation.kind, default: [:]].updateValue(span, forKey: name)
  }
}

extension DiagnosticCode {
  package static let sameLabel = DiagnosticCode(
    81, "Two declarations of one kind would have the same name in tables and plots.",
    failing: labeled("first", "second"), mended: labeled("first", "second", labels: "A", "B"))
  package static let unfitLabel = DiagnosticCode(
    82,
    "A label, caption or note cannot be shown: it is empty, too long, or a label of several lines.",
    failing: #"task bit_xor = BitXOR(length: 5) { label: "" }"#,
    mended: #"task bit_xor = BitXOR(length: 5) { label: "Bit XOR" }"#)

  private static func labeled(
    _ first: String, _ second: String, labels one: String = "Bit XOR", _ other: String = "Bit XOR"
  ) -> String {
    "task \(first) = BitXOR(length: 5) { label: \"\(one)\" }\n"
      + "task \(second) = BitXOR(length: 6) { label: \"\(other)\" }"
  }
}
