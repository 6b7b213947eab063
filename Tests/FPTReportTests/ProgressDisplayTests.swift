import Testing

@testable import FPTReport

@Suite("Progress")
struct ProgressDisplayTests {
  private static let cells = [
    ProgressCell(name: "bit_xor · language · 0", steps: 400),
    ProgressCell(name: "bit_xor · random · 0", steps: 400, isStored: true),
    ProgressCell(name: "fashion_mnist · language · 0", steps: 600, cost: 1_200),
  ]

  /// Events of a small experiment and the second of each.
  private static let events: [(Double, ProgressEvent)] = [
    (0, .planned(cells)),
    (0, .activity(cell: 0, "loading weights")),
    (1, .started(cell: 0, atStep: 0)),
    (2, .step(cell: 0, ProgressSample(step: 100, loss: 0.6931, examples: 1_600))),
    (3, .evaluated(cell: 0, step: 100, split: "test", loss: 0.69, accuracy: 0.5)),
    (5, .step(cell: 0, ProgressSample(step: 200, loss: 0.25, accuracy: 0.9, examples: 3_200))),
    (20, .evaluated(cell: 0, step: 200, split: "test", loss: 0.2, accuracy: 0.912)),
    (21, .finished(cell: 0, .done(summary: "accuracy 99.6 %"))),
    (21, .started(cell: 2, atStep: 300)),
    (22, .message("checkpoint of another processor: its cell starts again")),
    (25, .finished(cell: 2, .failed("loss is not a number"))),
    (26, .ended(isInterrupted: false)),
  ]

  @Test("plain lines, evaluations at most every ten seconds")
  func plain() {
    var display = ProgressDisplay(mode: .plain)
    let text = Self.events.map { display.update($0.1, at: $0.0) }.joined()
    #expect(
      text == """
        3 cells, 1 stored already
        [1/3] bit_xor · language · 0  started, 400 steps
        [1/3] bit_xor · language · 0  step 200/400  test loss 0.200 acc 91.2 %
        ✓ [1/3] bit_xor · language · 0  accuracy 99.6 %  20 s
        [3/3] fashion_mnist · language · 0  started, 600 steps, going on at step 300
        checkpoint of another processor: its cell starts again
        ✗ [3/3] fashion_mnist · language · 0  failed: loss is not a number  4.0 s
        2 cells in 26 s

        """)
  }

  @Test("a terminal shows the running cell and the whole, rewritten in place")
  func live() {
    var display = ProgressDisplay(mode: .live(columns: 100, color: true))
    var screen = TerminalScreen(columns: 100)
    for (time, event) in Self.events.prefix(6) { screen.show(display.update(event, at: time)) }
    #expect(!screen.isCursorVisible)
    #expect(
      screen.lines == [
        "3 cells, 1 stored already",
        "[1/3] bit_xor · language · 0  ━━━━━━╌╌╌╌╌╌  200/400  0:04 left  loss 0.250  acc 50.0 %"
          + "  800 ex/s",
        "all  ━╌╌╌╌╌╌╌╌╌╌╌  0/2 cells  0:35 left  0:05 so far",
      ])
    for (time, event) in Self.events.dropFirst(6) { screen.show(display.update(event, at: time)) }
    #expect(
      screen.lines == [
        "3 cells, 1 stored already",
        "✓ [1/3] bit_xor · language · 0  accuracy 99.6 %  20 s",
        "checkpoint of another processor: its cell starts again",
        "✗ [3/3] fashion_mnist · language · 0  failed: loss is not a number  4.0 s",
        "2 cells in 26 s",
        "",
      ])
    #expect(screen.isCursorVisible)
    #expect(screen.unknown.isEmpty)
  }

  @Test("status lines never reach the last column", arguments: [12, 20, 33, 47, 60, 79, 80, 120])
  func neverWraps(columns: Int) {
    var display = ProgressDisplay(mode: .live(columns: columns, color: true))
    var screen = TerminalScreen(columns: columns)
    let wide = (0..<9).map { ProgressCell(name: "凍結 · 日本語 · \($0)", steps: 1_000_000) }
    _ = display.update(.planned(wide), at: 0)
    for cell in wide.indices {
      screen.show(display.update(.started(cell: cell, atStep: 0), at: Double(cell)))
      let sample = ProgressSample(step: 123_456, loss: 1e9, accuracy: 1, examples: 1 << 40)
      screen.show(display.update(.step(cell: cell, sample), at: Double(cell) + 0.5))
    }
    #expect(screen.overflows.isEmpty)
    #expect(screen.lines.count == ProgressDisplay.mostCellLines + 2)
  }

  @Test("steps redraw at most ten times a second, other events at once")
  func rate() {
    var display = ProgressDisplay(mode: .live(columns: 80, color: false))
    _ = display.update(.planned(Self.cells), at: 0)
    _ = display.update(.started(cell: 0, atStep: 0), at: 0)
    let drawn = (1...1_000).filter { step in
      let sample = ProgressSample(step: step % 400, examples: step)
      return !display.update(.step(cell: 0, sample), at: Double(step) / 1_000).isEmpty
    }
    #expect((9...10).contains(drawn.count))
    #expect(!display.update(.message("now"), at: 1.0001).isEmpty)
    #expect(display.tick(at: 1.0002).isEmpty)
    #expect(display.tick(at: 2).contains("0:0"))
  }

  @Test("an interrupt leaves a visible cursor, no status line and the way to go on")
  func interrupt() {
    var display = ProgressDisplay(mode: .live(columns: 80, color: false))
    var screen = TerminalScreen(columns: 80)
    for (time, event) in Self.events.prefix(6) { screen.show(display.update(event, at: time)) }
    screen.show(display.update(.finished(cell: 0, .interrupted(step: 200)), at: 6))
    screen.show(display.update(.ended(isInterrupted: true), at: 6))
    #expect(screen.isCursorVisible)
    #expect(
      screen.lines.dropFirst() == [
        "‖ [1/3] bit_xor · language · 0  interrupted, kept at step 200  5.0 s",
        "interrupted after 0 cells in 6.0 s; run the same command to go on", "",
      ])
    #expect(display.update(.message("late"), at: 7).isEmpty)
  }

  @Test("events about cells nobody planned change nothing")
  func unplanned() {
    var display = ProgressDisplay(mode: .plain)
    #expect(display.update(.started(cell: 3, atStep: 0), at: 0).isEmpty)
    #expect(display.update(.step(cell: -1, ProgressSample(step: 1)), at: 0).isEmpty)
    #expect(display.update(.finished(cell: 0, .done(summary: "")), at: 0).isEmpty)
  }

  @Test(
    "durations",
    arguments: [
      (0.0, "0:00"), (7.4, "0:07"), (59.6, "1:00"), (751, "12:31"), (10_965, "3:02:45"),
      (187_200, "2 d 4 h"), (.nan, "–:––"), (-1, "–:––"), (1e12, "–:––"),
    ])
  func clock(seconds: Double, text: String) {
    #expect(DurationText.clock(seconds) == text)
  }

  @Test("a writer shows events from many threads one at a time")
  func writer() async {
    let output = Transcript()
    let writer = ProgressWriter(mode: .plain, clock: { 0 }, write: { output.append($0) })
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<50 {
        group.addTask { writer.report(.message("message \(number)")) }
      }
    }
    let lines = output.text.split(separator: "\n").map(String.init)
    #expect(Set(lines) == Set((0..<50).map { "message \($0)" }))
    #expect(lines.count == 50)
  }
}
