import FPTSchema

extension ValueEvaluator {
  /// The setting that replaces a declaration as a whole.
  func wholeOverride(of key: DeclarationKey) -> Setting? {
    guard let index = settings.replacement(of: key) else { return nil }
    let before = declarations[key]?.syntax.value.map { texts.oneLine($0) }
    noteReplaced(before ?? "{ … }", by: index)
    return settings[index]
  }

  /// Applies a profile's entries or the command line's to a declaration's value, in their order.
  ///
  /// `kind` is nil where a base has already taken what is said of the whole kind. What the fields of a `with` set again is
  /// left alone, with a warning.
  @discardableResult
  func applySettings(
    to value: inout Constructed, kind: DeclarationKind?, key: DeclarationKey?, isCommandLine: Bool,
    beneath fields: [Field] = []
  ) -> Bool {
    var indices = key.map { settings.indices(of: $0) } ?? []
    // The command line reaches parts of cells at the very end; measures have no such end.
    if let kind, !isCommandLine || kind == .measure {
      indices = (indices + settings.indices(of: kind)).sorted()
    }
    var isChanged = false
    for index in indices where settings[index].layer.isCommandLine == isCommandLine {
      let setting = settings[index]
      let before: String?
      switch setting.target {
      case .kindField(_, let rest):
        before = set(
          rest[...], of: &value, to: setting.value, layer: setting.layer, isTolerant: true)
      case .declaration(_, let rest) where !rest.isEmpty:
        if let field = fields.first(where: { $0.path.isBeginning(of: rest) }) {
          reportWithoutEffect(index, because: field)
          continue
        }
        before = set(rest[...], of: &value, to: setting.value, layer: setting.layer)
      default: before = nil
      }
      guard let before else { continue }
      noteReplaced(before, by: index)
      isChanged = true
    }
    return isChanged
  }

  /// An entry of a profile that a `with` is stronger than.
  private func reportWithoutEffect(_ index: Int, because field: Field) {
    let path = settings[index].path
    noteWithoutEffect(index)
    diagnostics.report(
      .withoutEffect,
      "this changes nothing: `with` sets `\(field.path.text)` again, and is stronger than a profile",
      at: path.span, also: [Diagnostic.Label(field.path.span, "set here")],
      help: "replace the whole declaration: "
        + "`\(path.segments.first?.text ?? ""): … with { \(oneLine(of: field, in: settings[index])) }`",
      severity: .warning)
  }

  private func oneLine(of field: Field, in setting: Setting) -> String {
    let rest = setting.path.segments.dropFirst().map(\.text).joined(separator: ".")
    return "\(rest): \(texts.oneLine(setting.value))"
  }
}

extension Path {
  /// Whether a path of names begins with this one.
  fileprivate func isBeginning(of names: [Name]) -> Bool {
    segments.count <= names.count && zip(segments, names).allSatisfy { $0.text == $1.text }
  }
}
