/// A pool of Float32 buffers.
///
/// A buffer returns to the pool when its last user is gone, and is handed out again.
///
/// A training step asks for the same sizes in the same order as the step before. So nothing is allocated after two steps; the first
/// leaves some of its buffers to the optimizer. A pool belongs to one thread of control. Workers only see pointers.
public final class BufferPool {
  private var free: [Int: [UnsafeMutablePointer<Float>]] = [:]
  private let isMeasuring: Bool
  /// Bytes in buffers that are in use.
  public private(set) var bytesInUse = 0
  /// The largest `bytesInUse` so far.
  public private(set) var peakBytes = 0
  /// Buffers that were allocated.
  public private(set) var allocations = 0
  /// Bytes that were allocated.
  ///
  /// Buffers are kept for the next user of their size, so a process comes to hold this much. It is never less than `peakBytes`.
  public private(set) var allocatedBytes = 0

  /// An empty pool.
  ///
  /// - Parameter isMeasuring: whether buffers only count and have no memory behind them; nothing may touch their contents.
  public init(isMeasuring: Bool = false) { self.isMeasuring = isMeasuring }

  /// Sets `peakBytes` to `bytesInUse`.
  public func resetPeak() { peakBytes = bytesInUse }

  /// Returns a buffer of at least `count` floats, aligned to 64 bytes, contents undefined.
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
    #if SPOILS_RETURNED_MEMORY
      // So that a test fails where memory is read after its last user is gone.
      if !isMeasuring { pointer.update(repeating: .nan, count: capacity) }
    #endif
    free[capacity, default: []].append(pointer)
  }

  deinit {
    for pointers in free.values {
      for pointer in pointers { UnsafeMutableRawPointer(pointer).deallocate() }
    }
  }
}

/// A contiguous buffer of numbers, pooled or borrowed from an owner such as a memory-mapped file.
public final class Buffer {
  /// The first number; valid as long as the buffer lives.
  let start: UnsafeMutableRawPointer
  /// The numbers in the buffer; those of a pool are float32.
  public let elementType: ElementType
  /// Numbers in the buffer, at least as many as were asked for.
  public let capacity: Int
  private let pool: BufferPool?
  private let owner: AnyObject?

  /// The first float of a buffer of float32; valid as long as the buffer lives.
  public var pointer: UnsafeMutablePointer<Float> {
    precondition(elementType == .float32, "only GEMM reads other numbers than floats")
    return start.assumingMemoryBound(to: Float.self)
  }

  fileprivate init(pointer: UnsafeMutablePointer<Float>, capacity: Int, pool: BufferPool) {
    start = UnsafeMutableRawPointer(pointer)
    elementType = .float32
    self.capacity = capacity
    self.pool = pool
    owner = nil
  }

  /// A buffer of memory that belongs to `owner`, which must only be read.
  ///
  /// - Parameters:
  ///   - numbers: the first number; those other than floats need no alignment.
  ///   - elementType: what the numbers are.
  ///   - count: how many there are.
  ///   - owner: kept alive as long as the buffer.
  public init(
    borrowing numbers: UnsafeRawPointer, of elementType: ElementType = .float32, count: Int,
    owner: AnyObject
  ) {
    start = UnsafeMutableRawPointer(mutating: numbers)
    self.elementType = elementType
    capacity = count
    pool = nil
    self.owner = owner
  }

  deinit { pool?.giveBack(pointer, capacity: capacity) }
}
