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
