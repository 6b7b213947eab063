import FPTRun
import Foundation
import Synchronization

/// The cells that the process which started this one asks for, one a line of standard input.
///
/// The input ends with that process, or where it wants no more. A cell that is being computed then winds up.
final class CellOrders: Sendable {
  private struct State {
    var orders: [CellOrder] = []
    var isAtEnd = false
  }
  private let state = Mutex(State())
  private let wakeup = Wakeup()

  /// Reads from now on, on a thread of its own.
  init() {
    Thread.detachNewThread { [self] in
      while let line = readLine() {
        // Anything else was written by no process of this program.
        guard let order = CellOrder(parsing: line) else { break }
        state.withLock { $0.orders.append(order) }
        wakeup.call()
      }
      state.withLock { $0.isAtEnd = true }
      Interrupt.windUp()
      wakeup.call()
    }
  }

  /// The next cell, for which it waits; nil where there is none, or this process is to end.
  func next() -> CellOrder? {
    while !Interrupt.isRequested {
      let (order, isAtEnd) = state.withLock { state in
        (state.orders.isEmpty ? nil : state.orders.removeFirst(), state.isAtEnd)
      }
      if let order { return order }
      if isAtEnd { return nil }
      // A signal does not call.
      wakeup.wait(atMost: 0.05)
    }
    return nil
  }
}
