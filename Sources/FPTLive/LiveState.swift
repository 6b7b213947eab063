import FPTReport

/// What the page shows and what can be asked of it, as a value: events go in, orders come out.
///
/// It has no clock, file or thread of its own, so the same events give the same page.
package struct LiveState: Sendable {
  /// When runs begin.
  package enum Mode: String, Sendable, CaseIterable {
    /// When somebody asks.
    case asked
    /// After each save that leaves something to compute.
    case onSave = "on-save"
    /// Never.
    case never
  }

  package enum Event: Sendable {
    /// A file that the experiment is made of is another, is gone or is back.
    case changed
    case checked(LiveCheck)
    /// The notebook with the results so far.
    case showed(Notebook)
    case unshown(String)
    case askedToRun, askedToStop
    case progress(ProgressEvent)
    case ended(LiveEnd)
    /// The program is to end.
    case quit
  }

  package enum Order: Sendable {
    case check
    case show(@Sendable () throws -> Notebook)
    case run(@Sendable (LiveRunning) -> LiveEnd)
    /// The run that is going on is to wind up.
    case stop
    /// Nothing runs any more.
    case leave
  }

  /// A run, from its beginning until another one.
  struct Run: Sendable {
    var display = ProgressDisplay(mode: .plain)
    var curves = LiveCurves()
    /// Lines about cells that ended, and what else has to be told.
    var lines: [String] = []
    var isStopping = false
    /// Whether the text has changed since it began.
    var isOfEarlierText = false
    var end: LiveEnd?
  }

  /// Lines of a run that are kept.
  static let mostLines = 200

  package let file: String
  package let mode: Mode
  package private(set) var isChecking = false
  package private(set) var check: LiveCheck?
  /// The last check without errors.
  private var good: LiveCheck?
  package private(set) var notebook: Notebook?
  private(set) var current: Run?
  private var runsNext = false
  package private(set) var isLeaving = false
  /// Raised by each change of what is shown, and by each change of the notebook.
  package private(set) var revision = 0
  package private(set) var notebookRevision = 0

  package init(file: String, mode: Mode) {
    self.file = file
    self.mode = mode
  }

  package var isRunning: Bool { current != nil && current?.end == nil }

  /// Whether the run that is going on was asked to wind up.
  package var isStopping: Bool { isRunning && current?.isStopping == true }

  /// Whether the text has changed since the run that is going on began.
  package var runsEarlierText: Bool { isRunning && current?.isOfEarlierText == true }

  /// How the last run ended; nil where none has, or one is going on.
  package var end: LiveEnd? { current?.end }

  /// What the run that is going on, or was the last, told line by line.
  package var lines: [String] { current?.lines ?? [] }

  /// Whether the notebook is of a text before the one that is there, which has errors or is gone.
  package var isStale: Bool {
    guard let check, notebook != nil else { return false }
    return check.notebook == nil
  }

  /// Whether a run can be asked for now.
  package var canRun: Bool {
    mode != .never && !isRunning && !isLeaving && check?.run != nil && (check?.toCompute ?? 0) > 0
  }

  /// Takes one event, at a time in seconds on any clock that only goes forward.
  package mutating func apply(_ event: Event, at time: Double) -> [Order] {
    revision += 1
    switch event {
    case .changed:
      guard !isLeaving else { return [] }
      isChecking = true
      return [.check]
    case .checked(let found): return take(found)
    case .showed(let shown):
      if shown != notebook {
        notebook = shown
        notebookRevision += 1
      }
      return []
    case .unshown(let reason):
      if check?.troubles.contains(reason) == false { check?.troubles.append(reason) }
      return []
    case .askedToRun: return askToRun()
    case .askedToStop:
      runsNext = false
      return stop()
    case .progress(let event): return record(event, at: time)
    case .ended(let end): return finish(end, at: time)
    case .quit:
      isLeaving = true
      return isRunning ? stop() : [.leave]
    }
  }

  private mutating func take(_ found: LiveCheck) -> [Order] {
    isChecking = false
    // Nothing is said twice: a file that was touched is what it was.
    let isSameText = found.sources == check?.sources && check != nil
    check = found
    if isRunning, !isSameText { current?.isOfEarlierText = true }
    guard let show = found.notebook else { return [] }
    good = found
    var orders = [Order.show(show)]
    if mode == .onSave, found.toCompute > 0, found.errors == 0 {
      if !isRunning { orders += askToRun() } else if !isSameText { runsNext = true }
    }
    return orders
  }

  private mutating func askToRun() -> [Order] {
    if isRunning, current?.isOfEarlierText == true, mode != .never, !isLeaving {
      runsNext = true
      return stop()
    }
    guard canRun, let run = check?.run else { return [] }
    current = Run()
    return [.run(run)]
  }

  private mutating func stop() -> [Order] {
    guard isRunning, current?.isStopping == false else { return [] }
    current?.isStopping = true
    return [.stop]
  }

  private mutating func record(_ event: ProgressEvent, at time: Double) -> [Order] {
    guard isRunning else { return [] }
    let text = current?.display.update(event, at: time) ?? ""
    current?.curves.record(event)
    switch event {
    case .finished, .message:
      current?.lines += text.split(separator: "\n").map(String.init)
      if let count = current?.lines.count, count > Self.mostLines {
        current?.lines.removeFirst(count - Self.mostLines)
      }
    default: return []
    }
    guard case .finished = event, let show = good?.notebook else { return [] }
    return [.show(show)]
  }

  private mutating func finish(_ end: LiveEnd, at time: Double) -> [Order] {
    guard isRunning else { return [] }
    current?.end = end
    if isLeaving { return [.leave] }
    // What is left to compute, and what the page shows, is another now.
    isChecking = true
    return [.check]
  }

  /// After the check that follows a run, the next one, where the text had changed meanwhile.
  package mutating func takeNext() -> [Order] {
    guard runsNext, !isRunning, !isChecking, !isLeaving else { return [] }
    runsNext = false
    revision += 1
    return askToRun()
  }
}
