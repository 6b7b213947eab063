import FPTSchema

/// The experiment file and every file it uses, read and parsed.
///
/// The first phase of a check.
struct LoadedSources {
  /// Longest chain of files that use one another.
  private static let deepestUse = 16
  private static let mostFiles = 256

  private(set) var sources: [SourceFile] = []
  /// The syntax of each source; empty where the experiment file itself could not be read.
  private(set) var files: [SyntaxFile] = []
  /// Names of declarations that could not be read.
  private(set) var poisoned: Set<String> = []
  /// Kinds of declarations that could not be read under any name.
  private(set) var hiddenKinds: Set<DeclarationKind> = []
  /// Where each source is used; nil for the experiment file.
  private var uses: [SourceSpan?] = []
  /// True where a used file could not be read: names may then be declared there.
  private(set) var hasUnreadableUse = false

  /// Reads the experiment file and, depth first, the files it uses; reports what cannot be read.
  init(_ path: String, loader: some SourceLoader, diagnostics: DiagnosticList) {
    do throws(SourceLoadingError) {
      let text = try loader.text(at: path)
      var loaded: [String: Bool] = [:]
      add(path, text, usedAt: nil, loader: loader, loaded: &loaded, depth: 0, diagnostics)
    } catch {
      let near = error == .notFound ? loader.paths(near: path) : []
      diagnostics.reportOutside(
        .unreadableSource, "the file \(path) \(error.explanation)",
        help: near.isEmpty ? nil : didYouMean(near))
    }
  }

  /// `loaded` maps paths to whether the file is still being read: a use of it is then recursive.
  private mutating func add(
    _ path: String, _ text: String, usedAt span: SourceSpan?, loader: some SourceLoader,
    loaded: inout [String: Bool], depth: Int, _ diagnostics: DiagnosticList
  ) {
    let index = sources.count
    sources.append(SourceFile(path: path, text: text))
    uses.append(span)
    var parser = Parser(text, file: index, diagnostics: diagnostics)
    let syntax = parser.parseFile()
    files.append(syntax)
    poisoned.formUnion(parser.poisoned)
    hiddenKinds.formUnion(parser.hiddenKinds)
    let folded = SourcePath.joined(path, besides: "")
    loaded[folded] = true
    for case .declaration(let declaration) in syntax.items where declaration.kind == .use {
      guard let name = declaration.name, declaration.isWhole else { continue }
      guard name.isQuoted, !name.text.isEmpty else { continue }
      let target = SourcePath.joined(name.text, besides: path)
      if let isOpen = loaded[target] {
        if isOpen {
          diagnostics.report(
            .recursiveUse, "\(quotedForMessage(name.text)) uses this file again", at: name.span,
            help: "move what both need into a third file")
        }
        continue
      }
      guard depth < Self.deepestUse, sources.count < Self.mostFiles else {
        diagnostics.report(
          .recursiveUse, "too many files use one another here", at: name.span)
        continue
      }
      do throws(SourceLoadingError) {
        let text = try loader.text(at: target)
        if let same = earlierUse(of: text) {
          loaded[target] = false
          reportSecondUse(of: target, at: name.span, same, diagnostics)
          continue
        }
        add(
          target, text, usedAt: name.span, loader: loader, loaded: &loaded, depth: depth + 1,
          diagnostics)
      } catch {
        loaded[target] = false
        hasUnreadableUse = true
        diagnostics.report(
          .unreadableSource, "the file \(quotedForMessage(target)) \(error.explanation)",
          at: name.span,
          suggestions: loader.suggestions(for: name.text, at: target, in: path, after: error))
      }
    }
    loaded[folded] = false
  }

  /// A used file of the same text that declares something, which would be declared twice.
  private func earlierUse(of text: String) -> Int? {
    sources.indices.first { index in
      guard uses[index] != nil, sources[index].text == text else { return false }
      return files[index].items.contains { item in
        guard case .declaration(let declaration) = item, declaration.name != nil else {
          return false
        }
        return declaration.kind != .use && !Declarations.isOwn(declaration.kind)
      }
    }
  }

  private func reportSecondUse(
    of path: String, at span: SourceSpan, _ first: Int, _ diagnostics: DiagnosticList
  ) {
    let earlier = sources[first].path
    diagnostics.report(
      .duplicateName, "the file \(quotedForMessage(path)) is used twice", at: span,
      "it has the text of \(quotedForMessage(earlier))",
      also: uses[first].map { [Diagnostic.Label($0, "first used here")] } ?? [],
      help: "use it under one name alone")
  }
}
