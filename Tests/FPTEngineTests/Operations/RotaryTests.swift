import Foundation
import Testing

@testable import FPTEngine

@Suite("Rotary positions")
struct RotaryTests {
  @Test("eˣ is within 2 units in the last place")
  func exponential() {
    var worst = 0.0
    for i in -700_000...700_000 {
      let x = Double(i) * 0.001_003_7
      let (found, exact) = (ScalarElementary.exponential(x), exp(x))
      worst = max(worst, (found - exact).magnitude / exact.ulp)
    }
    #expect(worst <= 2)
    #expect(ScalarElementary.exponential(0) == 1)
    #expect(ScalarElementary.exponential(.infinity) == .infinity)
    #expect(ScalarElementary.exponential(710) == .infinity)
    #expect(ScalarElementary.exponential(-.infinity) == 0)
    #expect((ScalarElementary.exponential(-740) - exp(-740)).magnitude <= .leastNonzeroMagnitude)
    #expect(ScalarElementary.exponential(.nan).isNaN)
  }

  @Test("plain and linear frequencies")
  func frequencies() {
    for (width, base) in [(2, 10_000.0), (64, 10_000), (128, 500_000)] {
      let found = RotaryFrequencies(width: width, base: base)
      #expect(found.values.count == width / 2)
      for (i, value) in found.values.enumerated() {
        let exact = pow(base, -2 * Double(i) / Double(width))
        #expect((value - exact).magnitude < 1e-14 * exact)
        #expect(found.linear(factor: 4).values[i] == value / 4)
      }
    }
  }

  /// `ROPE_INIT_FUNCTIONS["llama3"]` of transformers, written out.
  @Test("Llama 3's rule")
  func llama3() {
    let plain = RotaryFrequencies(width: 128, base: 500_000)
    let scaled = plain.llama3()
    for (f, found) in zip(plain.values, scaled.values) {
      let wavelength = 2 * Double.pi / f
      let exact: Double
      if wavelength < 8_192 / 4 {
        exact = f
      } else if wavelength > 8_192 {
        exact = f / 8
      } else {
        let smooth = (8_192 / wavelength - 1) / (4 - 1)
        exact = (1 - smooth) * f / 8 + smooth * f
      }
      #expect((found - exact).magnitude <= 1e-15 * exact)
    }
    #expect(scaled.values[0] == 1)
    #expect(scaled.values[63] == plain.values[63] / 8)
  }

  @Test("a score depends on the distance alone")
  func distances() {
    let context = ComputeContext()
    let tape = Tape(context: context)
    let heads = AttentionHeads(1, width: 8)
    let stream = RandomStream(seed: 2, name: "distance")
    let (q, k) = (
      stream.floats(8).map { Float($0) }, stream.at(step: 1).floats(8).map { Float($0) }
    )
    // Every token has the same query and the same key.
    let row = q + k + [Float](repeating: 0, count: 8)
    let x = Variable(
      constant: context.tensor([1, 50, 24], (0..<50).flatMap { _ in row }))
    let rotary = tape.rotaryPositions(RotaryFrequencies(width: 8), tokens: 50)
    var shown: [Float] = []
    _ = tape.attention(
      AttentionInputs(fused: x),
      Attention(heads, .causalWindow(size: 9), positions: .rotary(rotary)) { shown = $0.array })
    for query in 9..<50 {
      for distance in 0..<9 {
        let (found, first) = (shown[query * 50 + query - distance], shown[8 * 50 + 8 - distance])
        #expect((found - first).magnitude < 2e-6)
      }
    }
  }
}
