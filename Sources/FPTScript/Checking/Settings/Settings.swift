import FPTSchema

/// The entries of a profile and of the command line that are in force, in their order: later ones win.
struct Settings {
  let all: [Setting]
  /// The profile in force; nil where there is none.
  let profile: Declared?
  /// True while declarations are checked as written, without a profile.
  let isAsWritten: Bool
  private let byKey: [DeclarationKey: [Int]]
  private let byKind: [DeclarationKind: [Int]]
  /// References to cells, by the name of the run.
  private let references: [String: [Expression.Call]]

  /// No profile and no overrides.
  static let asWritten = Settings()

  private init() {
    (all, profile, isAsWritten) = ([], nil, true)
    (byKey, byKind, references) = ([:], [:], [:])
  }

  /// The profile by this name or else the first, and then the command line; reports paths that mean nothing.
  init(
    profile name: String?, _ commandLine: CommandLine, in declarations: Declarations,
    texts: SourceTexts, diagnostics: DiagnosticList
  ) {
    let profile = Self.profile(name, in: declarations, diagnostics)
    let paths = SettingPaths(declarations: declarations, diagnostics: diagnostics)
    var all: [Setting] = []
    for link in profile.map({ ProfileChain($0, in: declarations).links }) ?? [] {
      let layer = Layer.profile(link.profile.key.name)
      for block in link.blocks {
        all += block.fields.compactMap { paths.setting($0, layer: layer) }
      }
    }
    for field in commandLine.fields {
      let text = "\(field.path.text)=\(texts.oneLine(field.value))"
      if let setting = paths.setting(field, layer: .commandLine(text)) { all.append(setting) }
    }
    var byKey: [DeclarationKey: [Int]] = [:]
    var byKind: [DeclarationKind: [Int]] = [:]
    for (index, setting) in all.enumerated() {
      switch setting.target {
      case .declaration(let key, _), .presentation(let key, _):
        byKey[key, default: []].append(index)
      case .kindField(let kind, _): byKind[kind, default: []].append(index)
      case .axis, .part: break
      }
    }
    (self.all, self.profile, isAsWritten) = (all, profile, false)
    (self.byKey, self.byKind) = (byKey, byKind)
    references = declarations.cellReferences(and: all.map(\.value))
  }

  private static func profile(
    _ name: String?, in declarations: Declarations, _ diagnostics: DiagnosticList
  ) -> Declared? {
    let profiles = declarations.all(.profile)
    guard let name else { return profiles.first }
    if let profile = declarations[.profile, name] { return profile }
    let known = profiles.map(\.key.name)
    let near = Suggestions.near(name, among: known)
    let help =
      known.isEmpty
      ? "the file declares no profile"
      : near.isEmpty ? "there are \(known.map(quotedForMessage).joined(separator: ", "))" : nil
    diagnostics.reportOutside(
      .unknownProfile, "no profile is called \(quotedForMessage(name))",
      help: help ?? didYouMean(near), suggestions: near)
    return nil
  }

  subscript(index: Int) -> Setting { all[index] }

  /// Indices of what is said of one declaration, in order.
  func indices(of key: DeclarationKey) -> [Int] { byKey[key, default: []] }

  /// Indices of what is said of the fields of every declaration of a kind, in order.
  func indices(of kind: DeclarationKind) -> [Int] { byKind[kind, default: []] }

  /// Whatever looks like a reference to a cell of a run; nil where nothing does.
  func references(toCellsOf run: String) -> [Expression.Call]? { references[run] }

  /// The last one that replaces a declaration as a whole.
  func replacement(of key: DeclarationKey) -> Int? {
    indices(of: key).last { index in
      if case .declaration(_, let rest) = all[index].target { rest.isEmpty } else { false }
    }
  }
}
