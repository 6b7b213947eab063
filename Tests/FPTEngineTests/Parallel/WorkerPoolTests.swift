import Synchronization
import Testing

@testable import FPTEngine

@Suite("Worker threads")
struct WorkerPoolTests {
  /// How often each index below `count` was visited.
  static func visits(_ pool: WorkerPool, _ count: Int) -> [Int] {
    let memory = UnsafeMutablePointer<Int>.allocate(capacity: max(1, count))
    defer { memory.deallocate() }
    memory.initialize(repeating: 0, count: count)
    let total = Atomic<Int>(0)
    // Without a lock: an index that two threads visit at once is seen in the total.
    pool.run(count) { index, _ in
      memory[index] += 1
      total.add(1, ordering: .relaxed)
    }
    #expect(total.load(ordering: .relaxed) == count)
    return (0..<count).map { memory[$0] }
  }

  @Test("visit every index exactly once", arguments: 1...8)
  func everyIndexOnce(threads: Int) {
    let pool = WorkerPool(threads: threads)
    #expect(pool.threads == threads)
    for count in [0, 1, 2, 3, 7, 8, 9, 100, 1_000] {
      #expect(Self.visits(pool, count).allSatisfy { $0 == 1 }, "\(count)")
    }
  }

  @Test("a number below one means one thread", arguments: [0, -3])
  func atLeastOne(threads: Int) {
    let pool = WorkerPool(threads: threads)
    #expect(pool.threads == 1)
    #expect(Self.visits(pool, 5) == [1, 1, 1, 1, 1])
  }

  @Test(
    "thread numbers stay below the number of threads, and no two threads share one",
    arguments: [1, 2, 4, 8])
  func threadNumbers(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let isBusy = (0..<threads).map { _ in Flag() }
    let clashes = Atomic<Int>(0)
    pool.run(2_000) { _, thread in
      guard thread >= 0, thread < threads else {
        clashes.add(1, ordering: .relaxed)
        return
      }
      if isBusy[thread].raise() { clashes.add(1, ordering: .relaxed) }
      isBusy[thread].lower()
    }
    #expect(clashes.load(ordering: .relaxed) == 0)
  }

  @Test("what a region wrote is there when it returns, region after region", arguments: [2, 3, 8])
  func manyRegions(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let count = 37
    let memory = UnsafeMutablePointer<Int>.allocate(capacity: count)
    defer { memory.deallocate() }
    memory.initialize(repeating: 0, count: count)
    for region in 1...3_000 {
      pool.run(count) { index, _ in memory[index] += region }
      // The sum is read without any lock: run itself has to order it.
      if (0..<count).contains(where: { memory[$0] != region * (region + 1) / 2 }) {
        Issue.record("an index was missed or not seen in region \(region)")
        return
      }
    }
  }

  @Test("wake up again after they have gone to sleep")
  func sleeping() async throws {
    let pool = WorkerPool(threads: 3)
    for _ in 0..<5 {
      try await Task.sleep(for: .milliseconds(20))
      #expect(Self.visits(pool, 64).allSatisfy { $0 == 1 })
    }
  }

  @Test("start and stop without hanging, used or not", .timeLimit(.minutes(1)))
  func startAndStop() {
    for round in 0..<200 {
      let pool = WorkerPool(threads: 1 + round % 8)
      if round % 3 > 0 { #expect(Self.visits(pool, round % 20).allSatisfy { $0 == 1 }) }
    }
  }

  @Test("hold out for a second of regions of every size", .timeLimit(.minutes(1)))
  func stress() {
    let pool = WorkerPool(threads: 4)
    let total = Atomic<Int>(0)
    let clock = ContinuousClock()
    let end = clock.now + .seconds(1)
    var expected = 0
    var region = 0
    while clock.now < end {
      let count = region % 67
      pool.run(count) { index, _ in total.add(index + 1, ordering: .relaxed) }
      expected += count * (count + 1) / 2
      region += 1
      if total.load(ordering: .relaxed) != expected { break }
    }
    #expect(total.load(ordering: .relaxed) == expected, "after \(region) regions")
  }

  @Test("stop the program at a call from inside another, on any number of threads")
  func nesting() async {
    await #expect(processExitsWith: .failure) {
      let pool = WorkerPool(threads: 2)
      pool.run(2) { _, _ in pool.run(2) { _, _ in } }
    }
    await #expect(processExitsWith: .failure) {
      let pool = WorkerPool(threads: 1)
      pool.run(1) { _, _ in pool.run(1) { _, _ in } }
    }
    // Pools within one another are fine.
    let (outer, inner) = (WorkerPool(threads: 1), WorkerPool(threads: 2))
    outer.run(3) { _, _ in #expect(Self.visits(inner, 5) == [1, 1, 1, 1, 1]) }
  }

  @Test("pools work side by side")
  func severalPools() async {
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let pool = WorkerPool(threads: 2)
          return (0..<200).allSatisfy { Self.visits(pool, $0 % 17).allSatisfy { $0 == 1 } }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  /// True while a thread is inside.
  private final class Flag: Sendable {
    private let value = Atomic<Bool>(false)
    /// Whether it was raised already.
    func raise() -> Bool { value.exchange(true, ordering: .acquiringAndReleasing) }
    func lower() { value.store(false, ordering: .releasing) }
  }
}
