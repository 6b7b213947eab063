import FPTReport
import Foundation
import Synchronization

/// A page that is open: the state that the server shows, and the work that it asks for.
///
/// One thread drives it. Requests, keys and the thread of a run only hand it events.
package final class LiveSession: Sendable {
  private struct Shared {
    var state: LiveState
    var orders: [LiveState.Order] = []
    /// The notebook as it was last rendered, with its revision.
    var content: (revision: Int, html: String)?
  }

  private let shared: Mutex<Shared>
  private let work: any LiveWork
  private let stopsRun = Atomic<Bool>(false)
  private let closed = Atomic<Bool>(false)
  private let wakeup = DispatchSemaphore(value: 0)
  private let start = ContinuousClock.now
  private let launch: @Sendable (@escaping @Sendable () -> Void) -> Void

  /// Seconds between two looks at the files.
  private static let interval = 0.05
  /// The largest share of a run's time that showing what there is so far may take.
  private static let share = 0.1

  /// Makes a session of an experiment file.
  ///
  /// `launch` runs its argument on a thread of its own.
  package init(
    file: String, mode: LiveState.Mode, work: any LiveWork,
    launch: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void = {
      Thread.detachNewThread($0)
    }
  ) {
    shared = Mutex(Shared(state: LiveState(file: file, mode: mode)))
    self.work = work
    self.launch = launch
  }

  /// What is shown at this moment.
  package var state: LiveState { shared.withLock { $0.state } }

  /// Whether nothing will change any more.
  var isClosed: Bool { closed.load(ordering: .relaxed) }

  /// Seconds since the session began: the clock of its events.
  package var time: Double { (ContinuousClock.now - start) / .seconds(1) }

  /// Hands an event in; may be called from any thread.
  package func send(_ event: LiveState.Event) {
    let time = self.time
    let hasOrders = shared.withLock { shared in
      let orders = shared.state.apply(event, at: time) + shared.state.takeNext()
      shared.orders += orders
      return !orders.isEmpty
    }
    if hasOrders { wakeup.signal() }
  }

  /// The notebook as HTML; empty before there is one.
  package var content: String {
    let (notebook, revision, known) = shared.withLock {
      ($0.state.notebook, $0.state.notebookRevision, $0.content)
    }
    if let known, known.revision == revision { return known.html }
    let html = notebook.map { HTMLPage($0).content } ?? ""
    shared.withLock { $0.content = (revision, html) }
    return html
  }

  /// Checks, shows and runs until it is asked to leave, on the calling thread.
  ///
  /// `isAskedToLeave` is asked some twenty times a second. `tell` is called with the state after each check, beginning and end of a run.
  package func drive(
    isAskedToLeave: () -> Bool, tell: (LiveState) -> Void = { _ in }
  ) {
    var watcher = FileWatcher()
    var shown = (end: -Double.infinity, seconds: 0.0)
    var show: (@Sendable () throws -> Notebook)?
    send(.changed)
    while true {
      if isAskedToLeave(), !state.isLeaving { send(.quit) }
      var orders = shared.withLock { shared in
        defer { shared.orders = [] }
        return shared.orders
      }
      // Of several checks that wait, one sees what all of them would have seen.
      if let last = orders.lastIndex(where: { if case .check = $0 { true } else { false } }) {
        orders = orders.enumerated().filter { index, order in
          if case .check = order { index == last } else { true }
        }.map(\.element)
      }
      for order in orders {
        switch order {
        case .check:
          let found = work.check()
          watcher.watch(found.files)
          send(.checked(found))
          tell(state)
        case .show(let body): show = body
        case .run(let body):
          begin(body)
          tell(state)
        case .stop: stopsRun.store(true, ordering: .relaxed)
        case .leave:
          closed.store(true, ordering: .relaxed)
          return
        }
      }
      if let body = show, time - shown.end >= shown.seconds / Self.share || !state.isRunning {
        show = nil
        let begin = time
        do { send(.showed(try body())) } catch { send(.unshown("\(error)")) }
        shown = (time, time - begin)
      }
      if watcher.hasChanged(at: time) { send(.changed) }
      _ = wakeup.wait(timeout: .now() + Self.interval)
    }
  }

  private func begin(_ body: @escaping @Sendable (LiveRunning) -> LiveEnd) {
    stopsRun.store(false, ordering: .relaxed)
    launch { [self] in
      let end = body(
        LiveRunning(
          report: { self.send(.progress($0)) },
          shouldStop: { self.stopsRun.load(ordering: .relaxed) }))
      send(.ended(end))
    }
  }
}
