import FPTEvidence
import FPTFigures
import FPTResults

extension VerdictReport {
  /// Where a page is and what lies beside it.
  package struct Links: Sendable {
    /// The figure of all claims; nil for a page without one.
    package var figure: String?
    /// The folder of results as the page's readers name it, for commands: `results/`.
    package var folder: String
    /// How many `#` a heading of the first order has.
    package var level: Int

    package init(figure: String? = nil, folder: String = "", level: Int = 2) {
      (self.figure, self.folder, self.level) = (figure, folder, level)
    }
  }

  /// The evidence as GitHub's Markdown: counts, the figure, a table for each claim, what is missing, what was spent, how to rerun a cell.
  package func markdown(_ links: Links) -> String {
    let hashes = String(repeating: "#", count: max(1, links.level))
    let others = findings.lines.count - findings.judged
    let more = others == 0 ? "" : " \(others) more \(others == 1 ? "is" : "are") descriptive."
    var blocks = [summary(inMarkdown: true) + more]
    if !cautions.isEmpty {
      blocks.append(
        "**Read this first.** "
          + cautions.map { "`\($0.file)`: \(Self.escaped($0.text))." }.joined(separator: " "))
    }
    if let figure = links.figure {
      blocks.append("![\(Self.escaped(summary()))](\(figure))")
    }
    blocks.append(counts)
    blocks.append(
      "*Here* has the mean of each arm, in percent where the difference names no unit, and the learning rate that was chosen for it on the validation split. Differences are in the published direction: above zero is as published, or, where equality is claimed, the first arm is ahead. They are rounded after they are taken. In brackets stands their interval, adjusted by Holm's method within the family of the table; *n* counts paired seeds."
    )
    blocks.append(
      "An interval is off zero exactly where Holm's method rejects at 5 %; those of a family need not all hold at once. Each of them assumes that differences are about normal, and with fewer than six seeds no test without this assumption gives a p below 5 %. Lines share cells, so they are not independent of each other."
    )
    blocks.append(
      "Where seeds fall into two groups, such as some that solve Bit XOR and some that stay at chance, differences are not normal and an interval is rough: `fpt-script show FILE.h5 --cells` has the value of each seed."
    )
    blocks.append(
      "Marks: *grid*, the best rate of the arm that is behind is an end of its grid; *rate*, another verdict at the paper's rate; *provisional*, cells of its family are missing; *identical*, all differences are the same; *ahead*, not equal, and the first arm is better."
    )
    for heading in findings.headings {
      blocks.append("\(hashes) Claim \(Self.escaped(heading))")
      blocks.append(files(of: heading))
      let lines = findings.lines(of: heading)
      if lines.allSatisfy({ $0.ruling.verdict == .notComputed }) {
        blocks.append(
          Self.folded(
            lines.count == 1
              ? "1 line, not computed" : "\(lines.count) lines, none of them computed",
            tables(of: heading)))
      } else {
        blocks += tables(of: heading)
      }
    }
    blocks.append("\(hashes) What is missing, and what it would cost")
    blocks += missingBlocks
    if let costs {
      blocks.append("\(hashes) Core-hours, predicted and spent")
      blocks += Self.costBlocks(costs)
    }
    blocks.append("\(hashes) To compute a cell again")
    blocks += rerunBlocks(links.folder)
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private var counts: String {
    // A column for each mark that some line has.
    let marks = Self.countedMarks.filter { findings.count(mark: $0) > 0 }
    var rows = [
      ["Claim", "lines"] + Verdict.counted.map(\.text) + marks.map { "*\($0)*" }
    ]
    func row(_ name: String, _ heading: String?) -> [String] {
      let counts = Verdict.counted.map { findings.count($0, of: heading) }
      let marked = marks.map { findings.count(mark: $0, in: heading) }
      return [name, "\(counts.reduce(0, +))"] + (counts + marked).map { $0 == 0 ? "" : "\($0)" }
    }
    rows += findings.headings.map { row(Self.escaped($0), $0) }
    rows.append(row("**all**", nil))
    return Self.table(rows, numbersFrom: 1)
  }

  private func files(of heading: String) -> String {
    var seen: Set<String> = []
    let links = findings.lines.filter { $0.claim.claim == heading }.map(\.claim).filter {
      seen.insert($0.experiment).inserted
    }.map { claim -> String in
      let experiment = "[\(claim.experimentName)](\(claim.experiment))"
      let isThere = findings.files.contains { $0.results == claim.results && $0.isThere }
      return isThere ? "\(experiment) ([results](\(claim.results)))" : experiment
    }
    return links.joined(separator: " · ")
  }

  /// A table for each part of a claim, and what is descriptive folded beneath.
  private func tables(of heading: String) -> [String] {
    var blocks: [String] = []
    var part = ""
    var rows: [ClaimFindings.Line] = []
    func end() {
      guard !rows.isEmpty else { return }
      if !part.isEmpty { blocks.append("*\(Self.escaped(part))*") }
      blocks.append(Self.verdicts(rows))
      rows = []
    }
    for line in findings.lines(of: heading) {
      if line.claim.part != part {
        end()
        part = line.claim.part
      }
      rows.append(line)
    }
    end()
    let others = findings.lines(of: heading, descriptive: true)
    if !others.isEmpty {
      blocks.append(
        Self.folded(
          "\(others.count) descriptive: no direction was published, so there is no verdict",
          [Self.descriptive(others)]))
    }
    return blocks
  }

  private static func verdicts(_ lines: [ClaimFindings.Line]) -> String {
    let rows = lines.map { line -> [String] in
      let text = VerdictText(line)
      let isTold = line.ruling.verdict != .notComputed
      let why = line.ruling.verdict == .cannotBeTold || line.ruling.verdict == .noEvidence
      let reason = why ? line.ruling.reasons.first.map { " (\($0))" } ?? "" : ""
      return [
        escaped(line.claim.line), published(line.claim),
        isTold ? escaped(text.arms) : VerdictText.none,
        isTold ? text.numbers + suffix(line) : VerdictText.none, text.pairs,
        escaped("\(text.sign) \(text.verdict)\(reason)\(text.marks.map { "; \($0)" }.joined())"),
      ]
    }
    return table(
      [["Line", "Published", "Here", "Difference", "n", "Verdict"]] + rows, numbersFrom: 3, to: 4)
  }

  private static func descriptive(_ lines: [ClaimFindings.Line]) -> String {
    let rows = lines.map { line -> [String] in
      let text = VerdictText(line)
      let part = line.claim.part.isEmpty ? "" : "\(line.claim.part): "
      return [
        escaped(part + line.claim.line), published(line.claim), escaped(text.arms),
        text.numbers + suffix(line), text.pairs,
      ]
    }
    return table(
      [["Line", "Published", "Here", "First minus second", "n"]] + rows, numbersFrom: 3)
  }

  private static func published(_ claim: Claim) -> String {
    let source = claim.source.isEmpty ? "" : "*\(escaped(claim.source))*"
    return [escaped(claim.published), source].filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// The unit, where it is not percentage points.
  private static func suffix(_ line: ClaimFindings.Line) -> String {
    guard let answer = line.answer, answer.evidence.difference != nil else { return "" }
    let unit = VerdictText.unit(answer)
    return unit.isEmpty || unit == "percentage points" ? "" : " \(unit)"
  }

  // MARK: Beneath the tables

  private var missingBlocks: [String] {
    let missing = missing
    guard !missing.isEmpty else { return ["Nothing is missing."] }
    var rows = [["Experiment", "missing", "lines not computed"]]
    if costs != nil { rows[0].append("predicted core-hours left") }
    for item in missing {
      var row = [Self.escaped(item.experiment), item.what, "\(item.lines)"]
      if costs != nil { row.append(item.hours.map { ValueFormat.fixed($0, digits: 2) } ?? "") }
      rows.append(row)
    }
    if costs != nil {
      let hours = missing.compactMap(\.hours).reduce(0, +)
      rows.append(["**all**", "", "", "**\(ValueFormat.fixed(hours, digits: 1))**"])
    }
    return [Self.table(rows, numbersFrom: 2)]
  }

  private static func costBlocks(_ costs: ComputingCosts) -> [String] {
    func hours(_ value: Double) -> String { ValueFormat.fixed(value, digits: 2) }
    var rows = [["Unit", "Experiment", "predicted", "spent", "spent ÷ predicted"]]
    for unit in costs.units {
      let share = unit.spent.flatMap {
        unit.isComputed && unit.predicted > 0 ? hours($0 / unit.predicted) : nil
      }
      rows.append([
        escaped(unit.name), escaped(unit.experiment), hours(unit.predicted),
        unit.spent.map { hours($0) + (unit.isComputed ? "" : " so far") } ?? "", share ?? "",
      ])
    }
    return [
      Self.sentence(of: costs),
      folded(
        costs.units.count == 1 ? "1 unit" : "\(costs.units.count) units",
        [table(rows, numbersFrom: 2)]),
    ]
  }

  /// What finished units spent beside their prediction, what begun ones spent, and what is left.
  private static func sentence(of costs: ComputingCosts) -> String {
    func hours(_ value: Double) -> String { ValueFormat.fixed(value, digits: 2) }
    func units(_ count: Int) -> String { count == 1 ? "1 unit is" : "\(count) units are" }
    var sentences = ["Predicted: \(hours(costs.predicted)) in all."]
    let (finished, begun) = (costs.finished, costs.begun)
    if !finished.isEmpty {
      let spent = finished.compactMap(\.spent).reduce(0, +)
      let predicted = finished.map(\.predicted).reduce(0, +)
      let share = predicted > 0 ? ", \(hours(spent / predicted)) times as much" : ""
      sentences.append(
        "\(units(finished.count)) finished: predicted \(hours(predicted)), spent \(hours(spent))\(share)."
      )
    }
    if !begun.isEmpty {
      let spent = begun.compactMap(\.spent).reduce(0, +)
      sentences.append("\(units(begun.count)) begun: spent \(hours(spent)) so far.")
    }
    if costs.spent == 0 { sentences.append("Nothing is spent yet.") }
    let left = costs.predictedLeft
    if costs.spent > 0, left > 0 {
      sentences.append(
        "Spent \(hours(costs.spent)) and predicted to be left \(hours(left)), in all \(hours(costs.spent + left))."
      )
    }
    return sentences.joined(separator: " ")
  }

  private func rerunBlocks(_ folder: String) -> [String] {
    let cells = cellsToRerun
    guard !cells.isEmpty else {
      return [
        "A results file has its script inside. Any cell of one is computed again, and compared bit by bit, by a line such as",
        "```sh\nfpt-script rerun \(folder)FILE.h5 --cell 'task=bit_xor,model=random,seed=10'\n```",
      ]
    }
    let lines = cells.map { file, cell in
      "fpt-script rerun \(folder)\(file) --cell '\(cell)'"
    }
    return [
      "Each line computes a cell from nothing but its results file and compares the bits. Where the cell begins with weights of other cells, these are computed first. Other points name other cells; `fpt-script show FILE.h5 --cells` lists them.",
      "```sh\n\(lines.joined(separator: "\n"))\n```",
    ]
  }

  // MARK: Pieces

  /// Blocks that a reader unfolds.
  private static func folded(_ summary: String, _ blocks: [String]) -> String {
    (["<details><summary>\(summary)</summary>"] + blocks + ["</details>"])
      .joined(separator: "\n\n")
  }

  /// Rows of escaped cells, the first one as the heading; columns from one on, up to another, hold numbers.
  private static func table(_ rows: [[String]], numbersFrom: Int, to last: Int = 99) -> String {
    guard let header = rows.first else { return "" }
    let rule = header.indices.map { $0 >= numbersFrom && $0 <= last ? "---:" : "---" }
    return ([header, rule] + rows.dropFirst()).map { "| \($0.joined(separator: " | ")) |" }
      .joined(separator: "\n")
  }

  /// Text that Markdown shows as it is.
  private static func escaped(_ text: String) -> String { text.escapedForMarkdown }
}
