import Testing

@testable import FPTEngine

@Suite("Gradients of windowed attention")
struct WindowedAttentionGradientTests {
  static func attention(
    examples: Int, queryTokens: Int, tokens: Int, heads: Int, headWidth: Int, halfWindow: Int,
    isFused: Bool = false, dropout: Dropout? = nil
  ) -> GradientCase {
    let width = heads * headWidth
    let span = min(tokens, 2 * halfWindow + 1)
    let mask = dropout.map { dropoutMask($0, [examples, heads * queryTokens, span]) }
    return GradientCase(
      name: "\(examples)×\(queryTokens)/\(tokens)×\(heads)·\(headWidth), halfWindow \(halfWindow)"
        + (isFused ? " fused" : "") + (dropout == nil ? "" : " dropout"),
      leaves: isFused
        ? [.init("qkv", [examples, tokens, 3 * width])]
        : [
          .init("q", [examples, queryTokens, width]), .init("kv", [examples, tokens, 2 * width]),
        ],
      engine: { tape, v in
        tape.windowedAttention(
          isFused ? AttentionInputs(fused: v[0]) : AttentionInputs(queries: v[0], keysValues: v[1]),
          heads: heads, halfWindow: halfWindow, dropout: dropout)
      },
      reference: { v in
        naiveScoredAttention(
          isFused ? naiveColumns(v[0], 0..<width) : v[0],
          isFused ? naiveColumns(v[0], width..<3 * width) : v[1], heads: heads, mask: mask,
          keys: { max(0, $0 - halfWindow)..<min(tokens, $0 + halfWindow + 1) },
          score: { product, _, _, _ in product / Double(headWidth).squareRoot() })
      })
  }

  static let dropout = Dropout(rate: 0.3, site: "attention")

  @Test(arguments: [
    attention(examples: 2, queryTokens: 5, tokens: 5, heads: 2, headWidth: 3, halfWindow: 1),
    attention(
      examples: 2, queryTokens: 7, tokens: 7, heads: 2, headWidth: 2, halfWindow: 2, isFused: true),
    attention(examples: 1, queryTokens: 1, tokens: 9, heads: 2, headWidth: 3, halfWindow: 3),
    attention(examples: 1, queryTokens: 4, tokens: 9, heads: 1, headWidth: 2, halfWindow: 20),
    attention(examples: 1, queryTokens: 3, tokens: 3, heads: 1, headWidth: 1, halfWindow: 0),
    attention(
      examples: 2, queryTokens: 6, tokens: 6, heads: 1, headWidth: 3, halfWindow: 2, isFused: true,
      dropout: dropout),
    attention(
      examples: 1, queryTokens: 3, tokens: 8, heads: 2, headWidth: 1, halfWindow: 4,
      dropout: dropout),
  ])
  func matchesReference(check: GradientCase) { GradientCheck(check).run() }

  /// Sequences of several blocks, bands that overlap, and a last block that is not full.
  static var blocked: [GradientCase] {
    [
      attention(
        examples: 2, queryTokens: 41, tokens: 41, heads: 2, headWidth: 2, halfWindow: 5,
        isFused: true,
        dropout: dropout),
      attention(examples: 1, queryTokens: 30, tokens: 53, heads: 1, headWidth: 3, halfWindow: 18),
    ].map {
      var check = $0
      check.probing = .sample(elements: 12, directions: 2)
      return check
    }
  }

  @Test(arguments: blocked)
  func severalBlocks(check: GradientCase) { GradientCheck(check).run() }

  @Test("a window as wide as the sequence gives full attention, and shows the same probabilities")
  func wideWindow() {
    let context = ComputeContext(threads: 2)
    let (examples, tokens, width, heads) = (2, 37, 8, 2)
    let values = RandomStream(seed: 1, name: "wide").floats(examples * tokens * 3 * width)
    let x = Variable(
      constant: context.tensor([examples, tokens, 3 * width], values.map(Float.init)))
    var seen: [[Float]] = []
    let tape = Tape(context: context)
    let full = tape.attention(AttentionInputs(fused: x), heads: heads, isCausal: false) {
      seen.append($0.array)
    }
    let windowed = tape.windowedAttention(
      AttentionInputs(fused: x), heads: heads, halfWindow: tokens
    ) {
      seen.append($0.array)
    }
    #expect(relativeError(windowed.value.array, full.value.array.map(Double.init)) < 1e-6)
    #expect(relativeError(seen[1], seen[0].map(Double.init)) < 1e-6)
  }

  @Test("memory grows with the window, not with the square of the sequence")
  func memory() {
    func peak(_ tokens: Int) -> Int {
      let context = ComputeContext(workers: WorkerPool(threads: 1), isMeasuring: true)
      let slot = GradientSlot(shape: [1, tokens, 24])
      let x = Variable(trained: context.uninitialized([1, tokens, 24]), slot: slot)
      let tape = Tape(context: context, isTraining: true)
      let y = tape.windowedAttention(
        AttentionInputs(fused: x), heads: 1, halfWindow: 16, dropout: Self.dropout)
      tape.backward(from: y, gradient: context.uninitialized(y.shape))
      return context.memory.peakBytes
    }
    let (short, long) = (peak(4_096), peak(65_536))
    #expect(long < 17 * short)
  }
}
