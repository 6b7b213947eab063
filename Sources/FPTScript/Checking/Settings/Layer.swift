/// The source of a setting.
///
/// It decides precedence and origin.
enum Layer {
  case declaration
  case profile(String)
  case with
  case armOrRun
  case axis(String)
  case rule
  case commandLine(String)

  func origin(_ span: SourceSpan) -> Origin {
    switch self {
    case .declaration: .declaration(span)
    case .profile(let name): .profile(name: name, span)
    case .with: .with(span)
    case .armOrRun: .armOrRun(span)
    case .axis(let name): .axis(name: name, span)
    case .rule: .rule(span)
    case .commandLine(let text): .commandLine(text)
    }
  }

  var isCommandLine: Bool { if case .commandLine = self { true } else { false } }
}
