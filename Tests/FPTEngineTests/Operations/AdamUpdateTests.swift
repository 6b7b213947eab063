import Testing

@testable import FPTEngine

@Suite("The Adam update and the norm of a gradient")
struct AdamUpdateTests {
  /// Adam as its authors write it, in double precision.
  private struct NaiveAdam {
    var values: [Double]
    var first: [Double]
    var second: [Double]
    var step = 0

    init(_ values: [Double]) {
      self.values = values
      first = values.map { _ in 0 }
      second = first
    }

    mutating func update(_ gradient: [Double], scale: Double) {
      step += 1
      var (power1, power2) = (1.0, 1.0)
      for _ in 0..<step { (power1, power2) = (power1 * 0.9, power2 * 0.999) }
      for i in values.indices {
        let g = gradient[i] * scale
        first[i] = 0.9 * first[i] + 0.1 * g
        second[i] = 0.999 * second[i] + 0.001 * g * g
        let m = first[i] / (1 - power1)
        let v = second[i] / (1 - power2)
        values[i] -= 0.01 * m / (v.squareRoot() + 1e-8)
      }
    }
  }

  @Test("follows the reference, clipped gradients included", arguments: [1, 7, 8, 9, 100, 16_389])
  func matchesReference(count: Int) {
    let stream = RandomStream(seed: 1, name: "adam \(count)")
    let start = stream.floats(count).map { Double(Float($0)) }
    let context = ComputeContext(threads: 2)
    let value = context.tensor([count], start.map(Float.init))
    let (first, second) = (context.zeros([count]), context.zeros([count]))
    var reference = NaiveAdam(start)
    for step in 1...6 {
      let gradient = stream.at(step: UInt32(step)).floats(count).map { Double(Float($0)) }
      let scale: Float = step % 2 == 0 ? 0.25 : 1
      reference.update(gradient, scale: Double(scale))
      var (power1, power2) = (1.0, 1.0)
      for _ in 0..<step { (power1, power2) = (power1 * 0.9, power2 * 0.999) }
      context.adamUpdate(
        value: value, gradient: context.tensor([count], gradient.map(Float.init)), first: first,
        second: second,
        AdamCoefficients(
          scale: scale, oneMinusBeta1: 0.1, beta2: 0.999, oneMinusBeta2: 0.001,
          stepSize: Float(0.01 / (1 - power1)), rootCorrection: Float((1 - power2).squareRoot()),
          epsilon: 1e-8))
    }
    #expect(relativeError(first.array, reference.first) < 1e-6)
    #expect(relativeError(second.array, reference.second) < 1e-6)
    let worst = zip(value.array, reference.values).map { abs(Double($0) - $1) }.max() ?? 1
    #expect(worst < 1e-6)
  }

  @Test("decays a parameter before its step, and leaves it as it is without a gradient")
  func decay() {
    let context = ComputeContext()
    let value = context.tensor([3], [1, -2, 4])
    let zeros = (0..<3).map { _ in context.zeros([3]) }
    context.adamUpdate(
      value: value, gradient: zeros[0], first: zeros[1], second: zeros[2],
      AdamCoefficients(
        scale: 1, oneMinusBeta1: 0.1, beta2: 0.999, oneMinusBeta2: 0.001, stepSize: 0.01,
        rootCorrection: 0.5, epsilon: 1e-8, decay: 0.75))
    #expect(value.array == [0.75, -1.5, 3])
  }

  @Test("momentum and a plain step are combinations of two tensors")
  func combinations() {
    let context = ComputeContext(threads: 2)
    let count = 40_000
    let ones = context.tensor([count], [Float](repeating: 1, count: count))
    let twos = context.tensor([count], [Float](repeating: 2, count: count))
    context.combine(ones, times: 0.5, plus: twos, times: -0.25)
    #expect(ones.array.allSatisfy { $0 == 0 })
    #expect(twos.array.allSatisfy { $0 == 2 })
  }

  @Test("an element's bits do not depend on its place in a vector")
  func placeIndependence() {
    func updated(_ count: Int) -> Float {
      let context = ComputeContext()
      let value = context.tensor([count], [Float](repeating: 0.3, count: count))
      let gradient = context.tensor([count], [Float](repeating: -0.7, count: count))
      context.adamUpdate(
        value: value, gradient: gradient, first: context.zeros([count]),
        second: context.zeros([count]),
        AdamCoefficients(
          scale: 0.9, oneMinusBeta1: 0.1, beta2: 0.999, oneMinusBeta2: 0.001, stepSize: 0.01,
          rootCorrection: 0.031, epsilon: 1e-8))
      let values = value.array
      #expect(Set(values).count == 1)
      return values[0]
    }
    #expect(Set([1, 7, 8, 13].map(updated)).count == 1)
  }

  @Test(
    "Σ x² is accurate to double rounding, and the same for any number of threads",
    arguments: [0, 1, 7, 8, 4_095, 4_096, 4_097, 20_000])
  func sumOfSquares(count: Int) {
    let values = RandomStream(seed: 3, name: "squares").floats(count).map { Float(1e-3 * $0) }
    let exact = values.reduce(0.0) { $0 + Double($1) * Double($1) }
    let sums = [1, 2, 3, 5].map { threads in
      let context = ComputeContext(threads: threads)
      return context.sumOfSquares(context.tensor([count], values))
    }
    #expect(Set(sums).count == 1)
    #expect(abs(sums[0] - exact) <= 1e-12 * exact)
  }

  @Test("Σ x² of what is not finite is not finite")
  func notFinite() {
    let context = ComputeContext()
    for position in [0, 8, 9] {
      var values = [Float](repeating: 1, count: 10)
      values[position] = .nan
      #expect(context.sumOfSquares(context.tensor([10], values)).isNaN)
      values[position] = -.infinity
      #expect(context.sumOfSquares(context.tensor([10], values)) == .infinity)
    }
    #expect(context.sumOfSquares(context.tensor([1], [1e30])).isFinite)
  }
}
