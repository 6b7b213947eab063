import FPTSchema

/// One entry of a profile or one `--set`, with what its path means.
struct Setting {
  enum Target {
    case axis(String)
    /// A field of every declaration of a kind.
    case kindField(DeclarationKind, [Name])
    /// A whole part of every cell.
    case part(DeclarationKind)
    /// A declaration, as a whole where the path ends there.
    case declaration(DeclarationKey, [Name])
  }
  var path: Path
  var value: Expression
  var layer: Layer
  var target: Target
}

extension Checker {
  // MARK: Reading

  /// Parses what stands behind `--set`; each is a source of its own that spans point into.
  func readOverrides(_ overrides: [Override]) {
    for override in overrides {
      let index = sources.count
      let text = "\(override.path)=\(override.expression)"
      sources.append(SourceFile(path: "--set", text: text))
      var parser = Parser(text, file: index, diagnostics: diagnostics)
      if let field = parser.parseOverride() { commandLine.append(field) }
    }
  }

  /// The profile by this name or else the first; then the settings in force.
  func chooseProfile(_ name: String?) {
    let profiles = order.filter { $0.kind == .profile }
    if let name {
      profile = declarations[DeclarationKey(kind: .profile, name: name)]
      if profile == nil {
        let known = profiles.map(\.name)
        let near = Suggestions.near(name, among: known)
        let help =
          known.isEmpty
          ? "the file declares no profile"
          : near.isEmpty ? "there are \(known.map(quotedForMessage).joined(separator: ", "))" : nil
        diagnostics.reportOutside(
          .unknownProfile, "no profile is called \(quotedForMessage(name))",
          help: help ?? didYouMean(near), suggestions: near)
      }
    } else {
      profile = profiles.first.flatMap { declarations[$0] }
    }
    var chosen: [Setting] = []
    if let profile, let block = profile.syntax.block {
      let layer = Layer.profile(profile.key.name)
      chosen += block.fields.compactMap { setting($0, layer: layer) }
    }
    for field in commandLine {
      let text = "\(field.path.text)=\(oneLine(field.value))"
      if let setting = setting(field, layer: .commandLine(text)) { chosen.append(setting) }
    }
    beginPass(with: chosen)
  }

  private func beginPass(with chosen: [Setting]) {
    isAsWritten = false
    settings = chosen
    replaced = Array(repeating: [], count: chosen.count)
    (memo, parts, arms, drafts, selectorPlaces) = ([:], [:], [:], [:], [])
    referredCells = findReferredCells()
    for (index, setting) in chosen.enumerated() {
      switch setting.target {
      case .declaration(let key, _): settingsByKey[key, default: []].append(index)
      case .kindField(let kind, _): settingsByKind[kind, default: []].append(index)
      case .axis, .part: break
      }
    }
    for setting in chosen where setting.layer.isCommandLine { checkSetting(setting) }
  }

  // MARK: Meaning of paths

  func ownAxisNames() -> Set<String> {
    var result: Set<String> = []
    for key in order where key.kind == .run {
      guard let declared = declarations[key], !declared.isImported else { continue }
      for case .axes(let block, _) in declared.syntax.block?.entries ?? [] {
        result.formUnion(block.fields.map(\.path.text))
      }
    }
    return result
  }

  func setting(_ field: Field, layer: Layer) -> Setting? {
    let path = field.path
    guard let head = path.segments.first else { return nil }
    if case .missing = field.value.node { return nil }
    let rest = Array(path.segments.dropFirst())
    func setting(_ target: Setting.Target) -> Setting {
      Setting(path: path, value: field.value, layer: layer, target: target)
    }
    if axisNames.contains(path.text) || path.text == "seed" { return setting(.axis(path.text)) }
    if let kind = DeclarationKind(rawValue: head.text) {
      if !rest.isEmpty, DeclarationKind.parts.contains(kind) || kind == .measure {
        return setting(.kindField(kind, rest))
      }
      if rest.isEmpty, DeclarationKind.parts.contains(kind), layer.isCommandLine {
        return setting(.part(kind))
      }
    }
    let kinds: [DeclarationKind] = [
      .param, .task, .model, .freeze, .train, .measure, .arm, .run, .reference,
    ]
    let found = kinds.compactMap { declarations[DeclarationKey(kind: $0, name: head.text)] }
    let fitting = found.count < 2 ? found : found.filter { fits($0, rest, field.value) }
    if let declared = fitting.first, fitting.count == 1 {
      return setting(.declaration(declared.key, rest))
    }
    if found.count > 1 {
      diagnostics.report(
        .ambiguousName, "\(quotedForMessage(head.text)) is the name of several declarations",
        at: head.span, also: found.map { Diagnostic.Label($0.syntax.headSpan, "this") },
        help: "give one of them another name")
      return nil
    }
    guard !poisoned.contains(head.text), !hasUnreadableUse else { return nil }
    let known = kinds.flatMap { names[$0, default: []] }
    let heads = (DeclarationKind.parts + [.measure]).map(\.rawValue)
    let near = Suggestions.near(head.text, among: known + heads + axisNames.sorted() + ["seed"])
    let isAxis = DeclarationKind.axes.map(\.rawValue).contains(path.text)
    diagnostics.report(
      .unknownOverride,
      isAxis
        ? "no run here has an axis `\(path.text)`"
        : "nothing here is called \(quotedForMessage(head.text))", at: head.span,
      help: near.isEmpty || isAxis
        ? "a path begins with a declared name, with a kind as in `train.steps`, or with an axis"
        : nil,
      suggestions: near)
    return nil
  }

  /// True where a declaration can be meant by a path and a value; used between equal names.
  private func fits(_ declared: Declared, _ rest: [Name], _ value: Expression) -> Bool {
    let kind = declared.key.kind
    guard rest.isEmpty else {
      return containers(kind, declared.key).contains { fields in
        fields.contains { $0.name == rest.first?.text }
      }
    }
    switch value.node {
    case .call(let call): return schema.constructor(call.name.text)?.role == kind.role
    case .selector, .list: return kind == .freeze
    case .path, .text, .with: return kind != .param
    default: return kind == .param
    }
  }

  // MARK: Checking

  /// Checks names, types and ranges of an entry, whether or not it is in force.
  func checkSetting(_ setting: Setting) {
    switch setting.target {
    case .axis(let name):
      _ = axisPoints(name, setting.value, path: setting.path, layer: setting.layer)
    case .part(let kind): _ = part(setting.value, kind: kind, layer: setting.layer)
    case .kindField(let kind, let rest):
      checkField(rest, kind: kind, key: nil, value: setting.value, layer: setting.layer)
    case .declaration(let key, let rest):
      used.insert(key)
      if !rest.isEmpty {
        checkField(rest, kind: key.kind, key: key, value: setting.value, layer: setting.layer)
      } else if key.kind == .arm || key.kind == .run {
        diagnostics.report(
          .unknownOverride, "\(key.kind.withArticle) cannot be replaced as a whole",
          at: setting.path.span, help: "set its fields, as in `\(key.name).train: …`")
      } else if key.kind == .freeze {
        _ = freezing(setting.value)
      } else if key.kind != .param {
        _ = constructed(setting.value, kind: key.kind, key: nil, layer: setting.layer)
      }
    }
  }

  /// Checks a field that is set from outside its declaration against the schema.
  func checkField(
    _ rest: [Name], kind: DeclarationKind, key: DeclarationKey?, value: Expression, layer: Layer
  ) {
    guard let field = field(at: rest, kind: kind, key: key) else { return }
    _ = evaluate(value, for: field, layer: layer)
  }

  /// The field that a path means in a declaration, or in any of a kind; reports an unknown one.
  func field(at rest: [Name], kind: DeclarationKind, key: DeclarationKey?) -> FieldSchema? {
    let owner = key.map { quotedForMessage($0.name) } ?? kind.withArticle
    guard let fields = fields(at: rest[...], in: containers(kind, key), owner: owner),
      var field = fields.first
    else { return nil }
    // Constructors may differ in what they allow; the one in the cell then decides.
    if fields.contains(where: { $0.range != field.range }) { field.range = nil }
    return fields.allSatisfy { $0.type == field.type } ? field : nil
  }

  /// The fields that a declaration, or any declaration of a kind, can have.
  func containers(_ kind: DeclarationKind, _ key: DeclarationKey?) -> [[FieldSchema]] {
    if let role = kind.role {
      if let key, case .call(let call)? = declarations[key]?.syntax.value?.node,
        let constructor = schema.constructor(call.name.text), constructor.role == role
      {
        return [constructor.fields]
      }
      return schema.constructors(in: role).map(\.fields)
    }
    return [schema.kind(kind)?.fields ?? []]
  }

  /// The fields a path can mean; nil after a reported unknown one.
  private func fields(
    at path: ArraySlice<Name>, in containers: [[FieldSchema]], owner: String
  ) -> [FieldSchema]? {
    guard let name = path.first else { return nil }
    let known = containers.flatMap { $0 }
    let found = known.filter { $0.name == name.text }
    guard !found.isEmpty else {
      var unique: [String] = []
      for field in known where !unique.contains(field.name) { unique.append(field.name) }
      reportUnknownField(name, of: owner, fields: unique)
      return nil
    }
    guard path.count > 1 else { return found }
    let inner = found.flatMap { field -> [[FieldSchema]] in
      switch field.type {
      case .constructor(let role), .either(_, .constructor(let role)):
        schema.constructors(in: role).map(\.fields)
      case .declared(let kind): self.containers(kind, nil)
      default: []
      }
    }
    return fields(at: path.dropFirst(), in: inner, owner: "`\(name.text)`")
  }

  // MARK: Applying

  func wholeOverride(of key: DeclarationKey) -> Setting? {
    for index in settingsByKey[key, default: []].reversed() {
      if case .declaration(_, let rest) = settings[index].target, rest.isEmpty {
        noteReplaced(index, oneLineValue(of: key))
        return settings[index]
      }
    }
    return nil
  }

  private func oneLineValue(of key: DeclarationKey) -> String {
    declarations[key]?.syntax.value.map { oneLine($0) } ?? "{ … }"
  }

  /// Remembers what a setting replaced, for the list of changes.
  func noteReplaced(_ index: Int, _ text: String) {
    guard replaced[index].count < 4, !replaced[index].contains(text) else { return }
    replaced[index].append(text)
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
    var indices = key.map { settingsByKey[$0, default: []] } ?? []
    // The command line reaches parts of cells at the very end; measures have no such end.
    if let kind, !isCommandLine || kind == .measure {
      indices = (indices + settingsByKind[kind, default: []]).sorted()
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
      noteReplaced(index, before)
      isChanged = true
    }
    return isChanged
  }

  /// An entry of a profile that a `with` is stronger than.
  private func reportWithoutEffect(_ index: Int, because field: Field) {
    let path = settings[index].path
    withoutEffect.insert(index)
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
    return "\(rest): \(oneLine(setting.value))"
  }

  /// The changes made, in order of application; warns of `--set` that changed nothing.
  func changes() -> [ResolvedExperiment.Change] {
    var result: [ResolvedExperiment.Change] = []
    for (index, setting) in settings.enumerated() {
      guard !replaced[index].isEmpty else {
        if setting.layer.isCommandLine, !diagnostics.hasErrors, !withoutEffect.contains(index) {
          diagnostics.report(
            .withoutEffect, "this changes nothing that is computed here", at: setting.path.span,
            severity: .warning)
        }
        continue
      }
      result.append(
        ResolvedExperiment.Change(
          source: setting.layer.isCommandLine ? .commandLine : .profile, path: setting.path.text,
          from: replaced[index].joined(separator: ", "), to: oneLine(setting.value)))
    }
    return result
  }
}

extension Path {
  /// Whether a path of names begins with this one.
  fileprivate func isBeginning(of names: [Name]) -> Bool {
    segments.count <= names.count && zip(segments, names).allSatisfy { $0.text == $1.text }
  }
}
