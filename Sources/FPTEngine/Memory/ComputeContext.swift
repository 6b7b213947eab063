import CKernels

/// The threads and the memory that tensors are computed with.
///
/// A measuring context runs no kernel and allocates no memory, but counts both, so that a model's own code predicts its cost and
/// its peak memory.
public final class ComputeContext {
  /// The threads that run the tiles of an operation.
  public let workers: WorkerPool
  /// The pool that every tensor of the context comes from.
  public let memory: BufferPool
  /// Whether operations are only counted and nothing is computed.
  public let isMeasuring: Bool
  /// Floating-point operations of matrix products so far; a multiply-add counts as two.
  public internal(set) var matmulOperations = 0
  /// How often each GEMM shape was computed, in a measuring context; those inside attention are not counted.
  public internal(set) var matmulShapes: [GEMMShape: Int] = [:]

  /// Floats in packed copies of frozen weights at the moment.
  var cachedFloats = 0
  /// The most floats in packed copies: 128 MB, of which a model of 6 × 384 takes two thirds.
  static let largestCache = 1 << 25

  /// The loops over numbers, for this processor.
  let kernels: UnsafePointer<fpt_kernels>
  /// The numbers that matrix products multiply.
  public let precision: Precision
  /// The functions that multiply matrices of that precision.
  let gemmKernels: GEMMKernels

  /// A context on a worker pool that other contexts may use too, one at a time.
  ///
  /// - Parameters:
  ///   - workers: the threads.
  ///   - isMeasuring: whether operations are only counted and nothing is computed.
  ///   - precision: the numbers that matrix products multiply.
  ///   - table: the table of kernels, which changes no bit.
  public init(
    workers: WorkerPool, isMeasuring: Bool = false, precision: Precision = .float32,
    table: KernelTable = .fastest
  ) {
    self.workers = workers
    self.isMeasuring = isMeasuring
    kernels = table.functions
    self.precision = precision
    gemmKernels = GEMMKernels(table, precision)
    memory = BufferPool(isMeasuring: isMeasuring)
  }

  /// A context with `threads` threads of its own.
  public convenience init(
    threads: Int = 1, precision: Precision = .float32, table: KernelTable = .fastest
  ) {
    self.init(workers: WorkerPool(threads: threads), precision: precision, table: table)
  }

  /// Returns a tensor with undefined contents.
  public func uninitialized(_ shape: [Int]) -> Tensor {
    Tensor(shape: shape, buffer: memory.take(shape.reduce(1, *)))
  }

  /// Returns a tensor of zeros.
  public func zeros(_ shape: [Int]) -> Tensor {
    let tensor = uninitialized(shape)
    clear(tensor)
    return tensor
  }

  /// Returns a tensor with these elements, row-major.
  public func tensor(_ shape: [Int], _ values: [Float]) -> Tensor {
    precondition(values.count == shape.reduce(1, *), "as many values as the shape has elements")
    let tensor = uninitialized(shape)
    if !isMeasuring { _ = tensor.elements.update(from: values) }
    return tensor
  }

  /// Returns a copy of a tensor in memory of its own, as float32.
  public func copy(_ source: Tensor) -> Tensor {
    let tensor = uninitialized(source.shape)
    if !isMeasuring { source.copy(to: tensor.pointer) }
    return tensor
  }

  func clear(_ tensor: Tensor) {
    if !isMeasuring { tensor.elements.update(repeating: 0) }
  }

  /// Calls `body` once for each index below `count`, on any thread and in any order.
  ///
  /// Bits must not depend on the thread count. So a body writes only what belongs to its index, and the problem alone decides what
  /// an index covers.
  @inline(__always)
  func parallel(_ count: Int, _ body: (Int) -> Void) {
    if isMeasuring { return }
    workers.run(count) { index, _ in body(index) }
  }

  /// `parallel` with `scratch` floats of memory for each thread, contents undefined.
  @inline(__always)
  func parallel(
    _ count: Int, scratch: Int, _ body: (Int, UnsafeMutablePointer<Float>) -> Void
  ) {
    // Any thread may take any index, so every thread has its own memory, however few indices there are.
    let shares = count > 1 ? workers.threads : 1
    let size = (scratch + 15) / 16 * 16
    let buffer = memory.take(shares * size)
    if isMeasuring { return }
    let base = buffer.pointer
    workers.run(count) { index, thread in body(index, base + thread * size) }
  }

  /// `parallel` over ranges of at most `size` consecutive items.
  @inline(__always)
  func parallel(chunks items: Int, of size: Int, _ body: (Range<Int>) -> Void) {
    parallel((items + size - 1) / size) { chunk in
      body(chunk * size..<min(items, (chunk + 1) * size))
    }
  }
}
