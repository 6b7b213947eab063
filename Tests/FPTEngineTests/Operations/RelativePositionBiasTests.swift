import Foundation
import Testing

@testable import FPTEngine

@Suite("Relative position biases")
struct RelativePositionBiasTests {
  /// T5's formula in double precision, nudged off the edges of buckets as single precision is not.
  static func naiveBucket(_ distance: Int, count: Int, maximum: Int) -> Int {
    let side = count / 2
    let exact = side / 2
    let first = distance > 0 ? side : 0
    let magnitude = abs(distance)
    if magnitude < exact { return first + magnitude }
    let share = log(Double(magnitude) / Double(exact)) / log(Double(maximum) / Double(exact))
    return first + min(side - 1, exact + Int(share * Double(side - exact) + 1e-6))
  }

  @Test("buckets follow T5's formula", arguments: [(32, 128), (32, 256), (64, 128), (16, 20)])
  func buckets(count: Int, maximum: Int) {
    let buckets = RelativePositionBuckets(count: count, maximumDistance: maximum)
    for distance in -700...700 {
      #expect(
        buckets.bucket(ofDistance: distance)
          == Self.naiveBucket(distance, count: count, maximum: maximum), "\(distance)")
    }
  }

  @Test("buckets of T5's own size, as transformers computes them")
  func knownBuckets() {
    let buckets = RelativePositionBuckets()
    let expected = [
      (0, 0), (-1, 1), (-7, 7), (-8, 8), (-11, 8), (-12, 9), (-16, 10), (-23, 11), (-32, 12),
      (-64, 14), (-91, 15), (-128, 15), (-5_000, 15), (1, 17), (7, 23), (8, 24), (16, 26),
      (90, 30), (91, 31), (4_000, 31),
    ]
    for (distance, bucket) in expected {
      #expect(buckets.bucket(ofDistance: distance) == bucket, "\(distance)")
    }
  }
}
