import FPTTestSettings
import Testing

@testable import FPTEngine

/// The queries, keys, values, biases and slopes of a case.
struct AttentionData {
  let check: AttentionCase
  /// Queries, and keys and values side by side.
  let arrays: (q: NaiveArray, kv: NaiveArray)
  let table: NaiveArray?
  let dy: NaiveArray

  init(_ check: AttentionCase) {
    func array(_ name: String, _ shape: [Int]) -> NaiveArray {
      let values = RandomStream(seed: 5, name: name).floats(shape.reduce(1, *))
      return NaiveArray(shape, values.map { Double(Float($0)) })
    }
    self.check = check
    let heads = check.heads
    let queries = [check.examples, check.queryTokens, heads.queryWidth]
    arrays = (
      array("q", queries), array("kv", [check.examples, check.tokens, 2 * heads.keyValueWidth])
    )
    table = check.positions == .bias ? array("table", [8, heads.count]) : nil
    dy = array("dy", queries)
  }

  /// y, dq, dkv and the gradient of the table, as the engine computes them for some of the examples.
  func computed(_ context: ComputeContext, examples: Range<Int>? = nil) -> [[Float]] {
    let examples = examples ?? 0..<check.examples
    func part(_ array: NaiveArray) -> Tensor {
      let size = array.values.count / check.examples
      let values = array.values[examples.lowerBound * size..<examples.upperBound * size]
      return context.tensor(
        [examples.count] + array.shape.dropFirst(), values.map { Float($0) })
    }
    func leaf(_ value: Tensor) -> Variable {
      Variable(trained: value, slot: GradientSlot(shape: value.shape))
    }
    let tape = Tape(
      context: context, isTraining: true,
      randomness: .init(
        seed: checkRandomness.seed, step: checkRandomness.step,
        firstExample: examples.lowerBound))
    let (q, kv) = (leaf(part(arrays.q)), leaf(part(arrays.kv)))
    let table = table.map { leaf(context.tensor($0.shape, $0.values.map { Float($0) })) }
    let y = tape.attention(
      AttentionInputs(queries: q, keysValues: kv), check.attention(tape, table: table))
    let values = y.value.array
    tape.backward(from: y, gradient: part(dy))
    return [values] + [q, kv, table].map { $0?.slot?.gradient?.array ?? [] }
  }
}

/// Attention of more tokens than a block of queries or a tile of keys has, against the definition's own gradients.
@Suite("Blocks of attention")
struct AttentionBlockTests {
  static let cases: [AttentionCase] = {
    let visibilities: [Visibility] = [
      .all, .causal, .prefix(100), .window(half: 9), .window(half: 70), .window(half: 250),
      .causalWindow(size: 33), .causalWindow(size: 200),
    ]
    let positions = AttentionCase.Positions.allCases
    return [96, 97, 127, 128, 129, 193, 256, 257, 384, 385, 400].enumerated().flatMap {
      place, tokens in
      visibilities.enumerated().compactMap { number, visibility in
        // All pairs in long tests; else two fifths of them: every length, every visibility, with every other choice.
        let kind = place + number
        guard LongTests.areAsked || kind % 5 < 2 else { return nil }
        return AttentionCase(
          examples: 1, queryTokens: kind % 3 == 0 ? tokens : tokens - 5 * (kind % 7),
          tokens: tokens, heads: AttentionHeads(2, keyValueHeads: 1 + kind % 2, width: 4),
          visibility: visibility, positions: positions[kind % 4],
          dropout: kind % 5 == 0 ? nil : Dropout(rate: 0.3, site: "attention"))
      }
    }
  }()

  @Test(arguments: cases + AttentionGradientTests.edgeCases)
  func matchesReference(check: AttentionCase) {
    let data = AttentionData(check)
    let naive = check.naive(table: data.table)
    let gradients = naive.gradients(data.arrays.q, data.arrays.kv, dy: data.dy)
    let found = data.computed(ComputeContext(threads: 2))
    func compare(_ found: [Float], _ exact: NaiveArray, _ name: Comment) {
      let difference = zip(found, exact.values).reduce(0) {
        $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1)
      }
      let norm = exact.values.reduce(0) { $0 + $1 * $1 }
      // Where the exact gradient is zero or nearly so, what is left is the rounding of terms of order 1.
      let scale = max(norm, 0.0025 * Double(exact.values.count)).squareRoot()
      #expect(found.count == exact.values.count && difference.squareRoot() < 1e-5 * scale, name)
    }
    compare(found[0], naive(data.arrays.q, data.arrays.kv), "y")
    compare(found[1], gradients.q, "queries")
    compare(found[2], gradients.kv, "keys and values")
    guard let table = data.table else { return }
    var sums = NaiveArray(zeros: table.shape)
    for column in 0..<gradients.bias.width {
      let bucket = AttentionCase.buckets.bucket(ofDistance: column - check.tokens + 1)
      for head in 0..<check.heads.count { sums[bucket, head] += gradients.bias[head, column] }
    }
    compare(found[3], sums, "biases")
  }

  static let bitCases: [AttentionCase] = [
    (37, 37, Visibility.causal, AttentionCase.Positions.halves),
    (140, 150, .all, .bias), (400, 400, .causal, .none),
    (390, 390, .causalWindow(size: 150), .bias),
    (300, 330, .window(half: 40), .interleaved), (20, 21, .prefix(9), .bias),
  ].map { queryTokens, tokens, visibility, positions in
    AttentionCase(
      examples: 3, queryTokens: queryTokens, tokens: tokens,
      heads: AttentionHeads(4, keyValueHeads: 2, width: 6), visibility: visibility,
      positions: positions)
  }

  @Test(
    "every table and every number of threads gives the same bits", arguments: bitCases,
    Precision.allCases)
  func bits(check: AttentionCase, precision: Precision) {
    let data = AttentionData(check)
    func bits(_ context: ComputeContext) -> [[UInt32]] {
      data.computed(context).map { $0.map(\.bitPattern) }
    }
    let expected = bits(ComputeContext(precision: precision))
    for table in KernelTable.all {
      for threads in table == .baseline || precision == .bfloat16 ? [2] : [1, 2, 5] {
        #expect(
          bits(ComputeContext(threads: threads, precision: precision, table: table)) == expected,
          "\(table.name), \(threads) threads")
      }
    }
  }

  @Test("an example does not depend on the micro-batch it is in", arguments: bitCases)
  func microBatches(check: AttentionCase) {
    let data = AttentionData(check)
    let context = ComputeContext(threads: 2)
    let whole = data.computed(context)
    let parts = [0..<1, 1..<3].map { data.computed(context, examples: $0) }
    for index in 0..<3 { #expect(parts[0][index] + parts[1][index] == whole[index]) }
  }
}
