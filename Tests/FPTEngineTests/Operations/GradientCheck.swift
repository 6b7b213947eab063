import Testing

@testable import FPTEngine

/// Compares an operation's value and every gradient with the naive reference, in every way a leaf can be used.
///
/// The leaves are trained all together, then each alone with the others frozen, then none; and the operation is recorded
/// twice on one tape, so that every gradient meets a slot that already has one.
struct GradientCheck {
  let check: GradientCase
  let values: [NaiveArray]
  let expected: NaiveArray
  let cotangents: [[Double]]
  let probes: [Probe]
  /// For each probe, one a cotangent.
  let derivatives: [[Double]]
  let context = ComputeContext(threads: 2)

  /// Float32 sums of some hundreds of terms; a wrong term is orders of magnitude above.
  static let tolerance = 1e-5

  init(_ check: GradientCase) {
    self.check = check
    values = check.leafValues()
    expected = check.reference(values)
    let count = expected.values.count
    cotangents = (0..<2).map { index in
      RandomStream(seed: 3, name: "\(check.name)/\(index)").floats(count).map {
        Double(Float($0))
      }
    }
    probes = check.probes()
    derivatives = check.derivatives(along: probes, at: values, cotangents: cotangents)
  }

  func run() {
    let everything = Set(check.leaves.indices)
    compare(trained: everything, uses: 1)
    compare(trained: everything, uses: 2)
    if check.leaves.count > 1 {
      for leaf in check.leaves.indices { compare(trained: [leaf], uses: 1) }
    }
    recordsNothingWhenFrozen()
  }

  private func variables(trained: Set<Int>) -> [Variable] {
    values.indices.map { index in
      let tensor = context.tensor(values[index].shape, values[index].values.map(Float.init))
      return trained.contains(index)
        ? Variable(trained: tensor, slot: GradientSlot(shape: tensor.shape))
        : Variable(constant: tensor)
    }
  }

  private func compare(trained: Set<Int>, uses: Int) {
    let leaves = variables(trained: trained)
    let tape = Tape(context: context, isTraining: true, randomness: checkRandomness)
    let outputs = (0..<uses).map { _ in check.engine(tape, leaves) }
    let what: Comment = "trained \(trained.sorted()), used \(uses) times"
    for (output, cotangent) in zip(outputs, cotangents) {
      #expect(output.shape == expected.shape, what)
      let error = relativeError(output.value.array, expected.values)
      #expect(error < Self.tolerance, what)
      guard output.shape == expected.shape else { return }
      output.slot?.adopt(
        context.tensor(output.shape, cotangent.map(Float.init)), in: context)
    }
    tape.backward()
    for leaf in leaves.indices {
      guard trained.contains(leaf) else { continue }
      guard let gradient = leaves[leaf].slot?.gradient else {
        Issue.record("no gradient of \(check.leaves[leaf].name)")
        continue
      }
      compare(gradient.array, leaf: leaf, uses: uses, what)
      #expect(
        leaves[leaf].value.array.map(Double.init) == values[leaf].values,
        "\(check.leaves[leaf].name) was written to")
    }
  }

  private func compare(_ gradient: [Float], leaf: Int, uses: Int, _ what: Comment) {
    let name = check.leaves[leaf].name
    var difference = 0.0
    var norm = 0.0
    var elements = 0.0
    let gradientNorm = gradient.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    for (index, probe) in probes.enumerated() where probe.leaf == leaf {
      let exact = (0..<uses).reduce(0.0) { $0 + derivatives[index][$1] }
      let found = probe.moves.reduce(0.0) { $0 + Double(gradient[$1.element]) * $1.amount }
      if probe.moves.count == 1 {
        difference += (found - exact) * (found - exact)
        norm += exact * exact
        elements += 1
      } else {
        #expect(
          (found - exact).magnitude <= Self.tolerance * max(1e-3, gradientNorm * probe.norm),
          "\(name) along a direction: \(found) for \(exact); \(what)")
      }
    }
    // Where the exact gradient is zero or nearly so, what is left is the rounding of terms of order 1.
    let scale = max(norm.squareRoot(), 0.05 * elements.squareRoot())
    #expect(
      difference.squareRoot() <= Self.tolerance * scale,
      "\(name): off by \(difference.squareRoot() / scale); \(what)")
  }

  /// With nothing trained, only the leaves and the output stay in memory, and there is nothing to play back.
  private func recordsNothingWhenFrozen() {
    let tape = Tape(context: context, isTraining: true, randomness: checkRandomness)
    let leaves = variables(trained: [])
    let before = context.memory.bytesInUse
    var output: Variable? = check.engine(tape, leaves)
    #expect(output?.requiresGradient == false)
    #expect(output.map { relativeError($0.value.array, expected.values) } ?? 1 < Self.tolerance)
    output = nil
    withExtendedLifetime(leaves) {
      #expect(context.memory.bytesInUse == before, "a frozen pass keeps memory")
    }
    #expect(tape.recordedSteps == 0)
  }
}

/// ‖a − b‖ / ‖b‖; infinite where the counts differ.
func relativeError(_ a: [Float], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  var difference = 0.0
  var norm = 0.0
  for (x, y) in zip(a, b) {
    difference += (Double(x) - y) * (Double(x) - y)
    norm += y * y
  }
  if difference.isNaN { return .infinity }
  return (difference / max(norm, 1e-12)).squareRoot()
}
