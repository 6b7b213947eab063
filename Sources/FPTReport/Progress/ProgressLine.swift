/// The lines of a progress display: all its wording is here.
enum ProgressLine {
  /// How many cells there are, as in `12 cells, 4 of them stored already`.
  static func plan(_ cells: [ProgressCell]) -> [StyledText] {
    let stored = cells.count { $0.isStored }
    let count = cells.count == 1 ? "1 cell" : "\(cells.count) cells"
    if stored == cells.count {
      return [StyledText(count + ", stored already: nothing to compute")]
    }
    let unavailable = cells.count { $0.isUnavailable }
    return [
      StyledText(
        count + (stored > 0 ? ", \(stored) stored already" : "")
          + (unavailable > 0 ? ", \(unavailable) unavailable" : ""))
    ]
  }

  static func start(_ cell: CellProgress) -> StyledText {
    if cell.step > 0, cell.step >= cell.cell.steps {
      return head(cell) + StyledText("  trained before, measures are left")
    }
    let resumed = cell.step > 0 ? ", going on at step \(cell.step)" : ""
    return head(cell) + StyledText("  started, \(cell.cell.steps) steps\(resumed)")
  }

  static func evaluation(_ cell: CellProgress, step: Int) -> StyledText {
    var line = head(cell) + StyledText("  step \(step)/\(cell.cell.steps)")
    if let evaluation = cell.evaluation {
      line.append("  " + evaluation.split)
      for part in [loss(evaluation.loss), accuracy(evaluation.accuracy)] where !part.isEmpty {
        line.append(" " + part)
      }
    }
    return line
  }

  /// The one line that an ended cell leaves behind.
  static func end(_ cell: CellProgress, _ outcome: ProgressOutcome, at time: Double) -> StyledText {
    let elapsed = cell.phase == .running ? DurationText.elapsed(time - cell.startTime) : ""
    let (sign, color, text): (String, TextStyle.Color, String) =
      switch outcome {
      case .done(let summary): ("✓", .green, summary)
      case .diverged(let step): ("†", .yellow, "diverged at step \(step)")
      case .failed(let reason): ("✗", .red, "failed: \(reason)")
      case .unavailable(let reason): ("∅", .yellow, "unavailable: \(reason)")
      case .interrupted(0): ("‖", .yellow, "interrupted before its first step")
      case .interrupted(let step): ("‖", .yellow, "interrupted, kept at step \(step)")
      }
    var line = StyledText(sign, TextStyle(color: color)) + StyledText(" ") + head(cell)
    if !text.isEmpty { line.append("  " + text) }
    if !elapsed.isEmpty { line.append("  " + elapsed, .dim) }
    return line
  }

  /// The last line: `12 cells in 3:40`.
  static func total(
    _ cells: [CellProgress], elapsed: Double, _ isInterrupted: Bool, canGoOn: Bool
  ) -> StyledText {
    let ended = cells.count { $0.phase == .ended }
    let count = ended == 1 ? "1 cell" : "\(ended) cells"
    let verb = isInterrupted ? "interrupted after " : ""
    let rest = isInterrupted && canGoOn ? "; run the same command to go on" : ""
    return StyledText("\(verb)\(count) in \(DurationText.elapsed(elapsed))\(rest)")
  }

  /// A running cell, on one line of at most `columns`.
  ///
  /// Where room is short, the rate goes first, then accuracy, loss and the bar; then the name is cut.
  static func status(_ cell: CellProgress, at time: Double, columns: Int) -> StyledText {
    if let activity = cell.activity {
      return fitted(head(cell), [StyledText("  " + activity, .dim)], columns: columns)
    }
    let left = DurationText.clock(cell.secondsLeft(at: time)) + " left"
    let rate = cell.examplesPerSecond.map {
      "\(ValueFormat.fixed($0, digits: $0 < 10 ? 1 : 0)) ex/s"
    }
    let bar = bar(cell.fraction, columns: 12)
    let accuracy = accuracy(cell.evaluation?.accuracy ?? cell.accuracy)
    return fitted(
      head(cell),
      [
        StyledText("  ") + bar,
        StyledText("  \(cell.step)/\(cell.cell.steps)"),
        StyledText("  " + left),
        StyledText(loss(cell.loss).isEmpty ? "" : "  " + loss(cell.loss)),
        StyledText(accuracy.isEmpty ? "" : "  " + accuracy),
        StyledText(rate.map { "  " + $0 } ?? "", .dim),
      ],
      dropping: [5, 4, 3, 0, 2], columns: columns)
  }

  /// The line of the whole experiment.
  static func overall(
    _ cells: [CellProgress], elapsed: Double, at time: Double, columns: Int
  ) -> StyledText {
    let total = ProgressTotal(cells, elapsed: elapsed)
    return fitted(
      StyledText("all", .bold),
      [
        StyledText("  ") + bar(total.share, columns: 12),
        StyledText("  \(total.ended)/\(total.toCompute) cells"),
        StyledText("  \(DurationText.clock(total.secondsLeft)) left"),
        StyledText("  \(DurationText.clock(elapsed)) so far", .dim),
      ],
      dropping: [3, 0, 1], columns: columns)
  }

  // MARK: Pieces

  private static func head(_ cell: CellProgress) -> StyledText {
    let width = "\(cell.total)".count
    let number = "\(cell.number)".paddedLeft(toColumns: width)
    return StyledText("[\(number)/\(cell.total)] ", .dim) + StyledText(cell.cell.name)
  }

  private static func loss(_ value: Double?) -> String {
    value.map { "loss " + ValueFormat.fixed($0, digits: 3) } ?? ""
  }

  private static func accuracy(_ value: Double?) -> String {
    value.map { "acc " + ValueFormat.percent(digits: 1).text($0) + " %" } ?? ""
  }

  private static func bar(_ fraction: Double, columns: Int) -> StyledText {
    let filled = Int((min(max(fraction, 0), 1) * Double(columns)).rounded(.down))
    var bar = StyledText(String(repeating: "━", count: filled), TextStyle(color: .cyan))
    bar.append(String(repeating: "╌", count: columns - filled), .dim)
    return bar
  }

  /// A head and parts on one line: parts are left out in the order of `dropping` until the line fits.
  private static func fitted(
    _ head: StyledText, _ parts: [StyledText], dropping: [Int] = [], columns: Int
  ) -> StyledText {
    var parts = parts
    func width() -> Int { parts.reduce(0) { $0 + $1.width } }
    for index in dropping where head.width + width() > columns {
      parts[index] = StyledText()
    }
    let room = columns - width()
    var line = head
    if head.width > room { line = StyledText(head.text.truncated(toColumns: max(room, 1))) }
    for part in parts { line.append(part) }
    return line.width <= columns ? line : line.broken(atColumns: columns).first ?? StyledText()
  }
}
