/// Shows the progress of an experiment as text: events and the time go in, what to print comes out.
///
/// In a terminal a few lines are rewritten in place, one for every running cell and one for the
/// whole; each ended cell leaves one line behind. Elsewhere every line stays: one at the start and
/// end of each cell, and evaluations in between at most every `plainInterval` seconds.
///
/// A value without clock, terminal or output of its own, so the same events give the same text.
package struct ProgressDisplay: Sendable {
  package enum Mode: Sendable, Hashable {
    /// A terminal of a number of columns whose lines may be rewritten.
    case live(columns: Int, color: Bool)
    /// A file, a pipe or a terminal that cannot move its cursor.
    case plain
  }

  /// Shortest time between two rewritings, in seconds.
  package static let liveInterval = 0.1
  /// Shortest time between two lines about evaluations of one cell in plain mode, in seconds.
  package static let plainInterval = 10.0
  /// Running cells that get a line of their own.
  package static let mostCellLines = 4

  /// May change between events, when the user resizes the terminal.
  package var mode: Mode
  private(set) var cells: [CellProgress] = []
  private var linesShown = 0
  private var lastDrawn = -Double.infinity
  private(set) var startTime: Double?
  private var isCursorHidden = false
  private var hasEnded = false

  package init(mode: Mode) {
    self.mode = mode
  }

  /// Takes one event at a time in seconds on any clock that only goes forward.
  ///
  /// Events about cells that were not planned are left out, as is everything after `ended` or `abandoned`.
  /// - Returns: What to print now, escape sequences included; often empty.
  package mutating func update(_ event: ProgressEvent, at time: Double) -> String {
    guard !hasEnded else { return "" }
    if startTime == nil { startTime = time }
    let lines = record(event, at: time)
    guard case .live(let columns, let color) = mode else {
      return lines.map { $0.encoded(color: false) + "\n" }.joined()
    }
    if hasEnded { return erase() + print(lines, color: color) + showCursor() }
    let isUrgent: Bool
    if case .step = event { isUrgent = false } else { isUrgent = true }
    guard isUrgent || time - lastDrawn >= Self.liveInterval else { return "" }
    lastDrawn = time
    let status = statusLines(at: time, columns: columns)
    var output = hideCursor() + erase() + print(lines, color: color)
    output += status.map { $0.encoded(color: color) }.joined(separator: "\n")
    linesShown = status.count
    return output
  }

  /// The time passed; redraws, so that times left go on while a step takes long.
  package mutating func tick(at time: Double) -> String {
    guard case .live(let columns, let color) = mode, !hasEnded, linesShown > 0,
      time - lastDrawn >= Self.liveInterval
    else { return "" }
    lastDrawn = time
    let status = statusLines(at: time, columns: columns)
    let output = erase() + status.map { $0.encoded(color: color) }.joined(separator: "\n")
    linesShown = status.count
    return output
  }

  /// What a signal handler may write when nothing else can run: shows the cursor, on a new line.
  package static let rescue = "\u{1B}[?25h\n"

  // MARK: Terminal control

  private func print(_ lines: [StyledText], color: Bool) -> String {
    lines.map { $0.encoded(color: color) + "\n" }.joined()
  }

  /// Removes the status lines; the cursor then stands where the first of them began.
  private mutating func erase() -> String {
    guard linesShown > 0 else { return "" }
    defer { linesShown = 0 }
    let up = linesShown > 1 ? "\u{1B}[\(linesShown - 1)A" : ""
    return "\r" + up + "\u{1B}[J"
  }

  private mutating func hideCursor() -> String {
    guard !isCursorHidden else { return "" }
    isCursorHidden = true
    return "\u{1B}[?25l"
  }

  private mutating func showCursor() -> String {
    guard isCursorHidden else { return "" }
    isCursorHidden = false
    return "\u{1B}[?25h"
  }

  // MARK: Events

  /// Updates the state; the lines that the event leaves behind.
  private mutating func record(_ event: ProgressEvent, at time: Double) -> [StyledText] {
    let isPlain = mode == .plain
    switch event {
    case .planned(let planned):
      cells = planned.enumerated().map { CellProgress($1, number: $0 + 1, of: planned.count) }
      return ProgressLine.plan(planned)
    case .started(let index, let step):
      return change(index) { cell in
        cell.start(atStep: step, time: time)
        return isPlain ? [ProgressLine.start(cell)] : []
      }
    case .step(let index, let sample):
      return change(index) { cell in
        cell.record(sample, time: time)
        return []
      }
    case .evaluated(let index, let step, let split, let loss, let accuracy):
      return change(index) { cell in
        cell.evaluation = (split, loss, accuracy)
        let isDue = time - cell.lastReported >= Self.plainInterval
        guard isPlain, isDue else { return [] }
        cell.lastReported = time
        return [ProgressLine.evaluation(cell, step: step)]
      }
    case .activity(let index, let text):
      return change(index) { cell in
        cell.activity = text
        return []
      }
    case .finished(let index, let outcome):
      return change(index) { cell in
        let line = ProgressLine.end(cell, outcome, at: time)
        // An interrupted cell is one that is still to be done.
        if case .interrupted = outcome { cell.phase = .waiting } else { cell.phase = .ended }
        return [line]
      }
    case .message(let text):
      return [StyledText(text)]
    case .ended(let isInterrupted, let canGoOn):
      hasEnded = true
      return [
        ProgressLine.total(
          cells, elapsed: time - (startTime ?? time), isInterrupted, canGoOn: canGoOn)
      ]
    case .abandoned:
      hasEnded = true
      return []
    }
  }

  private mutating func change(
    _ index: Int, _ body: (inout CellProgress) -> [StyledText]
  ) -> [StyledText] {
    guard cells.indices.contains(index) else { return [] }
    return body(&cells[index])
  }

  // MARK: Status

  private func statusLines(at time: Double, columns: Int) -> [StyledText] {
    // The last column stays free: some terminals wrap as soon as it is written.
    let limit = max(columns - 1, 10)
    let running = cells.filter { $0.phase == .running }
    var lines = running.prefix(Self.mostCellLines).map {
      ProgressLine.status($0, at: time, columns: limit)
    }
    if running.count > Self.mostCellLines {
      let more = "and \(running.count - Self.mostCellLines) more cells"
      lines.append(StyledText(more.truncated(toColumns: limit), .dim))
    }
    if cells.count > 1, !running.isEmpty {
      let elapsed = time - (startTime ?? time)
      lines.append(ProgressLine.overall(cells, elapsed: elapsed, at: time, columns: limit))
    }
    return lines
  }
}
