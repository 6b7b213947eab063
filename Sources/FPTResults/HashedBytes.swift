import FPTDigest
import Synchronization

/// Counts the bytes of files and values that are hashed, for tests of the promise that each is hashed once.
package final class HashedBytes: Sendable {
  /// The counter of this task; none but in tests.
  @TaskLocal package static var counter: HashedBytes?

  private let total = Atomic<Int>(0)
  package init() {}

  package var count: Int { total.load(ordering: .relaxed) }
  func add(_ count: Int) { total.add(count, ordering: .relaxed) }
}

extension MessageHash {
  /// Adds bytes of a file or of an array, which ``HashedBytes`` counts.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    HashedBytes.counter?.add(bytes.count)
    update(bytes)
  }
}
