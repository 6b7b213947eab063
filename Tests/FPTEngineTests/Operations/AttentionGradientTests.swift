import Testing

@testable import FPTEngine

@Suite("Gradients of attention")
struct AttentionGradientTests {
  /// Extents of one attention.
  struct Extents: Sendable {
    var examples: Int
    var queryTokens: Int
    var tokens: Int
    var heads: Int
    var headWidth: Int
    var width: Int { heads * headWidth }
  }

  static func attention(
    _ e: Extents, isFused: Bool, isCausal: Bool, dropout: Dropout? = nil
  ) -> GradientCase {
    let mask = dropout.map { dropoutMask($0, [e.examples, e.heads * e.queryTokens, e.tokens]) }
    let leaves: [GradientCase.Leaf] =
      isFused
      ? [.init("qkv", [e.examples, e.tokens, 3 * e.width])]
      : [
        .init("q", [e.examples, e.queryTokens, e.width]),
        .init("kv", [e.examples, e.tokens, 2 * e.width]),
      ]
    return GradientCase(
      name: "\(e.examples)×\(e.queryTokens)/\(e.tokens)×\(e.heads)·\(e.headWidth)"
        + (isFused ? " fused" : " separate") + (isCausal ? " causal" : "")
        + (dropout == nil ? "" : " dropout"),
      leaves: leaves,
      engine: { tape, v in
        tape.attention(
          isFused ? AttentionInputs(fused: v[0]) : AttentionInputs(queries: v[0], keysValues: v[1]),
          heads: e.heads, isCausal: isCausal, dropout: dropout)
      },
      reference: { v in
        let w = e.width
        let first = isFused ? w : 0
        return naiveAttention(
          queries: isFused ? naiveColumns(v[0], 0..<w) : v[0],
          keys: naiveColumns(v[isFused ? 0 : 1], first..<first + w),
          values: naiveColumns(v[isFused ? 0 : 1], first + w..<first + 2 * w),
          heads: e.heads, isCausal: isCausal, mask: mask)
      })
  }

  static let dropout = Dropout(rate: 0.3, site: "attention")

  static let small: [GradientCase] = [false, true].flatMap { isCausal -> [GradientCase] in
    let even = Extents(examples: 2, queryTokens: 5, tokens: 5, heads: 2, headWidth: 3)
    let single = Extents(examples: 1, queryTokens: 1, tokens: 1, heads: 1, headWidth: 1)
    let vectors = Extents(examples: 1, queryTokens: 8, tokens: 8, heads: 1, headWidth: 2)
    let long = Extents(examples: 1, queryTokens: 11, tokens: 11, heads: 3, headWidth: 1)
    let last = Extents(examples: 2, queryTokens: 1, tokens: 6, heads: 2, headWidth: 3)
    let some = Extents(examples: 2, queryTokens: 3, tokens: 9, heads: 1, headWidth: 3)
    return [
      attention(even, isFused: true, isCausal: isCausal),
      attention(even, isFused: false, isCausal: isCausal),
      attention(even, isFused: true, isCausal: isCausal, dropout: dropout),
      attention(even, isFused: false, isCausal: isCausal, dropout: dropout),
      attention(single, isFused: true, isCausal: isCausal),
      attention(vectors, isFused: true, isCausal: isCausal, dropout: dropout),
      attention(long, isFused: true, isCausal: isCausal),
      attention(last, isFused: false, isCausal: isCausal),
      attention(last, isFused: false, isCausal: isCausal, dropout: dropout),
      attention(some, isFused: false, isCausal: isCausal),
      attention(some, isFused: false, isCausal: isCausal, dropout: dropout),
    ]
  }

  @Test(arguments: small)
  func matchesReference(check: GradientCase) { GradientCheck(check).run() }

  /// More than 128 queries are worked on in blocks of 96, more than 384 keys in tiles of 256; the last of both partly filled, and
  /// where fewer tokens are asked for, the first query of a block sees none of a tile.
  static let blocked: [GradientCase] = {
    let all = Extents(examples: 1, queryTokens: 130, tokens: 130, heads: 1, headWidth: 2)
    let last = Extents(examples: 1, queryTokens: 129, tokens: 139, heads: 1, headWidth: 2)
    let tiled = Extents(examples: 1, queryTokens: 390, tokens: 390, heads: 1, headWidth: 1)
    let straddling = Extents(examples: 1, queryTokens: 300, tokens: 401, heads: 1, headWidth: 1)
    func sampled(_ check: GradientCase, elements: Int, directions: Int) -> GradientCase {
      var check = check
      check.probing = .sample(elements: elements, directions: directions)
      return check
    }
    return [false, true].flatMap { isCausal in
      [
        sampled(
          attention(all, isFused: true, isCausal: isCausal, dropout: dropout), elements: 8,
          directions: 2),
        sampled(
          attention(last, isFused: false, isCausal: isCausal), elements: 8, directions: 2),
        // One dense direction meets every element.
        sampled(
          attention(tiled, isFused: true, isCausal: isCausal, dropout: dropout), elements: 1,
          directions: 1),
        sampled(
          attention(straddling, isFused: false, isCausal: isCausal), elements: 1, directions: 1),
      ]
    }
  }()

  @Test(arguments: blocked)
  func severalBlocks(check: GradientCase) { GradientCheck(check).run() }

  @Test("shows its probabilities before dropout", arguments: [false, true])
  func probabilities(isCausal: Bool) {
    let stream = RandomStream(seed: 5, name: "probabilities")
    let (examples, queryTokens, tokens, width, heads) = (2, 3, 5, 6, 2)
    let q = NaiveArray(
      [examples, queryTokens, width], stream.floats(examples * queryTokens * width))
    let kv = NaiveArray(
      [examples, tokens, 2 * width], stream.at(step: 1).floats(examples * tokens * 2 * width))
    let context = ComputeContext()
    let tape = Tape(context: context, isTraining: true)
    var seen: Tensor?
    _ = tape.attention(
      AttentionInputs(
        queries: Variable(constant: context.tensor(q.shape, q.values.map(Float.init))),
        keysValues: Variable(constant: context.tensor(kv.shape, kv.values.map(Float.init)))),
      heads: heads, isCausal: isCausal, dropout: Self.dropout, observe: { seen = $0 })
    let exact = naiveProbabilities(
      queries: q, keys: naiveColumns(kv, 0..<width), heads: heads, isCausal: isCausal)
    #expect(seen?.shape == [examples, heads, queryTokens, tokens])
    #expect(relativeError(seen?.array ?? [], exact.values) < 1e-6)
    let sums = stride(from: 0, to: exact.values.count, by: tokens).map { row in
      (seen?.array ?? [])[row..<row + tokens].reduce(0, +)
    }
    #expect(sums.allSatisfy { abs($0 - 1) < 1e-6 })
  }

  @Test("large scores do not overflow, equal ones share alike")
  func extremes() {
    let context = ComputeContext()
    let tape = Tape(context: context)
    // Scores of about ±10⁸: all attention on the largest.
    let keys: [Float] = [1e4, 1, -1e4, 7, 9_999, 3]
    let inputs = AttentionInputs(
      queries: Variable(constant: context.tensor([1, 1, 1], [1e4])),
      keysValues: Variable(constant: context.tensor([1, 3, 2], keys)))
    #expect(tape.attention(inputs, heads: 1, isCausal: false).value.array == [1])
    let alike = AttentionInputs(
      queries: Variable(constant: context.tensor([1, 1, 1], [3])),
      keysValues: Variable(constant: context.tensor([1, 4, 2], [2, 1, 2, 2, 2, 3, 2, 6])))
    #expect(tape.attention(alike, heads: 1, isCausal: false).value.array == [3])
  }
}
