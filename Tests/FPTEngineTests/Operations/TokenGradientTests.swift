import Testing

@testable import FPTEngine

@Suite("Gradients of what handles tokens")
struct TokenGradientTests {
  static let embedding: [GradientCase] = [
    (vocabulary: 5, width: 3, examples: 2, tokens: [0, 4, 4, 1, 0, 4] as [Int32]),
    (vocabulary: 2, width: 70, examples: 1, tokens: [1]),
    (vocabulary: 3, width: 9, examples: 3, tokens: [2, 2, 2]),
  ].map { vocabulary, width, examples, tokens in
    GradientCase(
      name: "embedding of \(tokens), width \(width)",
      leaves: [.init("table", [vocabulary, width])],
      engine: { tape, v in tape.embedding(v[0], tokens: tokens, examples: examples) },
      reference: { v in naiveEmbedding(v[0], tokens: tokens, examples: examples) })
  }

  static let positions: [GradientCase] = [[2, 3, 5], [1, 1, 1], [3, 4, 8]].flatMap { x in
    [false, true].map { hasSegments in
      GradientCase(
        name: "positions of \(x)\(hasSegments ? " and segments" : "")",
        leaves: [.init("x", x), .init("positions", [x[1] + 2, x[2]])]
          + (hasSegments ? [.init("segments", [2, x[2]])] : []),
        engine: { tape, v in
          tape.addingPositions(v[0], positions: v[1], segments: hasSegments ? v[2] : nil)
        },
        reference: { v in
          naiveAddingPositions(v[0], positions: v[1], segments: hasSegments ? v[2] : nil)
        })
    }
  }

  static let lastTokens: [GradientCase] = [1, 2, 4, 9].map { count in
    GradientCase(
      name: "last \(count) of 4 tokens", leaves: [.init("x", [3, 4, 5])],
      // Something of its own below the selection: with all tokens asked for, the selection is x itself.
      engine: { tape, v in
        tape.lastTokens(tape.addingPositions(v[0], positions: v[0].reshaped([12, 5])), count)
      },
      reference: { v in
        naiveLastTokens(
          naiveAddingPositions(v[0], positions: v[0].reshaped([12, 5])), min(4, count))
      })
  }

  static let dropout: [GradientCase] = [[2, 3, 5], [1, 1, 1], [4, 2, 16], [1, 70, 3]].map { x in
    let dropout = Dropout(rate: 0.5, site: "own")
    let mask = dropoutMask(dropout, x)
    return GradientCase(
      name: "dropout of \(x)", leaves: [.init("x", x)],
      engine: { tape, v in
        // Dropout works on the gradient where it lies, so it is given one that others hold too.
        tape.linear(
          tape.dropout(v[0], dropout), [identity(x[2], tape)],
          residual: tape.dropout(v[0], dropout))
      },
      reference: { v in
        NaiveArray(v[0].shape, (v[0] * mask).values.map { 2 * $0 })
      })
  }

  private static func identity(_ width: Int, _ tape: Tape) -> LinearWeight {
    let values = (0..<width * width).map { Float($0 % (width + 1) == 0 ? 1 : 0) }
    return LinearWeight(
      Variable(constant: tape.context.tensor([width, width], values)), bias: nil,
      layout: .inputOutput)
  }

  @Test(arguments: embedding + positions + lastTokens + dropout)
  func matchesReference(check: GradientCase) { GradientCheck(check).run() }

  @Test("a token beyond the table stops the process before anything is read", arguments: [-1, 2])
  func tokenOutOfRange(token: Int32) async {
    await #expect(processExitsWith: .failure) { [token] in
      let context = ComputeContext()
      let table = Variable(constant: context.zeros([2, 3]))
      _ = Tape(context: context).embedding(table, tokens: [0, token], examples: 1)
    }
  }

  @Test("more tokens than positions stop the process before anything is read")
  func tooFewPositions() async {
    await #expect(processExitsWith: .failure) {
      let context = ComputeContext()
      _ = Tape(context: context).addingPositions(
        Variable(constant: context.zeros([1, 3, 2])),
        positions: Variable(constant: context.zeros([2, 2])))
    }
  }
}
