import Testing

@testable import FPTEngine

@Suite("Gradients of dense layers")
struct LinearGradientTests {
  /// A matrix of `inputs` × `outputs` in a layout.
  static func matrix(
    _ name: String, _ inputs: Int, _ outputs: Int, _ layout: LinearWeight.Layout
  ) -> GradientCase.Leaf {
    .init(
      name, layout == .inputOutput ? [inputs, outputs] : [outputs, inputs], standardDeviation: 0.5)
  }

  /// One matrix with bias, and whatever else is asked for.
  static func single(
    _ name: String, x: [Int], outputs: Int, _ layout: LinearWeight.Layout,
    hasBias: Bool = true, hasResidual: Bool = false, dropout: Dropout? = nil
  ) -> GradientCase {
    let shape = Array(x.dropLast()) + [outputs]
    let mask = dropout.map { dropoutMask($0, shape) }
    var leaves: [GradientCase.Leaf] = [
      .init("x", x), matrix("W", x.last ?? 0, outputs, layout),
    ]
    if hasBias { leaves.append(.init("b", [outputs])) }
    if hasResidual { leaves.append(.init("residual", shape)) }
    return GradientCase(
      name: "\(name), \(layout)", leaves: leaves,
      engine: { tape, v in
        tape.linear(
          v[0], [LinearWeight(v[1], bias: hasBias ? v[2] : nil, layout: layout)],
          dropout: dropout, residual: hasResidual ? v[v.count - 1] : nil)
      },
      reference: { v in
        naiveLinear(
          v[0], [NaiveDense(v[1], bias: hasBias ? v[2] : nil, layout: layout)],
          mask: mask, residual: hasResidual ? v[v.count - 1] : nil)
      })
  }

  static let layouts: [LinearWeight.Layout] = [.inputOutput, .outputInput]

  static let singles: [GradientCase] = layouts.flatMap { layout in
    [
      single("odd widths", x: [2, 3, 5], outputs: 7, layout),
      single("whole vectors", x: [1, 2, 8], outputs: 16, layout),
      single("one row", x: [1, 1, 3], outputs: 9, layout),
      single("one by one", x: [1, 1, 1], outputs: 1, layout),
      single("no bias", x: [2, 2, 3], outputs: 5, layout, hasBias: false),
      single("residual", x: [2, 3, 4], outputs: 11, layout, hasResidual: true),
      single("dropout", x: [3, 2, 4], outputs: 13, layout, dropout: Dropout(rate: 0.4, site: "a")),
      single(
        "dropout and residual", x: [2, 3, 4], outputs: 9, layout, hasResidual: true,
        dropout: Dropout(rate: 0.3, site: "b")),
      single(
        "dropout alone", x: [2, 3, 4], outputs: 9, layout, hasBias: false,
        dropout: Dropout(rate: 0.3, site: "c")),
    ]
  }

  static let sideBySide: [GradientCase] = layouts.flatMap { layout -> [GradientCase] in
    [false, true].map { isDropped in
      let dropout = isDropped ? Dropout(rate: 0.3, site: "side") : nil
      // The later ones begin within a vector, and within a byte of the mask.
      let widths = [5, 14, 17]
      let mask = dropout.map { dropoutMask($0, [2, 3, 36]) }
      return GradientCase(
        name: "three weights\(isDropped ? ", dropout, residual" : ""), \(layout)",
        leaves: [.init("x", [2, 3, 4])]
          + widths.enumerated().map { matrix("W\($0)", 4, $1, layout) }
          + widths.enumerated().map { .init("b\($0)", [$1]) } + [.init("residual", [2, 3, 36])],
        engine: { tape, v in
          tape.linear(
            v[0], (1...3).map { LinearWeight(v[$0], bias: v[$0 + 3], layout: layout) },
            dropout: dropout, residual: v[7])
        },
        reference: { v in
          naiveLinear(
            v[0], (1...3).map { NaiveDense(v[$0], bias: v[$0 + 3], layout: layout) }, mask: mask,
            residual: v[7])
        })
    }
  }

  static let parts: [GradientCase] = layouts.flatMap { layout -> [GradientCase] in
    // The same matrix: one part, then two parts side by side out of order.
    [[3..<8], [6..<11, 1..<4]].map { ranges in
      GradientCase(
        name: "parts \(ranges), \(layout)",
        leaves: [.init("x", [2, 2, 3]), matrix("W", 3, 12, layout), .init("b", [12])],
        engine: { tape, v in
          tape.linear(
            v[0], ranges.map { LinearWeight(v[1], bias: v[2], layout: layout, outputs: $0) })
        },
        reference: { v in
          naiveLinear(
            v[0], ranges.map { NaiveDense(v[1], bias: v[2], layout: layout, outputs: $0) })
        })
    }
  }

  static let sharedInputs: [GradientCase] = layouts.map { layout in
    GradientCase(
      name: "x is the residual, \(layout)",
      leaves: [.init("x", [2, 3, 5]), matrix("W", 5, 5, layout), .init("b", [5])],
      engine: { tape, v in
        tape.linear(v[0], [LinearWeight(v[1], bias: v[2], layout: layout)], residual: v[0])
      },
      reference: { v in
        naiveLinear(v[0], [NaiveDense(v[1], bias: v[2], layout: layout)], residual: v[0])
      })
  }

  static let reshaped = GradientCase(
    name: "x under another shape",
    leaves: [.init("x", [2, 3, 10]), matrix("W", 5, 4, .inputOutput)],
    engine: { tape, v in
      tape.linear(
        v[0].reshaped([2, 6, 5]), [LinearWeight(v[1], bias: nil, layout: .inputOutput)])
    },
    reference: { v in
      naiveLinear(v[0].reshaped([2, 6, 5]), [NaiveDense(v[1], bias: nil, layout: .inputOutput)])
    })

  /// Results of more than one tile, in either direction.
  static let tiled: [GradientCase] = layouts.flatMap { layout -> [GradientCase] in
    [([1, 513, 3], 9), ([1, 3, 3], 580)].map { x, outputs in
      var check = single(
        "several tiles: \(x) to \(outputs)", x: x, outputs: outputs, layout, hasResidual: true,
        dropout: Dropout(rate: 0.2, site: "tiles"))
      check.probing = .sample(elements: 3, directions: 2)
      return check
    }
  }

  @Test(arguments: singles + sideBySide + parts + sharedInputs + [reshaped])
  func matchesReference(check: GradientCase) { GradientCheck(check).run() }

  @Test(arguments: tiled)
  func severalTiles(check: GradientCase) {
    let (rows, columns) = (check.leaves[0].shape[1], check.leaves[2].count)
    let partition = WorkPartition(rows: rows, columns: columns, k: 3, threads: 1, rowMultiple: 6)
    #expect(partition.count > 1)
    GradientCheck(check).run()
  }

  @Test("a matrix of another height stops the process before anything is read")
  func wrongHeight() async {
    await #expect(processExitsWith: .failure) {
      let context = ComputeContext()
      let matrix = Variable(constant: context.zeros([5, 2]))
      _ = Tape(context: context).linear(
        Variable(constant: context.zeros([1, 3, 4])),
        [LinearWeight(matrix, bias: nil, layout: .inputOutput)])
    }
  }
}
