import Testing

@testable import FPTEngine

/// One value computed from some leaves in two ways: by the engine, and naively in double precision.
struct GradientCase: Sendable, CustomTestStringConvertible {
  var name: String
  var leaves: [Leaf]
  /// How densely the gradient is looked at.
  var probing = Probing.everyElement
  var engine: @Sendable (Tape, [Variable]) -> Variable
  var reference: @Sendable ([NaiveArray]) -> NaiveArray

  struct Leaf: Sendable {
    var name: String
    var shape: [Int]
    /// Standard deviation of the leaf's values.
    var standardDeviation = 1.0
    /// Added to every value.
    var offset = 0.0
    var count: Int { shape.reduce(1, *) }

    init(_ name: String, _ shape: [Int], standardDeviation: Double = 1, offset: Double = 0) {
      self.name = name
      self.shape = shape
      self.standardDeviation = standardDeviation
      self.offset = offset
    }
  }

  enum Probing: Sendable {
    /// Each element of each leaf by itself.
    case everyElement
    /// So many elements of each leaf, spread over it, and so many dense directions.
    case sample(elements: Int, directions: Int)
  }

  var testDescription: String { name }
}

/// A direction in which one leaf is moved.
struct Probe {
  var leaf: Int
  /// Elements of the leaf and how far each moves.
  var moves: [(element: Int, amount: Double)]

  var norm: Double {
    moves.reduce(0) { $0 + $1.amount * $1.amount }.squareRoot()
  }
}

extension GradientCase {
  /// The leaves' values: representable as Float, so that both sides compute on the same numbers.
  func leafValues() -> [NaiveArray] {
    leaves.map { leaf in
      let stream = RandomStream(seed: 1, name: "\(name)/\(leaf.name)")
      return NaiveArray(
        leaf.shape,
        stream.floats(leaf.count).map { Double(Float(leaf.offset + leaf.standardDeviation * $0)) })
    }
  }

  func probes() -> [Probe] {
    leaves.indices.flatMap { index -> [Probe] in
      let count = leaves[index].count
      switch probing {
      case .everyElement:
        return (0..<count).map { Probe(leaf: index, moves: [($0, 1)]) }
      case .sample(let elements, let directions):
        let chosen = min(count, elements)
        let single = (0..<chosen).map { place in
          Probe(leaf: index, moves: [(place * count / chosen, 1)])
        }
        let dense = (0..<directions).map { direction in
          let stream = RandomStream(
            seed: 2, name: "\(name)/\(leaves[index].name)", step: UInt32(direction))
          return Probe(leaf: index, moves: stream.floats(count).enumerated().map { ($0, $1) })
        }
        return single + dense
      }
    }
  }

  /// Derivatives of Σ cotangent · reference along the probes, by central differences: for each probe, one a cotangent.
  func derivatives(
    along probes: [Probe], at values: [NaiveArray], cotangents: [[Double]]
  ) -> [[Double]] {
    probes.map { probe in
      let step = 1e-4 / probe.norm
      func output(_ sign: Double) -> [Double] {
        var moved = values
        for move in probe.moves {
          moved[probe.leaf].values[move.element] += sign * step * move.amount
        }
        return reference(moved).values
      }
      let (forward, backward) = (output(1), output(-1))
      return cotangents.map { cotangent in
        var sum = 0.0
        for index in cotangent.indices {
          sum += (forward[index] - backward[index]) * cotangent[index]
        }
        return sum / (2 * step)
      }
    }
  }
}

extension RandomStream {
  /// Standard normals.
  func floats(_ count: Int) -> [Double] {
    (0..<count).map { index in normals(inBlock: UInt32(index / 2))[index % 2] }
  }
}
