import CKernels

/// The relative position bias of one attention, and the sums of its gradient.
struct AttentionBias {
  /// The bias: [heads, 2 T − 1].
  let values: Variable
  let geometry: AttentionGeometry
  private let kernels: UnsafePointer<fpt_kernels>

  init(values: Variable, geometry: AttentionGeometry, _ context: ComputeContext) {
    precondition(
      values.shape == [geometry.modelHeads.count, max(1, 2 * geometry.tokens - 1)],
      "a bias for each head and relative position")
    self.values = values
    self.geometry = geometry
    kernels = context.kernels
  }

  private var columns: Int { values.value.width }
  private var rows: Int { geometry.examples * geometry.modelHeads.count }

  /// Adds a query's biases to its scores of some keys.
  @inline(__always)
  func add(to scores: UnsafeMutablePointer<Float>, head: Int, query: Int, keys: Range<Int>) {
    let row = geometry.modelHead(head, query: query)
    let biases = values.value.pointer + row * columns + column(ofQuery: query)
    kernels.pointee.add(scores, biases + keys.lowerBound, keys.count)
  }

  /// Zeros for the gradient of each head of each example of each split; nil if the bias is frozen.
  func gathered(splits: Int, _ context: ComputeContext) -> Tensor? {
    values.slot.map { _ in context.zeros([splits * rows, columns]) }
  }

  /// Adds the gradients of a query's scores of some keys.
  @inline(__always)
  func gather(
    _ gradients: UnsafeMutablePointer<Float>, example: Int, head: Int, query: Int, split: Int,
    keys: Range<Int>, into gathered: Tensor
  ) {
    let row =
      split * rows + example * geometry.modelHeads.count + geometry.modelHead(head, query: query)
    let sums = gathered.pointer + row * columns + column(ofQuery: query)
    kernels.pointee.add(sums + keys.lowerBound, gradients, keys.count)
  }

  /// Sums the gradients of splits and examples, in order.
  ///
  /// What was gathered is `scale` times the gradient of the scores.
  func finish(_ gathered: Tensor, _ context: ComputeContext) {
    guard let slot = values.slot else { return }
    let (target, accumulates) = slot.destination(in: context)
    let inverse = 1 / geometry.scale
    if inverse != 1 {
      context.parallel(chunks: gathered.count, of: 4_096) { range in
        kernels.pointee.scale(gathered.pointer + range.lowerBound, inverse, range.count)
      }
    }
    let width = geometry.modelHeads.count * columns
    sumRows(
      gathered.pointer, rows: gathered.count / width, width: width, stride: width,
      into: target.pointer, accumulates: accumulates, context)
  }

  /// The column of key 0.
  @inline(__always)
  private func column(ofQuery query: Int) -> Int {
    geometry.tokens - 1 - geometry.position(ofQuery: query)
  }
}
