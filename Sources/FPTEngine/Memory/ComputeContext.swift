/// Where computing happens: worker threads and a pool of memory.
///
/// A measuring context runs no kernel and allocates no memory, but counts both, so that cost and peak memory of a model are
/// predicted by the model's own code.
public final class ComputeContext {
  /// The threads that run the tiles of an operation.
  public let workers: WorkerPool
  /// Where every tensor of the context comes from.
  public let memory: BufferPool
  /// True where nothing is computed, only counted.
  public let isMeasuring: Bool
  /// Floating-point operations of matrix products so far: two per multiply and add.
  public internal(set) var productOperations = 0
  /// How often each shape of product was asked for, in a measuring context; those inside attention are not among them.
  public internal(set) var products: [ProductShape: Int] = [:]

  /// Floats in kept copies of frozen matrices at the moment.
  var keptFloats = 0
  /// The most of them: 128 MB, which a model of 6 × 384 takes two thirds of.
  static let mostKeptFloats = 1 << 25

  /// The engine's own product; nil where the library computes all of them.
  let kernels: PanelKernels?

  /// A context on threads that others may use too, one at a time.
  public convenience init(workers: WorkerPool, isMeasuring: Bool = false) {
    self.init(workers: workers, isMeasuring: isMeasuring, kernels: PanelKernels.fastest)
  }

  /// A context that says who multiplies. The bits of all the engine's kernels are the same, and others than the library's.
  package init(workers: WorkerPool, isMeasuring: Bool = false, kernels: PanelKernels?) {
    precondition(LinearAlgebraLibrary.isSingleThreaded)
    self.workers = workers
    self.isMeasuring = isMeasuring
    self.kernels = kernels
    memory = BufferPool(isMeasuring: isMeasuring)
  }

  /// A context with `threads` threads of its own.
  public convenience init(threads: Int = 1) {
    self.init(workers: WorkerPool(threads: threads))
  }

  /// A tensor with undefined contents.
  public func uninitialized(_ shape: [Int]) -> Tensor {
    Tensor(shape: shape, buffer: memory.take(shape.reduce(1, *)))
  }

  /// A tensor of zeros.
  public func zeros(_ shape: [Int]) -> Tensor {
    let tensor = uninitialized(shape)
    clear(tensor)
    return tensor
  }

  /// A tensor of its own with these elements, row-major.
  public func tensor(_ shape: [Int], _ values: [Float]) -> Tensor {
    precondition(values.count == shape.reduce(1, *), "as many values as the shape has elements")
    let tensor = uninitialized(shape)
    if !isMeasuring { _ = tensor.elements.update(from: values) }
    return tensor
  }

  /// A copy in memory of its own.
  public func copy(_ source: Tensor) -> Tensor {
    let tensor = uninitialized(source.shape)
    if !isMeasuring { tensor.pointer.update(from: source.pointer, count: source.count) }
    return tensor
  }

  func clear(_ tensor: Tensor) {
    if !isMeasuring { tensor.elements.update(repeating: 0) }
  }

  /// Calls `body` once for each index below `count`, on any thread and in any order.
  ///
  /// Bits must not depend on the thread count, so a body writes only what belongs to its index, and what an index covers
  /// follows from the problem alone.
  @inline(__always)
  func parallel(_ count: Int, _ body: (Int) -> Void) {
    if isMeasuring { return }
    workers.run(count) { index, _ in body(index) }
  }

  /// `parallel` with `scratch` floats of memory for the body, one piece a thread, contents undefined.
  @inline(__always)
  func parallel(
    _ count: Int, scratch: Int, _ body: (Int, UnsafeMutablePointer<Float>) -> Void
  ) {
    // Any thread may take any index, so however few there are, every thread has its piece.
    let pieces = count > 1 ? workers.threads : 1
    let size = (scratch + 15) / 16 * 16
    let buffer = memory.take(pieces * size)
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
