import FPTSchema

/// The declarations being evaluated, innermost last: nothing is derived from itself, nor through too many others.
struct DerivationStack {
  static let deepest = 32

  private let declarations: Declarations
  private let diagnostics: DiagnosticList
  private var keys: [DeclarationKey] = []
  /// For each of them, the most derivations met beneath it so far.
  private var depths: [Int] = []

  init(declarations: Declarations, diagnostics: DiagnosticList) {
    self.declarations = declarations
    self.diagnostics = diagnostics
  }

  var innermost: DeclarationKey? { keys.last }

  /// Begins the evaluation of a declaration, unless it is already under way.
  mutating func enter(_ declared: Declared) -> Bool {
    let key = declared.key
    if let start = keys.firstIndex(of: key) {
      let others = keys[start...].dropFirst().compactMap { declarations[$0] }
      diagnostics.report(
        .derivedFromItself, "\(quotedForMessage(key.name)) is derived from itself",
        at: declared.syntax.headSpan,
        also: others.map { Diagnostic.Label($0.syntax.headSpan, "by way of this") })
      return false
    }
    guard keys.count < Self.deepest else {
      reportDepth(declared)
      return false
    }
    keys.append(key)
    depths.append(0)
    return true
  }

  /// Ends the innermost evaluation; how many derivations deep it was, itself included.
  @discardableResult
  mutating func leave() -> Int {
    let depth = (depths.popLast() ?? 0) + 1
    if let key = keys.popLast(), depth > Self.deepest, let declared = declarations[key] {
      reportDepth(declared)
    }
    deepen(depth)
    return depth
  }

  /// The declaration under way rests on one that is itself so many derivations deep.
  mutating func deepen(_ depth: Int) {
    if let last = depths.indices.last { depths[last] = max(depths[last], depth) }
  }

  /// Once for a check: whatever is derived further on is too deep as well.
  private func reportDepth(_ declared: Declared) {
    guard diagnostics.isFirst(.depth) else { return }
    diagnostics.report(
      .derivedTooOften,
      "more than \(Self.deepest) declarations are derived from one another here",
      at: declared.syntax.headSpan)
  }
}
