import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One call of the operating system that a test lets fail, to see what becomes of the results.
///
/// Calls are counted in the order in which they are made; the one of the given number fails, all others are real. Or all calls of some
/// kinds fail, as where a file system does not have them.
package final class PlannedFault: Sendable {
  /// The fault that calls of this task meet; none outside of tests.
  @TaskLocal package static var current: PlannedFault?

  package enum Step: String, Sendable, Hashable, CaseIterable {
    case open, create, read, write, status, synchronize, rename, remove, makeFolder, list, lock
  }

  package enum Kind: Sendable, Hashable {
    /// The call fails with this errno.
    case error(Int32)
    /// The process ends before the call, as if its plug were pulled.
    case death
  }

  /// A call that failed.
  package struct Struck: Sendable, Hashable {
    package var step: Step
    package var path: String
  }

  private struct State {
    var calls = 0
    var struck: Struck?
  }
  private let number: Int?
  private let steps: Set<Step>
  private let kind: Kind
  private let state = Mutex(State())

  /// Lets the call of that number fail, counted from 0; a number beyond the last makes this a mere
  /// counter.
  package init(at number: Int, _ kind: Kind) {
    self.number = number
    steps = []
    self.kind = kind
  }

  /// Every call of these kinds fails.
  package init(every steps: Set<Step>, _ kind: Kind) {
    number = nil
    self.steps = steps
    self.kind = kind
  }

  /// Number of calls so far.
  package var calls: Int { state.withLock { $0.calls } }

  /// The call that failed; nil where there were fewer calls.
  package var struck: Struck? { state.withLock { $0.struck } }

  /// The errno with which a call is to fail; nil where it is to be made.
  func strike(_ step: Step, path: String) -> Int32? {
    let strikes = state.withLock { state in
      defer { state.calls += 1 }
      guard state.calls == number || steps.contains(step) else { return false }
      state.struck = Struck(step: step, path: path)
      return true
    }
    guard strikes else { return nil }
    switch kind {
    case .error(let code): return code
    case .death:
      kill(getpid(), SIGKILL)
      return EINTR
    }
  }
}
