/// Float32 memory that is handed out, given back when its last user is gone, and handed out again.
///
/// A training step asks for the same sizes in the same order as the step before it, so nothing is allocated once there have
/// been two: the first leaves some of its buffers to the optimiser. A pool belongs to one thread of control; workers only
/// ever see pointers.
public final class BufferPool {
  private var free: [Int: [UnsafeMutablePointer<Float>]] = [:]
  private let isMeasuring: Bool
  /// Bytes in buffers that are in use.
  public private(set) var bytesInUse = 0
  /// The largest `bytesInUse` so far.
  public private(set) var peakBytes = 0
  /// How many buffers the system was asked for.
  public private(set) var allocations = 0
  /// Bytes that the system was asked for. Buffers are kept for the next user of their size, so this is what a process
  /// comes to hold, never less than `peakBytes`.
  public private(set) var allocatedBytes = 0

  /// - Parameter isMeasuring: buffers only count and have no memory behind them; nothing may touch their contents.
  public init(isMeasuring: Bool = false) { self.isMeasuring = isMeasuring }

  /// Forgets the peak, so that the next reading covers what follows.
  public func resetPeak() { peakBytes = bytesInUse }

  /// A buffer of at least `count` floats, aligned to 64 bytes, contents undefined.
  public func take(_ count: Int) -> Buffer {
    let capacity = max(1, (count + 255) / 256) * 256
    bytesInUse += capacity * 4
    peakBytes = max(peakBytes, bytesInUse)
    if let pointer = free[capacity]?.popLast() {
      return Buffer(pointer: pointer, capacity: capacity, pool: self)
    }
    allocations += 1
    allocatedBytes += capacity * 4
    let bytes = isMeasuring ? 64 : capacity * 4
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    let pointer = memory.assumingMemoryBound(to: Float.self)
    return Buffer(pointer: pointer, capacity: capacity, pool: self)
  }

  fileprivate func giveBack(_ pointer: UnsafeMutablePointer<Float>, capacity: Int) {
    bytesInUse -= capacity * 4
    free[capacity, default: []].append(pointer)
  }

  deinit {
    for pointers in free.values {
      for pointer in pointers { UnsafeMutableRawPointer(pointer).deallocate() }
    }
  }
}

/// A run of floats: pooled, or borrowed from an owner such as a memory-mapped file.
public final class Buffer {
  /// The first float; valid for as long as the buffer is.
  public let pointer: UnsafeMutablePointer<Float>
  /// Floats behind the pointer, at least as many as were asked for.
  public let capacity: Int
  private let pool: BufferPool?
  private let owner: AnyObject?

  fileprivate init(pointer: UnsafeMutablePointer<Float>, capacity: Int, pool: BufferPool) {
    self.pointer = pointer
    self.capacity = capacity
    self.pool = pool
    owner = nil
  }

  /// Memory that belongs to `owner`, kept alive for as long as the buffer; it must only be read.
  public init(borrowing pointer: UnsafePointer<Float>, count: Int, owner: AnyObject) {
    self.pointer = UnsafeMutablePointer(mutating: pointer)
    capacity = count
    pool = nil
    self.owner = owner
  }

  deinit { pool?.giveBack(pointer, capacity: capacity) }
}
