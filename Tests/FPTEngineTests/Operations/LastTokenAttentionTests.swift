import Testing

@testable import FPTEngine

/// Last-token attention with absorbed key and value projections, against the definition that computes keys and values.
@Suite("Last-token attention")
struct LastTokenAttentionTests {
  /// Extents of one attention.
  struct Extents: Sendable {
    var examples: Int
    var tokens: Int
    var inputs: Int
    var heads: Int
    var headWidth: Int
    var width: Int { heads * headWidth }
  }

  /// The frozen matrix of queries, keys and values, as either library keeps it, and its bias.
  struct Projection: Sendable {
    let extents: Extents
    let layout: LinearWeight.Layout
    let hasBias: Bool

    private var shape: [Int] {
      layout == .inputOutput
        ? [extents.inputs, 3 * extents.width] : [3 * extents.width, extents.inputs]
    }
    private var matrix: NaiveArray {
      let values = RandomStream(seed: 3, name: "projection").floats(shape[0] * shape[1])
      return NaiveArray(shape, values.map { Double(Float(0.5 * $0)) })
    }
    private var bias: NaiveArray? {
      let values = RandomStream(seed: 3, name: "bias").floats(3 * extents.width)
      return hasBias ? NaiveArray([3 * extents.width], values.map { Double(Float($0)) }) : nil
    }

    func weights(_ tape: Tape) -> AttentionProjections {
      func constant(_ array: NaiveArray) -> Variable {
        Variable(constant: tape.context.tensor(array.shape, array.values.map(Float.init)))
      }
      let (matrix, bias) = (constant(matrix), bias.map(constant))
      return { parts in
        parts.map { part in
          LinearWeight(
            matrix, bias: bias, layout: layout,
            outputs: part * extents.width..<(part + 1) * extents.width)
        }
      }
    }

    func naive(_ x: NaiveArray, _ part: Int) -> NaiveArray {
      naiveLinear(
        x,
        [
          NaiveDense(
            matrix, bias: bias, layout: layout,
            outputs: part * extents.width..<(part + 1) * extents.width)
        ])
    }
  }

  static func attention(
    _ e: Extents, layout: LinearWeight.Layout, hasBias: Bool, dropout: Dropout? = nil
  ) -> GradientCase {
    let projection = Projection(extents: e, layout: layout, hasBias: hasBias)
    let mask = dropout.map { dropoutMask($0, [e.examples, e.heads, e.tokens]) }
    return GradientCase(
      name: "\(e.examples)×\(e.tokens)·\(e.inputs) by \(e.heads)·\(e.headWidth) \(layout)"
        + (hasBias ? " bias" : "") + (dropout == nil ? "" : " dropout"),
      leaves: [.init("x", [e.examples, e.tokens, e.inputs])],
      engine: { tape, v in
        tape.selfAttention(
          v[0], projection.weights(tape),
          Attention(AttentionHeads(e.heads, width: e.headWidth), .causal, dropout: dropout),
          readTokens: 1)
      },
      reference: { v in
        let parts = [projection.naive(v[0], 1), projection.naive(v[0], 2)]
        let rows = (0..<parts[0].rows).flatMap { row in
          parts.flatMap { part in (0..<e.width).map { part[row, $0] } }
        }
        return NaiveAttention(
          heads: AttentionHeads(e.heads, width: e.headWidth), visibility: .causal, mask: mask)(
            projection.naive(naiveLastTokens(v[0], 1), 0),
            NaiveArray([e.examples, e.tokens, 2 * e.width], rows))
      })
  }

  static let cases: [GradientCase] = {
    let dropout = Dropout(rate: 0.3, site: "attention")
    let small = Extents(examples: 2, tokens: 5, inputs: 6, heads: 2, headWidth: 3)
    let wider = Extents(examples: 3, tokens: 9, inputs: 4, heads: 3, headWidth: 2)
    let narrow = Extents(examples: 1, tokens: 2, inputs: 3, heads: 1, headWidth: 1)
    return [LinearWeight.Layout.inputOutput, .outputInput].flatMap { layout in
      [
        attention(small, layout: layout, hasBias: false),
        attention(small, layout: layout, hasBias: true, dropout: dropout),
        attention(wider, layout: layout, hasBias: true),
        attention(narrow, layout: layout, hasBias: false, dropout: dropout),
      ]
    }
  }()

  @Test(arguments: cases)
  func matchesReference(check: GradientCase) { GradientCheck(check).run() }

  /// A long sequence is summed in several blocks.
  static let long: [GradientCase] = {
    let e = Extents(examples: 1, tokens: 401, inputs: 5, heads: 2, headWidth: 2)
    var check = attention(e, layout: .outputInput, hasBias: true)
    check.probing = .sample(elements: 4, directions: 1)
    return [check]
  }()

  @Test(arguments: long)
  func severalBlocks(check: GradientCase) { GradientCheck(check).run() }

  /// With a trained bias of relative positions, and read as the last of several blocks' tokens is: beside the attention that
  /// computes keys and values.
  @Test("is the attention that computes keys and values", arguments: [false, true])
  func alike(isObserved: Bool) throws {
    let e = Extents(examples: 3, tokens: 11, inputs: 12, heads: 3, headWidth: 4)
    let weights = Projection(extents: e, layout: .inputOutput, hasBias: true)
    let dropout = Dropout(rate: 0.2, site: "attention")
    func run(_ isLastTokenOnly: Bool) throws -> (values: [[Float]], shown: [Float]) {
      let context = ComputeContext(threads: 2)
      let tape = Tape(context: context, isTraining: true)
      func leaf(_ name: String, _ shape: [Int]) -> Variable {
        let values = RandomStream(seed: 4, name: name).floats(shape.reduce(1, *))
        return Variable(
          trained: context.tensor(shape, values.map { Float($0) }), slot: GradientSlot(shape: shape)
        )
      }
      let x = leaf("x", [e.examples, e.tokens, e.inputs])
      let table = leaf("table", [8, e.heads])
      let bias = tape.relativePositionBias(
        table, buckets: RelativePositionBuckets(count: 8, maximumDistance: 9), tokens: e.tokens)
      let projections = weights.weights(tape)
      let queries = tape.linear(tape.lastTokens(x, 1), projections(0..<1))
      var shown: [Float] = []
      let observe: ((Tensor) -> Void)? = isObserved ? { shown = $0.array } : nil
      let attention = Attention(
        AttentionHeads(e.heads, width: e.headWidth), positions: .bias(bias), scale: 0.7,
        dropout: dropout, observe: observe)
      let y =
        isLastTokenOnly
        ? tape.lastTokenAttention(
          queries, tokens: x, keys: projections(1..<2)[0], values: projections(2..<3)[0],
          attention)
        : tape.attention(
          AttentionInputs(queries: queries, keysValues: tape.linear(x, projections(1..<3))),
          attention)
      let dy = RandomStream(seed: 5, name: "slope").floats(y.value.count).map { Float($0) }
      tape.backward(from: y, gradient: context.tensor(y.shape, dy))
      return (
        [
          y.value.array, try #require(x.slot?.gradient).array,
          try #require(table.slot?.gradient).array,
        ], shown
      )
    }
    let (found, expected) = (try run(true), try run(false))
    for (found, expected) in zip(found.values, expected.values) {
      #expect(relativeError(found, expected.map(Double.init)) < 2e-6)
    }
    #expect(found.shown.count == (isObserved ? e.examples * e.heads * e.tokens : 0))
    if isObserved {
      #expect(relativeError(found.shown, expected.shown.map(Double.init)) < 2e-6)
    }
  }

  @Test("computes keys and values where one of them is trained, or more tokens are read")
  func choice() {
    let e = Extents(examples: 2, tokens: 6, inputs: 8, heads: 2, headWidth: 4)
    func operations(readTokens: Int, isTrained: Bool) -> Int {
      let context = ComputeContext(workers: WorkerPool(threads: 1), isMeasuring: true)
      let tape = Tape(context: context)
      let shape = [e.inputs, 3 * e.width]
      let matrix = context.uninitialized(shape)
      let weight =
        isTrained
        ? Variable(trained: matrix, slot: GradientSlot(shape: shape)) : Variable(constant: matrix)
      let x = Variable(constant: context.uninitialized([e.examples, e.tokens, e.inputs]))
      let y = tape.selfAttention(
        x,
        { parts in
          [
            LinearWeight(
              weight, bias: nil, layout: .inputOutput,
              outputs: parts.lowerBound * e.width..<parts.upperBound * e.width)
          ]
        }, Attention(AttentionHeads(e.heads, width: e.headWidth)), readTokens: readTokens)
      #expect(y.shape == [e.examples, readTokens, e.width])
      return context.matmulOperations
    }
    let (tokens, w) = (e.examples * e.tokens, e.width)
    let each = 2 * e.examples * e.inputs * w
    #expect(
      operations(readTokens: 1, isTrained: false) == 3 * each + 4 * tokens * e.inputs * e.heads)
    #expect(
      operations(readTokens: 1, isTrained: true)
        == each + 2 * tokens * e.inputs * 2 * w + 4 * tokens * w)
    #expect(
      operations(readTokens: 2, isTrained: false)
        == 2 * each + 2 * tokens * e.inputs * 2 * w + 8 * tokens * w)
  }
}
