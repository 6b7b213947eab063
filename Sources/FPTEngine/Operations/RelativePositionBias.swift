import CKernels

/// T5's buckets of relative positions, exact near the query and logarithmic farther away.
///
/// See Raffel et al. 2020, section 2.1.
public struct RelativePositionBuckets: Sendable, Hashable {
  /// Buckets of both sides together.
  public let count: Int
  /// From this distance on every position is in the last bucket of its side.
  public let maximumDistance: Int

  /// Buckets as T5 has them by default.
  public init(count: Int = 32, maximumDistance: Int = 128) {
    self.count = count
    self.maximumDistance = maximumDistance
  }

  /// The bucket of a key that lies `distance` tokens after the query; negative before it.
  public func bucket(ofDistance distance: Int) -> Int {
    let side = count / 2
    let exact = side / 2
    let first = distance > 0 ? side : 0
    let magnitude = abs(distance)
    if magnitude < exact { return first + magnitude }
    guard exact > 0, maximumDistance > exact else { return first + max(0, side - 1) }
    let share =
      ScalarElementary.logarithm(Double(magnitude) / Double(exact))
      / ScalarElementary.logarithm(Double(maximumDistance) / Double(exact))
    // The small addend keeps distances at the very edge of a bucket, such as powers of two, on the side they are on
    // in exact arithmetic.
    let place = Int((min(share, 2) * Double(side - exact) + 1e-6).rounded(.down))
    return first + min(side - 1, exact + place)
  }
}

extension Tape {
  /// The bias that attention adds to a score, by head and relative position.
  ///
  /// - Parameters:
  ///   - table: [buckets, heads]
  ///   - buckets: the bucket of each relative position.
  ///   - tokens: T, the length of the sequence.
  /// - Returns: [heads, 2 T − 1]; column T − 1 + d is for a key that lies d tokens after its query.
  public func relativePositionBias(
    _ table: Variable, buckets: RelativePositionBuckets, tokens: Int
  ) -> Variable {
    precondition(table.value.rows >= buckets.count, "a bias for each bucket")
    let heads = table.value.width
    let columns = max(1, 2 * tokens - 1)
    let output = Variable(
      context.uninitialized([heads, columns]), requiresGradient: table.requiresGradient)
    let rows = (0..<columns).map { buckets.bucket(ofDistance: $0 - (tokens - 1)) }
    let (source, target) = (table.value.pointer, output.value.pointer)
    context.parallel(heads) { head in
      for column in 0..<columns {
        target[head * columns + column] = source[rows[column] * heads + head]
      }
    }
    guard let outputSlot = output.slot, let slot = table.slot else { return output }
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      let (sum, accumulates) = slot.destination(in: context)
      if !accumulates { context.clear(sum) }
      context.parallel(heads) { head in
        for column in 0..<columns {
          sum.pointer[rows[column] * heads + head] += gradient.pointer[head * columns + column]
        }
      }
    }
    return output
  }
}

/// The relative position bias of one attention, and the sums of its gradient.
struct AttentionBias {
  /// The bias: [heads, 2 T − 1].
  let values: Variable
  let geometry: AttentionGeometry
  let kernels: UnsafePointer<fpt_kernels>

  private var columns: Int { values.value.width }

  /// Adds a query's biases to its scores of some keys.
  @inline(__always)
  func add(
    to row: UnsafeMutablePointer<Float>, unit: Int, query: Int, keys: Range<Int>
  ) {
    let biases = place(in: values.value, row: unit % geometry.heads, query)
    kernels.pointee.add(row, biases + keys.lowerBound, keys.count)
  }

  /// Zeros for the gradient of each head of each example of each split; nil if the bias is frozen.
  func gathered(_ context: ComputeContext) -> Tensor? {
    values.slot.map { _ in
      context.zeros([geometry.splits * geometry.examples * geometry.heads, columns])
    }
  }

  /// Adds the gradients of a query's scores of some keys.
  @inline(__always)
  func gather(
    _ row: UnsafeMutablePointer<Float>, unit: Int, query: Int, split: Int = 0, keys: Range<Int>,
    into gathered: Tensor
  ) {
    let first = split * geometry.examples * geometry.heads
    let sums = place(in: gathered, row: first + unit, query)
    kernels.pointee.add(sums + keys.lowerBound, row, keys.count)
  }

  /// Sums the gradients of splits and examples, in order.
  ///
  /// What was gathered is `scale` times the gradient of the scores.
  func finish(_ gathered: Tensor, _ context: ComputeContext) {
    guard let slot = values.slot else { return }
    let (target, accumulates) = slot.destination(in: context)
    let width = geometry.heads * columns
    let inverse = 1 / geometry.scale
    if inverse != 1 {
      context.parallel(chunks: gathered.count, of: 4_096) { range in
        kernels.pointee.scale(gathered.pointer + range.lowerBound, inverse, range.count)
      }
    }
    sumRows(
      gathered.pointer, rows: geometry.splits * geometry.examples, width: width, stride: width,
      into: target.pointer, accumulates: accumulates, context)
  }

  /// The column of a query's first key.
  @inline(__always)
  private func place(in tensor: Tensor, row: Int, _ query: Int) -> UnsafeMutablePointer<Float> {
    let position = geometry.tokens - geometry.queryTokens + query
    return tensor.pointer + row * columns + geometry.tokens - 1 - position
  }
}
