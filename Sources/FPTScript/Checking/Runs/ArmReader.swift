import FPTSchema

/// Reads what sets parts of cells: arms, and the blocks of rules.
final class ArmReader {
  private let values: ValueEvaluator
  private var arms: [DeclarationKey: [PartSetting]] = [:]
  private var declarations: Declarations { values.declarations }
  private var texts: SourceTexts { values.texts }
  private var names: NameLookup { values.names }
  private var diagnostics: DiagnosticList { values.diagnostics }

  init(_ values: ValueEvaluator) { self.values = values }

  /// The settings of an arm, with the bases of `with` first.
  func settings(of declared: Declared) -> [PartSetting] {
    if let known = arms[declared.key] { return known }
    return values.deriving(declared) { newArmSettings(declared) } ?? []
  }

  private func newArmSettings(_ declared: Declared) -> [PartSetting] {
    var settings: [PartSetting] = []
    if let block = declared.syntax.block {
      settings = self.settings(of: block, owner: "an arm", layer: .armOrRun)
    } else if let value = declared.syntax.value {
      settings = derivedArm(value)
    }
    for index in values.settings.indices(of: declared.key) {
      guard case .declaration(_, let rest) = values.settings[index].target, let head = rest.first,
        let kind = DeclarationKind(rawValue: head.text)
      else { continue }
      let setting = values.settings[index]
      let before = settings.last { $0.kind == kind && $0.rest.isEmpty && rest.count == 1 }
      values.noteReplaced(before.map { texts.oneLine($0.value) } ?? "(as declared)", by: index)
      settings.append(
        PartSetting(
          kind: kind, rest: Array(rest.dropFirst()), value: setting.value, layer: setting.layer))
    }
    arms[declared.key] = settings
    return settings
  }

  private func derivedArm(_ value: Expression) -> [PartSetting] {
    switch value.node {
    case .with(let base, let block):
      return derivedArm(base) + self.settings(of: block, owner: "an arm", layer: .with)
    case .path, .text:
      guard let name = value.reference, let declared = names.find(.arm, name) else { return [] }
      return settings(of: declared)
    case .missing: return []
    default:
      diagnostics.report(
        .wrongType, "an arm is derived from another arm, found \(value.described)",
        at: value.span, help: "for example `other with { freeze: nothing }`")
      return []
    }
  }

  /// The fields of an arm, or of a rule's `set`, each checked against the schema.
  func settings(of block: Block, owner: String, layer: Layer) -> [PartSetting] {
    var result: [PartSetting] = []
    var spans: [String: SourceSpan] = [:]
    for field in block.fields {
      if let first = spans.updateValue(field.path.span, forKey: field.path.text) {
        diagnostics.reportDuplicateField(
          Name(text: field.path.text, span: field.path.span), first: first)
        continue
      }
      if owner == "an arm", let head = field.path.segments.first,
        declarations.schema.kind(.arm)?.field(head.text) == nil
      {
        diagnostics.reportUnknownField(
          head, of: owner, fields: declarations.schema.kind(.arm)?.allNames ?? [],
          schema: declarations.schema)
        continue
      }
      if let setting = self.setting(field, layer: layer) { result.append(setting) }
    }
    diagnostics.reportSections(in: block)
    return result
  }

  /// One such field; nil after a reported error.
  func setting(_ field: Field, layer: Layer) -> PartSetting? {
    guard let target = values.partTarget(field.path) else { return nil }
    if target.rest.isEmpty {
      _ = values.part(field.value, kind: target.kind, layer: layer)
    } else {
      values.checkField(
        target.rest, kind: target.kind, key: target.key, value: field.value, layer: layer)
    }
    return PartSetting(
      kind: target.kind, key: target.key, rest: target.rest, value: field.value, layer: layer)
  }
}
