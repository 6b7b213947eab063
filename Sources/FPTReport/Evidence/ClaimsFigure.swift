import FPTEvidence
import FPTResults

/// All lines that have a verdict in one figure: the difference of each with its adjusted interval, to the right of zero where it is as
/// published.
///
/// A file of its own, with its style inside, in colors for paper. Shape and words say what color says. Accuracies share one scale.
package struct ClaimsFigure {
  /// Lines below each other that are of one unit, with the scale that they share.
  struct Block {
    var unit: String
    var lines: [ClaimFindings.Line]
    var scale: SignedRootScale?
    var format: ValueFormat
  }

  enum Column {
    static let leastWidth = 900.0
    static let name = 14.0
    /// In letters, of which a browser's are narrower than they may be.
    static let nameColumns = 66
    static let plot = 392.0
    static let plotEnd = 672.0
    static let pairs = 696.0
    static let verdict = 726.0
  }

  private let findings: ClaimFindings
  private let sections: [(heading: String, blocks: [Block])]
  private let title: String

  /// The figure of all lines; a title says what they are of.
  package init(_ findings: ClaimFindings, title: String = "What was published, asked again") {
    self.findings = findings
    self.title = title
    let judged = findings.lines.filter { $0.claim.direction != .descriptive }
    // Differences of accuracy are compared across claims, so they have one scale.
    var values: [String: [ClaimFindings.Line]] = [:]
    for line in judged where line.isShown {
      values[line.unit ?? "", default: []].append(line)
    }
    let scales = values.mapValues(Self.scale)
    sections = findings.headings.map { heading in
      var blocks: [Block] = []
      for line in findings.lines(of: heading) {
        let unit = line.isShown ? line.unit ?? "" : blocks.last?.unit ?? "percentage points"
        if blocks.last?.unit != unit {
          blocks.append(
            Block(
              unit: unit, lines: [], scale: scales[unit] ?? nil,
              format: line.answer?.format ?? .percent(digits: 1)))
        }
        blocks[blocks.count - 1].lines.append(line)
      }
      return (heading, blocks)
    }
  }

  /// A scale around differences and intervals, zero included; an interval much wider than all differences is cut.
  private static func scale(of lines: [ClaimFindings.Line]) -> SignedRootScale? {
    guard let format = lines.first?.answer?.format else { return nil }
    let evidence = lines.compactMap(\.answer?.evidence)
    let means = evidence.compactMap(\.directed).filter(\.isFinite).map(format.scaled)
    let largest = means.map(\.magnitude).max() ?? 0
    let limit = largest > 0 ? largest * 1.7 : 1
    let ends = evidence.compactMap(\.directedInterval).flatMap { [$0.lower, $0.upper] }
      .filter(\.isFinite).map { min(max(format.scaled($0), -limit), limit) }
    return SignedRootScale(means + ends)
  }

  /// What stands in the column of verdicts: the verdict and its marks.
  static func words(_ line: ClaimFindings.Line) -> String {
    ([line.ruling.verdict.short] + line.ruling.marks.map(\.name)).joined(separator: " · ")
  }

  /// Wide enough for the longest verdict, which may be bold.
  private var width: Double {
    let longest =
      sections.flatMap(\.blocks).flatMap(\.lines).map { SVGElement.width(of: Self.words($0)) }
      .max() ?? 0
    return max(Column.leastWidth, (Column.verdict + longest * 1.1 + 10).rounded(.up))
  }

  /// The file's text.
  package func render() -> String {
    let width = width
    var y = 8.0
    var body = SVGElement.text(title.visible, x: 6, y: y + 12, kind: "heading")
    y += 26
    body += legend(&y)
    for section in sections {
      body += SVGElement.path(
        "M6 \(SVGElement.number(y))H\(SVGElement.number(width - 6))", kind: "rule")
      y += 17
      body += SVGElement.text(section.heading.visible, x: 6, y: y, kind: "title")
      y += 8
      var part = ""
      for block in section.blocks { body += block.render(&y, part: &part) }
      y += 5
    }
    body += caption(&y)
    func n(_ value: Double) -> String { SVGElement.number(value) }
    let palette = ChartPalette.print
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" width="\(n(width))" height="\(n(y + 4))" viewBox="0 0 \(n(width)) \(n(y + 4))" role="img">
      <title>\(title.escapedForHTML): \(summary.escapedForHTML)</title>
      <style>
      \(SVGStyle.rules(palette))
      svg .heading { font-size: 14px; font-weight: 600; fill: \(palette.ink); }
      svg .line { font-size: 11px; fill: \(palette.ink); }
      svg .part { font-style: italic; }
      svg .strong { font-weight: 600; fill: \(palette.ink); }
      svg .rule { stroke: \(palette.line); stroke-width: 1; }
      svg .leader { stroke: \(palette.line); stroke-width: 1; stroke-dasharray: .1 5; }
      svg .caution { fill: \(palette.series[3]); font-weight: 600; }
      svg .zero { stroke: \(palette.ink); stroke-width: 1; }
      svg .margin { fill: \(palette.soft); fill-opacity: .13; stroke: none; }
      svg .i0, svg .i3, svg .i6 { stroke-width: 1.3; }
      svg .i5 { stroke-width: 1; }
      svg .inner { stroke-width: 3; }
      </style>
      <rect width="100%" height="100%" fill="\(palette.page)"/>
      \(body)</svg>

      """
  }

  /// `61 lines: 3 hold here, …`.
  var summary: String {
    let counts = Verdict.counted.map { (findings.count($0), $0.text) }.filter { $0.0 > 0 }
    return "\(VerdictReport.lines(findings.judged)): "
      + counts.map { "\($0) \($1)" }.joined(separator: ", ")
  }

  private func legend(_ y: inout Double) -> String {
    var svg = ""
    var x = 12.0
    for verdict in Verdict.counted {
      guard let style = verdict.style else { continue }
      svg += SVGMarker.render(style, x: x, y: y + 6, radius: 3.4) + "\n"
      svg += SVGElement.text(
        "\(verdict.text) (\(findings.count(verdict)))", x: x + 9, y: y + 10, kind: "key")
      x += 24 + SVGElement.width(of: "\(verdict.text) (00)")
    }
    svg += SVGElement.text(
      "not computed (\(findings.count(.notComputed)))", x: x, y: y + 10, kind: "key")
    if findings.lines.contains(where: \.isShown) {
      y += 14
      svg += SVGElement.text(
        "Distances from zero are drawn by their square root, so that a few points can be seen beside many.",
        x: 6, y: y + 10, kind: "key")
    }
    y += 26
    svg += SVGElement.text(
      "← the opposite", x: Column.plot, y: y, kind: "key")
    svg += SVGElement.text(
      "as published →", x: Column.plotEnd, y: y, kind: "key", anchor: .end)
    svg += SVGElement.text("n", x: Column.pairs, y: y, kind: "key", anchor: .middle)
    svg += SVGElement.text("verdict", x: Column.verdict, y: y, kind: "key")
    y += 8
    return svg
  }

  private func caption(_ y: inout Double) -> String {
    y += 8
    var texts = [
      "Difference of the two arms in the published direction, mean over n paired seeds. Line: its interval, adjusted by Holm’s method in the family of its table, at 5 %. An arrow ends what is cut."
    ]
    if findings.lines.contains(where: { $0.claim.direction == .equal && $0.isShown }) {
      texts.append(
        "Equality: first minus second arm, in no published direction; thick line: 90 % interval; gray band: the margin that it has to lie in."
      )
    }
    if findings.lines.contains(where: { !$0.ruling.marks.isEmpty }) {
      texts.append(
        "grid: the best rate of the arm behind is an end of its grid. rate: another verdict at the paper’s rate. provisional: cells of its family are missing. identical: all differences are the same."
      )
    }
    if !findings.lines.contains(where: \.isShown) {
      texts = ["Nothing is computed yet. Each line gets its difference, interval and n here."]
    }
    let changed = findings.files.filter { !$0.cautions.isEmpty }.map(\.results)
    var svg = ""
    if !changed.isEmpty {
      let text =
        "Not as declared: \(changed.joined(separator: ", ")). The page says what is different."
      for line in StyledText(text.visible).wrapped(toColumns: 130) {
        y += 14
        svg += SVGElement.text(line.text, x: 6, y: y, kind: "caution")
      }
    }
    for text in texts {
      for line in StyledText(text).wrapped(toColumns: 150) {
        y += 14
        svg += SVGElement.text(line.text, x: 6, y: y, kind: "key")
      }
    }
    y += 6
    return svg
  }
}

extension ClaimFindings.Line {
  /// Whether there is a difference to draw.
  var isShown: Bool {
    ruling.verdict != .notComputed && (answer?.evidence.directed?.isFinite ?? false)
  }

  /// The unit of the difference; nil where nothing is known of it.
  var unit: String? { answer.map(VerdictText.unit) }
}
