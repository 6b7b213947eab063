import Testing

@testable import FPTEngine

@Suite("Gradients of attention")
struct AttentionGradientTests {
  /// Every visibility, with and without groups of heads, with every kind of positions, for all, some or the last token.
  static let cases: [GradientCase] = AttentionCase.visibilities.flatMap { visibility in
    AttentionCase.Positions.allCases.flatMap { positions in
      [2, 4].flatMap { keyValueHeads in
        [9, 3, 1].map { queryTokens in
          AttentionCase(
            queryTokens: queryTokens, tokens: 9,
            heads: AttentionHeads(4, keyValueHeads: keyValueHeads, width: 4),
            visibility: visibility, positions: positions,
            // One in three without.
            dropout: queryTokens == 3 ? nil : Dropout(rate: 0.3, site: "attention")
          ).gradientCase
        }
      }
    }
  }

  @Test(arguments: cases)
  func matchesReference(check: GradientCase) { GradientCheck(check).run() }

  /// Sequences and windows that are as short or as long as they can be.
  static let edgeCases: [AttentionCase] = {
    let visibilities: [Visibility] = [
      .all, .causal, .window(half: 0), .window(half: 20), .window(half: .max),
      .causalWindow(size: 1), .causalWindow(size: 20), .causalWindow(size: .max), .prefix(0),
      .prefix(20), .prefix(.max),
    ]
    return visibilities.flatMap { visibility in
      [(1, 1), (2, 2), (1, 8), (17, 17), (5, 24)].map { queryTokens, tokens in
        AttentionCase(
          queryTokens: queryTokens, tokens: tokens,
          heads: AttentionHeads(3, keyValueHeads: 1, width: 2), visibility: visibility,
          positions: .bias)
      }
    }
  }()

  /// Where every query sees one key, gradients of scores are zero but for rounding, which these checks take for an error.
  @Test(arguments: edgeCases.filter { $0.seesMore }.map(\.gradientCase))
  func edges(check: GradientCase) { GradientCheck(check).run() }

  @Test("shows its probabilities before dropout", arguments: AttentionCase.visibilities)
  func probabilities(visibility: Visibility) {
    for (queryTokens, tokens) in [(3, 5), (21, 40), (1, 19)] {
      let check = AttentionCase(
        queryTokens: queryTokens, tokens: tokens,
        heads: AttentionHeads(4, keyValueHeads: 2, width: 3), visibility: visibility)
      let (q, kv) = AttentionData(check).arrays
      let context = ComputeContext()
      let tape = Tape(context: context, isTraining: true)
      var seen: [Float] = []
      var shape: [Int] = []
      let attention = check.attention(tape, table: nil) {
        seen = $0.array
        shape = $0.shape
      }
      func constant(_ array: NaiveArray) -> Variable {
        Variable(constant: context.tensor(array.shape, array.values.map(Float.init)))
      }
      _ = tape.attention(
        AttentionInputs(queries: constant(q), keysValues: constant(kv)), attention)
      let exact = NaiveAttention(heads: check.heads, visibility: visibility)
        .probabilities(q, naiveColumns(kv, 0..<6))
      #expect(shape == [2, 4, queryTokens, tokens])
      #expect(relativeError(seen, exact.values) < 1e-6)
      #expect(zip(seen, exact.values).allSatisfy { ($0 == 0) == ($1 == 0) })
    }
  }

  @Test("large scores do not overflow, equal ones share alike")
  func extremes() {
    let context = ComputeContext()
    let tape = Tape(context: context)
    func inputs(_ query: Float, _ keysValues: [Float]) -> AttentionInputs {
      AttentionInputs(
        queries: Variable(constant: context.tensor([1, 1, 1], [query])),
        keysValues: Variable(
          constant: context.tensor([1, keysValues.count / 2, 2], keysValues)))
    }
    let attention = Attention(AttentionHeads(1, width: 1))
    // Scores of about ±10⁸: all attention on the largest.
    #expect(
      tape.attention(inputs(1e4, [1e4, 1, -1e4, 7, 9_999, 3]), attention).value.array == [1])
    #expect(tape.attention(inputs(3, [2, 1, 2, 2, 2, 3, 2, 6]), attention).value.array == [3])
  }
}
