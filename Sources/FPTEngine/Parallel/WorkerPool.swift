import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A fixed set of threads that run the tiles of one operation at a time.
///
/// Threads take tiles from a shared counter. Which thread runs a tile is a matter of chance; what a tile computes is not.
///
///     let workers = WorkerPool(threads: 4)
///     let context = ComputeContext(workers: workers)
///     let tape = Tape(context: context)  // its operations run on four threads
public final class WorkerPool: Sendable {
  /// Threads that compute, including the calling one.
  public let threads: Int
  private let region: Region
  private let handles: [WorkerThread]
  private let isRunning = Atomic<Bool>(false)

  /// Starts the threads.
  ///
  /// - Parameter threads: at least 1, including the calling thread. If the system refuses a thread, the pool has fewer.
  public init(threads: Int) {
    let threads = max(1, threads)
    let region = Region()
    // Where the system refuses a thread, the others do its share: results do not depend on how many there are.
    let handles = (1..<threads).compactMap { WorkerThread(region: region, number: $0) }
    self.threads = handles.count + 1
    self.region = region
    self.handles = handles
  }

  deinit {
    region.stop()
    for handle in handles { handle.join() }
  }

  /// Calls `body` for each index below `count`, with the number of the thread that runs it, and returns when all are done.
  ///
  /// A body must not call `run` of its own pool: the program stops. The thread's number is for scratch memory only.
  func run(_ count: Int, _ body: (_ index: Int, _ thread: Int) -> Void) {
    precondition(
      !isRunning.exchange(true, ordering: .acquiring),
      "a worker pool runs one operation at a time; this call came from inside another, or from another thread"
    )
    defer { isRunning.store(false, ordering: .releasing) }
    if count <= 1 || handles.isEmpty {
      var index = 0
      while index < count {
        body(index, 0)
        index += 1
      }
      return
    }
    withoutActuallyEscaping(body) { escapable in
      region.run(count, workers: handles.count, escapable)
    }
  }
}

/// The work that threads share at a moment, and its signals.
final class Region: @unchecked Sendable {
  // `body` and `count` are written before `epoch` is raised and read after it is seen: the release–acquire pair on `epoch`
  // orders them, and no region begins before every worker has left the last.
  private var body: ((Int, Int) -> Void)?
  private var count = 0
  private let epoch = Atomic<Int>(0)
  private let next = Atomic<Int>(0)
  private let busy = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  private let isStopping = Atomic<Bool>(false)
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let wake: UnsafeMutablePointer<pthread_cond_t>

  /// How often a waiting thread polls before it yields between polls: some tens of microseconds, the usual time between regions.
  private static let spins = 4_000
  /// How often it then polls before it sleeps: about a millisecond, because waking takes longer than most tiles.
  private static let yields = 2_000

  init() {
    mutex = .allocate(capacity: 1)
    wake = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(wake, nil)
  }

  deinit {
    pthread_cond_destroy(wake)
    pthread_mutex_destroy(mutex)
    wake.deallocate()
    mutex.deallocate()
  }

  func run(_ count: Int, workers: Int, _ body: @escaping (Int, Int) -> Void) {
    self.body = body
    self.count = count
    next.store(0, ordering: .relaxed)
    busy.store(workers, ordering: .relaxed)
    epoch.add(1, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 { broadcast() }
    takeTiles(body, count, thread: 0)
    var spins = 0
    while busy.load(ordering: .acquiring) > 0 {
      spins += 1
      if spins % 256 == 0 { sched_yield() }
    }
    self.body = nil
  }

  func stop() {
    isStopping.store(true, ordering: .sequentiallyConsistent)
    epoch.add(1, ordering: .sequentiallyConsistent)
    broadcast()
  }

  /// Runs a worker until the region stops.
  func serve(as thread: Int) {
    var seen = 0
    while true {
      wait(after: seen)
      seen += 1
      if isStopping.load(ordering: .acquiring) { return }
      if let body { takeTiles(body, count, thread: thread) }
      busy.subtract(1, ordering: .acquiringAndReleasing)
    }
  }

  private func takeTiles(_ body: (Int, Int) -> Void, _ count: Int, thread: Int) {
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      if index >= count { return }
      body(index, thread)
    }
  }

  private func wait(after seen: Int) {
    for _ in 0..<Self.spins where epoch.load(ordering: .acquiring) != seen { return }
    for _ in 0..<Self.yields {
      if epoch.load(ordering: .acquiring) != seen { return }
      sched_yield()
    }
    pthread_mutex_lock(mutex)
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while epoch.load(ordering: .sequentiallyConsistent) == seen {
      pthread_cond_wait(wake, mutex)
    }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
  }

  private func broadcast() {
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(wake)
    pthread_mutex_unlock(mutex)
  }
}

/// One thread that serves a region until it is stopped.
private struct WorkerThread: @unchecked Sendable {
  private final class Start {
    let region: Region
    let number: Int
    init(region: Region, number: Int) {
      self.region = region
      self.number = number
    }
  }

  private let handle: pthread_t

  init?(region: Region, number: Int) {
    let start = Unmanaged.passRetained(Start(region: region, number: number))
    #if canImport(Darwin)
      var created: pthread_t?
      let status = pthread_create(
        &created, nil, { Self.enter($0) }, start.toOpaque())
    #else
      var started = pthread_t()
      let status = pthread_create(
        &started, nil, { $0.flatMap { Self.enter($0) } }, start.toOpaque())
      let created = Optional(started)
    #endif
    guard status == 0, let created else {
      start.release()
      return nil
    }
    handle = created
  }

  private static func enter(_ raw: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    let start = Unmanaged<Start>.fromOpaque(raw).takeRetainedValue()
    start.region.serve(as: start.number)
    return nil
  }

  func join() { pthread_join(handle, nil) }
}
