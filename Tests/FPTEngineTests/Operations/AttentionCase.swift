import Testing

@testable import FPTEngine

/// One attention, as the engine computes it and by its definition.
struct AttentionCase: Sendable, CustomTestStringConvertible {
  enum Positions: Sendable, CaseIterable { case none, bias, halves, interleaved }

  var examples = 2
  /// How many of the tokens, the last ones, are queries.
  var queryTokens: Int
  var tokens: Int
  var heads = AttentionHeads(2, width: 3)
  var visibility: Visibility
  var positions = Positions.none
  var dropout: Dropout? = Dropout(rate: 0.3, site: "attention")

  var testDescription: String {
    "\(queryTokens)/\(tokens) by \(heads.count)/\(heads.keyValueCount)·\(heads.width), "
      + "\(visibility), \(positions)" + (dropout == nil ? "" : ", dropout")
  }

  static let visibilities: [Visibility] = [
    .all, .causal, .window(half: 2), .causalWindow(size: 3), .prefix(4),
  ]

  /// Whether a query sees more than one key.
  var seesMore: Bool {
    visibility != .window(half: 0) && visibility != .causalWindow(size: 1) && tokens > 1
  }

  private var isRotary: Bool { positions == .halves || positions == .interleaved }
  /// Half of a head's columns, and a base by which they turn far.
  private var frequencies: RotaryFrequencies {
    RotaryFrequencies(width: max(2, heads.width / 4 * 2), base: 20)
  }
  private var layout: RotaryLayout { positions == .halves ? .halves : .interleaved }
  /// T5 does not scale scores.
  private var scale: Double? { positions == .bias ? 0.7 : nil }
  static let buckets = RelativePositionBuckets(count: 8, maximumDistance: 12)

  /// What the engine computes; `table` is [8, heads], and nil where there is no bias.
  func attention(
    _ tape: Tape, table: Variable?, observe: ((Tensor) -> Void)? = nil
  ) -> Attention {
    var attention = Attention(
      heads, visibility, scale: scale.map { Float($0) }, dropout: dropout, observe: observe)
    if let table {
      attention.positions = .bias(
        tape.relativePositionBias(table, buckets: Self.buckets, tokens: tokens))
    } else if isRotary {
      attention.positions = .rotary(
        tape.rotaryPositions(frequencies, layout: layout, tokens: tokens))
    }
    return attention
  }

  func naive(table: NaiveArray?) -> NaiveAttention {
    var naive = NaiveAttention(heads: heads, visibility: visibility, scale: scale)
    if let table {
      naive.bias = bias(of: table)
    } else if isRotary {
      naive.rotary = .init(frequencies: frequencies.values, layout: layout)
    }
    if let dropout {
      let columns = (tokens - queryTokens..<tokens).map { query -> Int in
        let seen = (0..<tokens).filter { naive.sees(query, $0) }
        return (seen.last ?? 0) + 1 - (seen.first ?? 0) / 8 * 8
      }
      naive.mask = dropoutMask(
        dropout, [examples, heads.count * queryTokens, columns.max() ?? 1])
    }
    return naive
  }

  /// [heads, 2 T − 1] of a table [8, heads].
  func bias(of table: NaiveArray) -> NaiveArray {
    var bias = NaiveArray(zeros: [heads.count, 2 * tokens - 1])
    for head in 0..<heads.count {
      for column in 0..<bias.width {
        bias[head, column] = table[Self.buckets.bucket(ofDistance: column - tokens + 1), head]
      }
    }
    return bias
  }

  /// The leaves x [examples, tokens, 5], the projections W [5, queries, keys and values] and the table of biases.
  var gradientCase: GradientCase {
    let width = heads.queryWidth + 2 * heads.keyValueWidth
    var leaves: [GradientCase.Leaf] = [
      .init("x", [examples, tokens, 5]), .init("W", [5, width], standardDeviation: 0.5),
    ]
    if positions == .bias { leaves.append(.init("table", [8, heads.count])) }
    let (q, all) = (heads.queryWidth, width)
    let hasTable = positions == .bias
    // The table changes only the bias, so the mask is made once.
    let withoutTable = naive(table: nil)
    return GradientCase(
      name: testDescription, leaves: leaves, probing: .sample(elements: 4, directions: 2),
      engine: { tape, v in
        let cuts = [0..<q, q..<q + (all - q) / 2, q + (all - q) / 2..<all]
        return tape.selfAttention(
          v[0],
          { $0.map { LinearWeight(v[1], bias: nil, layout: .inputOutput, outputs: cuts[$0]) } },
          attention(tape, table: hasTable ? v[2] : nil), readTokens: queryTokens)
      },
      reference: { v in
        var naive = withoutTable
        if hasTable { naive.bias = bias(of: v[2]) }
        func projected(_ x: NaiveArray, _ outputs: Range<Int>) -> NaiveArray {
          naiveLinear(x, [NaiveDense(v[1], bias: nil, layout: .inputOutput, outputs: outputs)])
        }
        return naive(projected(naiveLastTokens(v[0], queryTokens), 0..<q), projected(v[0], q..<all))
      })
  }
}
