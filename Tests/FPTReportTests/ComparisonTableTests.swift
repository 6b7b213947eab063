import Foundation
import Testing

@testable import FPTReport

/// What a table says of its comparisons, seeds and intervals, alike in every form.
@Suite struct ComparisonTableTests {
  private static func point(_ mean: Double, half: Double?, count: Int = 3) -> NotebookPoint {
    var point = NotebookPoint(state: .done, mean: mean, std: half, count: count, expected: 3)
    point.ci95 = half.flatMap { NotebookInterval(mean - $0, mean + $0) }
    return point
  }

  private static var table: NotebookTable {
    var table = NotebookTable(
      title: "Test accuracy", measure: "accuracy", rowAxes: ["arm"], columnAxes: ["task"],
      rows: [["random"], ["language"]], columns: [["[x] & *y*"], ["b"]],
      points: [
        [point(0.571, half: 0.182), point(1, half: nil)],
        [point(0.9, half: 0.01), point(0.5, half: nil, count: 1)],
      ], show: [.mean, .ci95], format: .percent(digits: 1), seeds: ["0", "1", "2"])
    var first = NotebookComparison(
      left: "random", right: "language", place: ["[x] & *y*"], difference: -0.329, pairs: 3)
    first.adjusted = NotebookInterval(-0.512, -0.146)
    (first.p, first.adjustedP, first.isEqual) = (0.006, 0.012, false)
    var second = NotebookComparison(
      left: "random", right: "language", place: ["b"], difference: 0.5, pairs: 1, expected: 3)
    second.isEqual = nil
    table.comparisons = [first, second]
    table.claim = NotebookClaim(axes: ["task"], familySize: 2, margin: 0.02)
    return table
  }

  @Test func everyFormSaysTheSame() {
    let table = Self.table
    let page = HTMLPage(Notebook(title: "N", items: [.table(table)])).render()
    let texts = [
      TerminalRenderer(width: 120).render(.table(table)), table.exported(as: .markdown),
      page, table.exported(as: .latex).replacing("$-$", with: "−").replacing("\\%", with: "%"),
    ]
    for text in texts {
      let text = text.replacing("\\[", with: "[").replacing("\\]", with: "]")
      for part in [
        "over 3 seeds (0, 1, 2)", "−32.9", "[−51.2, −14.6]", "0.012", "one pair has no interval",
        "not established", "about normal", "for 2 comparisons", "equal within 2 %",
      ] {
        #expect(text.contains(part), "\(part) in \(text)")
      }
    }
    #expect(texts[1].contains("**−32.9**"))
    #expect(!texts[1].contains("**+50.0**"))
    #expect(page.contains("<tr class=\"off-zero\"><th scope=\"row\">random − language</th>"))
    #expect(table.comparisonsCSV()?.hasPrefix("task,measure,left,right,difference,low") == true)
    #expect(
      table.documents(as: .csv).map(\.title) == ["Test accuracy", "Test accuracy comparisons"])
  }

  /// Where nothing runs across, the one column says what its numbers are.
  @Test func aTableWithoutColumnsNamesItsMeasure() {
    let table = NotebookTable(
      title: "T", measure: "accuracy", rowAxes: ["arm"], columnAxes: [], rows: [["random"]],
      columns: [[]], points: [[Self.point(0.5, half: 0.1)]], show: [.mean, .ci95],
      format: .percent(digits: 1))
    #expect(table.exported(as: .markdown).contains("| arm | accuracy |"))
    #expect(table.exported(as: .latex).contains("{accuracy}"))
    let page = HTMLPage(Notebook(title: "N", items: [.table(table)])).render()
    #expect(page.contains("<th scope=\"col\" class=\"number\">accuracy</th>"))
    let text = TerminalRenderer(width: 80).render(.table(table))
    #expect(text.contains("accuracy │"), "\(text)")
  }

  /// A difference that waits for cells is shown with what it has, and nothing is said of it.
  @Test func whatWaitsForCellsIsProvisional() {
    var table = Self.table
    (table.comparisons[0].pairs, table.comparisons[0].expected) = (2, 3)
    table.comparisons[0].waiting = 1
    table.comparisons[0].isEqual = true
    let text = table.exported(as: .markdown)
    #expect(text.contains("−32.9") && !text.contains("**−32.9**"))
    #expect(text.contains("2 of 3"))
    #expect(!text.contains("yes"))
    #expect(text.contains("provisional"))
  }

  /// Seeds that diverged do not come back: what is left is shown as what it is, and never stands out.
  @Test func lostPairsAreCounted() {
    var table = Self.table
    table.comparisons.removeLast()
    (table.comparisons[0].pairs, table.comparisons[0].expected) = (2, 3)
    (table.comparisons[0].hasDiverged, table.comparisons[0].isEqual) = (true, true)
    let text = table.exported(as: .markdown)
    #expect(text.contains("−32.9†") && !text.contains("**−32.9"))
    #expect(text.contains("2 of 3") && !text.contains("pairs each"))
    #expect(text.contains("not established") && !text.contains("provisional"))
    #expect(text.contains("the other seeds have no number"))
    #expect(text.contains("with seeds that diverged"))
  }

  /// What was chosen stands in the caption, at the foot and in the data.
  @Test func choicesAreNamed() {
    var table = Self.table
    table.selection = .init(axis: "train.optimizer.lr", split: "validation", count: 3)
    for (row, column, choice) in [(0, 0, "1e-2"), (0, 1, "1e-3"), (1, 0, "1e-3")] {
      table.points[row][column].choice = choice
    }
    #expect(
      table.caption.hasSuffix(
        "; each at the best of 3 points of train.optimizer.lr by validation accuracy"))
    #expect(
      table.choices == "chosen train.optimizer.lr: 1e-2 for random · [x] & *y*; 1e-3 for the others"
    )
    let lines = table.exported(as: .csv).split(separator: "\n")
    #expect(lines[0].hasSuffix(",chosen train.optimizer.lr"))
    #expect(lines[1].hasSuffix(",1e-2") && lines[4].hasSuffix(","))
    table.points[0][0].choice = "1e-3"
    #expect(table.choices == "chosen train.optimizer.lr: 1e-3 for all")
  }

  @Test func narrowTerminalsHaveALineForEachComparison() {
    let text = TerminalRenderer(width: 60).render(.table(Self.table))
    #expect(
      text.contains(
        "random − language, b: +50.0 one pair has no interval"))
    #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= 60 })
  }

  @Test func oneSeedHasNoDeviation() {
    var table = Self.table
    table.points = table.points.map { $0.map { Self.point($0.mean ?? 0, half: nil, count: 1) } }
    table.seeds = ["7"]
    table.comparisons = []
    let text = table.exported(as: .markdown)
    #expect(!text.contains("±"))
    #expect(text.contains("accuracy, %, one seed (7)\n"))
  }

  @Test func seedsThatAreAllAlikeHaveNoInterval() {
    let text = Self.table.exported(as: .markdown)
    #expect(text.contains("100.0 ± –"))
    #expect(text.contains("– one seed, which has no spread; – all seeds alike"))
  }

  @Test func thousandsAreApart() {
    #expect(ValueFormat.number(digits: 0).text(208_130) == "208,130")
    #expect(ValueFormat.number(digits: 1).text(-1_234_567.25) == "−1,234,567.2")
    #expect(ValueFormat.number(digits: 0).text(9_999) == "9999")
    #expect(ValueFormat.number(digits: 0).text(10_000) == "10,000")
  }

  private static let pdflatex: String? = ["/usr/bin/pdflatex", "/usr/local/bin/pdflatex"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// The real compiler: an escape that it does not know, a bracket that begins a row, a cell too many are errors only there.
  @Test(.enabled(if: pdflatex != nil, "needs pdflatex with siunitx, booktabs and threeparttable"))
  func latexCompiles() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fpt-latex-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var hostile = Self.table
    hostile.rows[0] = ["[a] |b,\"c\" *d* `e` <f> {g} \\h $i$ 50% #j ~k ^l (m) &amp; _o_"]
    let bodies = [SampleNotebook.table, Self.table, hostile].map { $0.exported(as: .latex) }
    let source = """
      \\documentclass{article}
      \\usepackage[T1]{fontenc}
      \\usepackage{booktabs}\\usepackage{siunitx}\\usepackage{threeparttable}
      \\begin{document}
      \(bodies.joined(separator: "\n"))
      \\end{document}
      """
    try source.write(to: folder.appending(path: "t.tex"), atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(filePath: Self.pdflatex ?? "")
    process.arguments = ["-interaction=nonstopmode", "-halt-on-error", "t.tex"]
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let log = (try? String(contentsOf: folder.appending(path: "t.log"), encoding: .isoLatin1)) ?? ""
    #expect(
      process.terminationStatus == 0,
      "\(log.split(separator: "\n").filter { $0.hasPrefix("!") })")
  }
}
