import Foundation

/// Wakes a thread that waits for what others bring, without polling.
package final class Wakeup: @unchecked Sendable {
  // `isCalled` is read and written under the condition's lock alone.
  private let condition = NSCondition()
  private var isCalled = false

  package init() {}

  /// Wakes the waiting thread, or the next one that waits.
  package func call() {
    condition.lock()
    isCalled = true
    condition.signal()
    condition.unlock()
  }

  /// Returns at the next call, at once after one that nobody waited for, and at the latest after so many seconds.
  package func wait(atMost seconds: Double) {
    let end = Date(timeIntervalSinceNow: seconds)
    condition.lock()
    while !isCalled, condition.wait(until: end) {}
    isCalled = false
    condition.unlock()
  }
}
