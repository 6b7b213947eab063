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

  static func attention(
    examples: Int, queryTokens: Int, tokens: Int, heads: Int, headWidth: Int, scale: Double,
    dropout: Dropout? = nil
  ) -> GradientCase {
    let width = heads * headWidth
    let buckets = RelativePositionBuckets(count: 8, maximumDistance: 12)
    let mask = dropout.map { dropoutMask($0, [examples, heads * queryTokens, tokens]) }
    return GradientCase(
      name: "\(examples)×\(queryTokens)/\(tokens)×\(heads)·\(headWidth), scale \(scale)"
        + (dropout == nil ? "" : " dropout"),
      leaves: [
        .init("q", [examples, queryTokens, width]), .init("kv", [examples, tokens, 2 * width]),
        .init("table", [8, heads]),
      ],
      engine: { tape, v in
        tape.attention(
          AttentionInputs(queries: v[0], keysValues: v[1]), heads: heads, isCausal: false,
          scale: Float(scale),
          bias: tape.relativePositionBias(v[2], buckets: buckets, tokens: tokens),
          dropout: dropout)
      },
      reference: { v in
        naiveScoredAttention(
          v[0], v[1], heads: heads, mask: mask, keys: { _ in 0..<tokens },
          score: { product, head, query, key in
            scale * product + v[2][buckets.bucket(ofDistance: key - query), head]
          })
      })
  }

  @Test(arguments: [
    attention(examples: 2, queryTokens: 5, tokens: 5, heads: 2, headWidth: 3, scale: 1),
    attention(examples: 2, queryTokens: 2, tokens: 9, heads: 3, headWidth: 1, scale: 0.5),
    attention(
      examples: 1, queryTokens: 4, tokens: 8, heads: 1, headWidth: 2, scale: 1,
      dropout: Dropout(rate: 0.3, site: "attention")),
  ])
  func gradients(check: GradientCase) { GradientCheck(check).run() }

  /// Several blocks of queries, and several tiles of keys.
  static var blocked: [GradientCase] {
    [150, 390].map { tokens in
      var check = attention(
        examples: tokens < 200 ? 2 : 1, queryTokens: tokens, tokens: tokens, heads: 2, headWidth: 1,
        scale: 0.7)
      check.probing = .sample(elements: tokens < 200 ? 4 : 1, directions: 1)
      return check
    }
  }

  @Test(arguments: blocked)
  func severalBlocks(check: GradientCase) { GradientCheck(check).run() }
}

/// softmax(score) V, where each query sees some keys, and a score is made of the product with a key
/// and of both places.
///
/// `kv` has keys and values side by side. `mask` is [examples, heads · query tokens, columns], a
/// query's columns counted from the first key it sees. `score` takes the product, the head, the
/// query's place in the sequence, and the key's.
func naiveScoredAttention(
  _ q: NaiveArray, _ kv: NaiveArray, heads: Int, mask: NaiveArray?,
  keys: (_ position: Int) -> Range<Int>, score: (Double, Int, Int, Int) -> Double
) -> NaiveArray {
  let (examples, queryTokens, tokens, width) = (q.shape[0], q.shape[1], kv.shape[1], q.width)
  let headWidth = width / heads
  var y = NaiveArray(zeros: q.shape)
  for example in 0..<examples {
    for head in 0..<heads {
      let columns = head * headWidth..<(head + 1) * headWidth
      for query in 0..<queryTokens {
        let position = tokens - queryTokens + query
        let row = example * queryTokens + query
        let exponentials = keys(position).map { key in
          let product = columns.reduce(0.0) { $0 + q[row, $1] * kv[example * tokens + key, $1] }
          return exp(score(product, head, position, key))
        }
        let sum = exponentials.reduce(0, +)
        for (place, key) in keys(position).enumerated() {
          var p = exponentials[place] / sum
          if let mask { p *= mask[(example * heads + head) * queryTokens + query, place] }
          for column in columns {
            y[row, column] += p * kv[example * tokens + key, width + column]
          }
        }
      }
    }
  }
  return y
}
