/// The parsed arguments of `--set`.
///
/// Each is a source of its own that spans point into.
struct CommandLine {
  private(set) var sources: [SourceFile] = []
  private(set) var fields: [Field] = []

  /// Reads overrides, each a source after those that there are already.
  init(_ overrides: [Override], after count: Int, diagnostics: DiagnosticList) {
    for override in overrides {
      let text = "\(override.path)=\(override.expression)"
      var parser = Parser(text, file: count + sources.count, diagnostics: diagnostics)
      sources.append(SourceFile(path: "--set", text: text))
      if let field = parser.parseOverride() { fields.append(field) }
    }
  }
}
