import FPTEvidence
import FPTFigures
import FPTResults

extension VerdictReport {
  /// The verdicts for a terminal, a group of lines for each claim, ending in a newline.
  ///
  /// No line is wider than the terminal but where a single word is.
  package func text(_ settings: TerminalSettings) -> String {
    let width = max(settings.width, 40)
    var lines: [StyledText] = StyledText(summary(), .bold).wrapped(toColumns: width)
    for (file, text) in cautions {
      lines += StyledText("caution: \(file): \(text)", TextStyle(color: .yellow))
        .wrapped(toColumns: width)
    }
    for heading in findings.headings {
      lines += [StyledText()]
      lines += StyledText("Claim \(heading)", .bold).wrapped(toColumns: width)
      let counts = Verdict.counted.map { ($0.short, findings.count($0, of: heading)) }
      lines += StyledText(
        counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", "), .dim
      ).wrapped(toColumns: width)
      var part = ""
      for line in findings.lines where line.claim.claim == heading {
        if line.claim.part != part {
          part = line.claim.part
          if !part.isEmpty {
            lines += [StyledText("  ") + StyledText(part, TextStyle(isItalic: true))]
          }
        }
        lines += Self.lines(of: line, width)
      }
    }
    lines += [StyledText(), StyledText("Missing", .bold)] + missingLines(width)
    lines += rerunLines
    return lines.map { $0.encoded(color: settings.color) + "\n" }.joined()
  }

  /// Name and verdict on one line, what was published and what was found beneath.
  private static func lines(of line: ClaimFindings.Line, _ width: Int) -> [StyledText] {
    let text = VerdictText(line)
    let verdict = line.ruling.verdict
    var result = StyledText("\(text.sign) \(line.claim.line)").wrapped(toColumns: width - 4)
      .map { StyledText("  ") + $0 }
    if verdict == .descriptive { result = result.map { StyledText("  ") + $0 } }
    var found = ""
    if verdict != .notComputed, text.difference != VerdictText.none {
      let unit = line.answer.map(VerdictText.unit) ?? ""
      found = "\(text.numbers)\(unit.isEmpty ? "" : " \(unit)"), n = \(text.pairs): "
    }
    let style: TextStyle =
      switch verdict {
      case .holds: TextStyle(color: .green)
      case .doesNotHold: TextStyle(color: .red)
      case .cannotBeTold, .noEvidence: TextStyle(color: .yellow)
      case .notComputed, .descriptive: .dim
      }
    var ruling = StyledText(found) + StyledText(text.ruling, style)
    let isShort = verdict == .notComputed || verdict == .descriptive
    if !isShort, !text.reasons.isEmpty {
      ruling.append(" (\(text.reasons.joined(separator: "; ")))", .dim)
    }
    // What nothing is known of takes one line.
    let short = result.last.map { $0 + StyledText(": ") + ruling }
    if found.isEmpty, isShort, let short, short.width <= width {
      result[result.count - 1] = short
    } else {
      result += indented(ruling, width)
    }
    if !found.isEmpty, text.arms != VerdictText.none {
      result += indented(StyledText("here: \(text.arms)"), width)
    }
    if !line.claim.published.isEmpty {
      let source = line.claim.source.isEmpty ? "" : " (\(line.claim.source))"
      result += indented(
        StyledText("published: \(line.claim.published)\(source)", .dim), width)
    }
    return result
  }

  private static func indented(_ text: StyledText, _ width: Int) -> [StyledText] {
    text.wrapped(toColumns: width - 6).map { StyledText("      ") + $0 }
  }

  private func missingLines(_ width: Int) -> [StyledText] {
    let missing = missing
    guard !missing.isEmpty else { return [StyledText("nothing")] }
    let most = missing.map { DisplayWidth.of($0.experiment) }.max() ?? 0
    var lines = missing.map { item in
      let name = item.experiment.visible.padded(toColumns: min(most, 40))
      let lines = Self.lines(item.lines)
      let hours = item.hours.map { ", \(ValueFormat.fixed($0, digits: 2)) core-hours" } ?? ""
      return StyledText("  ") + StyledText("\(name)  \(item.what), \(lines)\(hours)")
    }
    let hours = missing.compactMap(\.hours)
    if !hours.isEmpty {
      lines.append(
        StyledText("  in all \(ValueFormat.fixed(hours.reduce(0, +), digits: 1)) core-hours"))
    }
    return lines
  }

  /// The command stands on a line of its own, unbroken, to be copied.
  private var rerunLines: [StyledText] {
    guard let cell = cellsToRerun.first else { return [] }
    return [
      StyledText(), StyledText("Any cell again", .bold),
      StyledText("  ") + StyledText("fpt-script rerun \(cell.file) --cell '\(cell.cell)'"),
    ]
  }
}
