extension TerminalRenderer {
  /// Code as it is written, a margin before it; lines that are too wide go on below.
  func lines(of code: CodeText) -> [StyledText] {
    let margin = StyledText("│ ", .dim)
    var lines = [StyledText()]
    for span in code.spans {
      for (index, part) in span.text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      {
        if index > 0 { lines.append(StyledText()) }
        lines[lines.count - 1].append(
          String(part).replacing("\t", with: "  "), span.role.terminalStyle)
      }
    }
    while lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
    return lines.flatMap { $0.isEmpty ? [$0] : $0.broken(atColumns: max(8, width - 2)) }
      .map { margin + $0 }
  }

  /// How the results were made, as far as a terminal has place for it: facts, weights and data, and the line that computes it again.
  func lines(of origin: NotebookOrigin) -> [StyledText] {
    var lines = [StyledText("How this was made", .bold)]
    var entries = origin.facts.map { ($0.name, $0.value) }
    for asset in origin.assets {
      let digest = asset.sha256.prefix(NotebookOrigin.Asset.digestDigits)
      let license = asset.license.map { ", \($0)" } ?? ""
      entries.append((asset.kind, "\(asset.name), SHA-256 \(digest)\(license)"))
    }
    let column = min(entries.map { DisplayWidth.of($0.0.visible) }.max() ?? 0, width / 3)
    for (name, value) in entries {
      let name = name.visible.truncated(toColumns: column).padded(toColumns: column)
      let head = StyledText(name + "  ", .dim)
      let margin = StyledText(String(repeating: " ", count: column + 2))
      let wrapped = StyledText(value).wrapped(toColumns: width - column - 2)
      lines += wrapped.enumerated().map { ($0 == 0 ? head : margin) + $1 }
    }
    // What is to be copied stands on lines of its own.
    for command in origin.commands {
      lines += StyledText(command.title, .dim).wrapped(toColumns: width)
      for line in command.text.split(separator: "\n") {
        lines += StyledText(String(line)).broken(atColumns: width - 2).map { StyledText("  ") + $0 }
      }
    }
    return lines
  }
}

extension CodeText.Role {
  fileprivate var terminalStyle: TextStyle {
    switch self {
    case .plain, .name, .field: .plain
    case .comment: .dim
    case .prose: TextStyle(isItalic: true)
    case .string: TextStyle(color: .green)
    case .number: TextStyle(color: .magenta)
    case .keyword: .bold
    case .declared: TextStyle(isBold: true, color: .cyan)
    case .call: TextStyle(color: .blue)
    }
  }
}
