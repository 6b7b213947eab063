import FPTSchema

extension Checker {
  /// Longest chain of files that use one another.
  private static let deepestUse = 16
  private static let mostFiles = 256

  /// Reads and parses the experiment file and, depth first, the files it uses.
  func load(_ path: String, loader: some SourceLoader) {
    do throws(SourceLoadingError) {
      let text = try loader.text(at: path)
      var loaded: [String: Bool] = [:]
      add(path, text, loader: loader, loaded: &loaded, depth: 0)
    } catch {
      diagnostics.reportOutside(.unreadableSource, "the file \(path) \(error.explanation)")
    }
  }

  /// `loaded` maps paths to whether the file is still being read: a use of it is then recursive.
  private func add(
    _ path: String, _ text: String, loader: some SourceLoader, loaded: inout [String: Bool],
    depth: Int
  ) {
    let index = sources.count
    sources.append(SourceFile(path: path, text: text))
    var parser = Parser(text, file: index, diagnostics: diagnostics)
    let syntax = parser.parseFile()
    files.append(syntax)
    poisoned.formUnion(parser.poisoned)
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
        add(target, text, loader: loader, loaded: &loaded, depth: depth + 1)
      } catch {
        loaded[target] = false
        hasUnreadableUse = true
        diagnostics.report(
          .unreadableSource, "the file \(quotedForMessage(target)) \(error.explanation)",
          at: name.span)
      }
    }
    loaded[folded] = false
  }

  /// Enters every declaration under its name, and checks how it is written.
  func declareAll() {
    for (file, syntax) in files.enumerated() {
      for case .declaration(let declaration) in syntax.items {
        checkForm(declaration)
        declare(declaration, file: file)
      }
    }
  }

  private func declare(_ declaration: Declaration, file: Int) {
    guard declaration.kind != .use else { return }
    // A file that is used gives its values; how it presents its own runs is its own affair.
    let isOwn = [.experiment, .table, .plot, .profile].contains(declaration.kind)
    guard let name = declaration.name, file == 0 || !isOwn else { return }
    let key = DeclarationKey(kind: declaration.kind, name: name.text)
    if let first = declarations[key] {
      diagnostics.report(
        .duplicateName, "\(quotedForMessage(name.text)) is declared twice", at: name.span,
        "\(declaration.kind.withArticle) of this name is already there",
        also: [Diagnostic.Label(first.syntax.headSpan, "first declared here")])
      return
    }
    declarations[key] = Declared(key: key, syntax: declaration, file: file)
    order.append(key)
    names[declaration.kind, default: []].append(name.text)
  }

  private func checkForm(_ declaration: Declaration) {
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
}

extension DiagnosticList {
  /// Reports something that has no place in any file.
  func reportOutside(
    _ code: DiagnosticCode, _ message: String, help: String? = nil, suggestions: [String] = []
  ) {
    append(
      Diagnostic(code: code, message: message, help: help, suggestions: suggestions))
  }
}
