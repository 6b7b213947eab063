import FPTLive
import FPTReport
import FPTResults
import FPTScript
import Synchronization
import Testing

/// Events in, orders and words out: no file, clock, socket or thread.
@Suite struct LiveStateTests {
  /// A check of a text that has so many cells left to compute.
  static func check(_ text: String, toCompute: Int = 2, errors: Int = 0) -> LiveCheck {
    var check = LiveCheck()
    check.sources = [SourceFile(path: "a.fpt", text: text)]
    check.diagnostics = (0..<errors).map { Diagnostic(message: "wrong \($0)") }
    if errors == 0 {
      (check.cells, check.toCompute) = (2, toCompute)
      check.notebook = { Notebook(title: text) }
      check.run = { _ in LiveEnd(.done, ["done"]) }
    }
    return check
  }

  private static func names(_ orders: [LiveState.Order]) -> [String] {
    orders.map { order in
      switch order {
      case .check: "check"
      case .show: "show"
      case .run: "run"
      case .stop: "stop"
      case .leave: "leave"
      }
    }
  }

  /// A state after events, and the orders that the last of them gave.
  private static func after(
    _ events: [LiveState.Event], mode: LiveState.Mode = .asked
  ) -> (state: LiveState, orders: [String]) {
    var state = LiveState(file: "a.fpt", mode: mode)
    var orders: [LiveState.Order] = []
    for event in events { orders = state.apply(event, at: 0) + state.takeNext() }
    return (state, names(orders))
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var mode = LiveState.Mode.asked
    var events: [LiveState.Event]
    var orders: [String]
    var headline: String
    var detail: String
    var testDescription: String { name }
  }

  static let done = LiveState.Event.ended(LiveEnd(.done, ["done"]))
  static let cases: [Case] = [
    Case(
      name: "nothing yet", events: [.changed], orders: ["check"], headline: "Checking", detail: ""),
    Case(
      name: "checked", events: [.changed, .checked(check("1"))], orders: ["show"],
      headline: "Nothing wrong", detail: "2 cells, 2 to compute"),
    Case(
      name: "wrong", events: [.changed, .checked(check("1", errors: 1))], orders: [],
      headline: "1 error", detail: ""),
    Case(
      name: "wrong after a good text",
      events: [
        .checked(check("1")), .showed(Notebook(title: "1")), .checked(check("2", errors: 2)),
      ], orders: [], headline: "2 errors", detail: "Below is the last text without errors."),
    Case(
      name: "asked to run", events: [.checked(check("1")), .askedToRun], orders: ["run"],
      headline: "Running", detail: ""),
    Case(
      name: "asked to run what is wrong", events: [.checked(check("1", errors: 1)), .askedToRun],
      orders: [], headline: "1 error", detail: ""),
    Case(
      name: "asked twice", events: [.checked(check("1")), .askedToRun, .askedToRun], orders: [],
      headline: "Running", detail: ""),
    Case(
      name: "asked where nothing is left",
      events: [.checked(check("1", toCompute: 0)), .askedToRun],
      orders: [], headline: "Nothing wrong", detail: "2 cells, nothing left to compute"),
    Case(
      name: "never", mode: .never, events: [.checked(check("1")), .askedToRun], orders: [],
      headline: "Nothing wrong", detail: "2 cells, 2 to compute"),
    Case(
      name: "saved during a run",
      events: [.checked(check("1")), .askedToRun, .checked(check("2"))],
      orders: ["show"], headline: "Running",
      detail: "The file has changed; the run goes on with the text it began with."),
    Case(
      name: "touched during a run",
      events: [.checked(check("1")), .askedToRun, .checked(check("1"))], orders: ["show"],
      headline: "Running", detail: ""),
    Case(
      name: "the new text asked for during a run",
      events: [.checked(check("1")), .askedToRun, .checked(check("2")), .askedToRun],
      orders: ["stop"], headline: "Stopping",
      detail: "It winds up after this step and keeps what it has."),
    Case(
      name: "and then run",
      events: [
        .checked(check("1")), .askedToRun, .checked(check("2")), .askedToRun,
        .ended(LiveEnd(.stopped, ["interrupted"])), .checked(check("2")),
      ], orders: ["show", "run"], headline: "Running", detail: ""),
    Case(
      name: "stopped",
      events: [
        .checked(check("1")), .askedToRun, .askedToStop, .ended(LiveEnd(.stopped, ["interrupted"])),
        .checked(check("1", toCompute: 1)),
      ], orders: ["show"], headline: "Stopped",
      detail: "What was computed is kept. 2 cells, 1 to compute"),
    Case(
      name: "done", events: [.checked(check("1")), .askedToRun, done], orders: ["check"],
      headline: "Nothing wrong", detail: "2 cells, 2 to compute"),
    Case(
      name: "done and checked",
      events: [.checked(check("1")), .askedToRun, done, .checked(check("1", toCompute: 0))],
      orders: ["show"], headline: "Done", detail: "2 cells, nothing left to compute"),
    Case(
      name: "failed",
      events: [
        .checked(check("1")), .askedToRun,
        .ended(LiveEnd(.failed, ["no room on the disk", "not complete: 1 cell failed"])),
        .checked(check("1")),
      ], orders: ["show"], headline: "Not complete", detail: "not complete: 1 cell failed"),
    Case(
      name: "on every save", mode: .onSave, events: [.checked(check("1"))],
      orders: ["show", "run"], headline: "Running", detail: ""),
    Case(
      name: "saved during a run on every save", mode: .onSave,
      events: [.checked(check("1")), .checked(check("2")), done, .checked(check("2"))],
      orders: ["show", "run"], headline: "Running", detail: ""),
    Case(
      name: "gone",
      events: [.checked(check("1")), .showed(Notebook(title: "1")), .checked(gone)],
      orders: [], headline: "The file is gone", detail: "The page goes on when it is back."),
    Case(
      name: "gone during a run", events: [.checked(check("1")), .askedToRun, .checked(gone)],
      orders: [], headline: "The file is gone",
      detail: "The page goes on when it is back; the run goes on."),
    Case(
      name: "to end with nothing going on", events: [.checked(check("1")), .quit],
      orders: ["leave"], headline: "Nothing wrong", detail: "2 cells, 2 to compute"),
    Case(
      name: "to end during a run", events: [.checked(check("1")), .askedToRun, .quit],
      orders: ["stop"], headline: "Stopping",
      detail: "It winds up after this step and keeps what it has."),
    Case(
      name: "ended with the run",
      events: [.checked(check("1")), .askedToRun, .quit, .ended(LiveEnd(.stopped, ["x"]))],
      orders: ["leave"], headline: "Stopped",
      detail: "What was computed is kept. 2 cells, 2 to compute"),
  ]

  static var gone: LiveCheck {
    var check = LiveCheck()
    check.isFileThere = false
    check.diagnostics = [Diagnostic(message: "a.fpt does not exist")]
    return check
  }

  @Test(arguments: cases)
  func orders(_ test: Case) {
    let (state, orders) = Self.after(test.events, mode: test.mode)
    #expect(orders == test.orders)
    let text = StatusText(state)
    #expect(text.headline == test.headline)
    #expect(text.detail == test.detail)
  }

  /// An error keeps the last good notebook, dimmed; the mended text takes its place.
  @Test func keepsTheLastGoodNotebook() {
    var (state, _) = Self.after([.checked(Self.check("1")), .showed(Notebook(title: "1"))])
    #expect(!state.isStale && state.notebookRevision == 1)
    _ = state.apply(.checked(Self.check("2", errors: 1)), at: 1)
    #expect(state.isStale && state.notebook?.title == "1" && state.notebookRevision == 1)
    _ = state.apply(.checked(Self.check("3")), at: 2)
    _ = state.apply(.showed(Notebook(title: "3")), at: 3)
    #expect(!state.isStale && state.notebook?.title == "3" && state.notebookRevision == 2)
    // The same notebook is no news to the page.
    _ = state.apply(.showed(Notebook(title: "3")), at: 4)
    #expect(state.notebookRevision == 2)
  }

  /// However long a run takes, what is kept of it is bounded.
  @Test func keepsABoundedPartOfARun() {
    var (state, _) = Self.after([.checked(Self.check("1")), .askedToRun])
    let cells = (0..<500).map { ProgressCell(name: "cell \($0)", steps: 10) }
    _ = state.apply(.progress(.planned(cells)), at: 0)
    for cell in 0..<500 {
      _ = state.apply(.progress(.started(cell: cell, atStep: 0)), at: 0)
      for step in 1...40 {
        _ = state.apply(
          .progress(.step(cell: cell, ProgressSample(step: step, loss: 1))), at: 0)
      }
      let orders = state.apply(
        .progress(.finished(cell: cell, .done(summary: "accuracy 50 %"))), at: 1)
      #expect(Self.names(orders) == ["show"])
    }
    #expect(state.lines.count == 200)
    #expect(state.lines.last?.contains("cell 499  accuracy 50 %") == true)
  }
}

/// Changes of files: coalesced, and none lost.
@Suite struct FileWatcherTests {
  /// Marks of files as a test sets them.
  final class Disk: Sendable {
    private let marks = Mutex<[String: FileMark]>([:])
    subscript(path: String) -> FileMark {
      get { marks.withLock { $0[path] ?? .absent } }
      set { marks.withLock { $0[path] = newValue } }
    }
  }

  @Test func waitsUntilFilesRest() {
    let disk = Disk()
    var watcher = FileWatcher { disk[$0] }
    func changes(at time: Double) -> Bool { watcher.hasChanged(at: time) }
    watcher.watch(["a": .absent])
    #expect(!changes(at: 0))
    disk["a"] = .folder([:])
    #expect(!changes(at: 1))
    #expect(!changes(at: 1.05))
    #expect(changes(at: 1.1))
    #expect(!changes(at: 2))
    // What is as it was before anybody looked is no change.
    disk["a"] = .absent
    #expect(!changes(at: 3))
    disk["a"] = .folder([:])
    #expect(!changes(at: 3.05) && !changes(at: 3.2))
  }

  /// Somebody who saves without a pause sees a check every second all the same.
  @Test func doesNotWaitForEver() {
    let disk = Disk()
    var watcher = FileWatcher { disk[$0] }
    watcher.watch(["a": .absent])
    var changes = 0
    for tick in 0..<100 {
      disk["a"] = tick.isMultiple(of: 2) ? .folder([:]) : .folder(["x": Self.someState])
      if watcher.hasChanged(at: Double(tick) * 0.05) { changes += 1 }
    }
    #expect((3...6).contains(changes))
  }

  private static let someState = FileState(of: "/")!

  /// A change between reading a file and looking at it again is not lost.
  @Test func comparesWithWhatWasRead() {
    let disk = Disk()
    disk["a"] = .folder([:])
    var watcher = FileWatcher { disk[$0] }
    func changes(at time: Double) -> Bool { watcher.hasChanged(at: time) }
    watcher.watch(["a": .absent])
    #expect(!changes(at: 0))
    #expect(changes(at: 0.1))
  }
}

@Suite struct AccessTokenTests {
  @Test func areRandomAndLong() {
    let tokens = Set((0..<100).map { _ in AccessToken() })
    #expect(tokens.count == 100)
    #expect(tokens.allSatisfy { $0.text.count == 32 && $0.text.allSatisfy(\.isHexDigit) })
  }

  @Test func matchThemselvesAlone() {
    let token = AccessToken()
    #expect(token.matches(token.text))
    for other in ["", String(token.text.dropLast()), token.text + "0", AccessToken().text] {
      #expect(!token.matches(other))
    }
  }
}
