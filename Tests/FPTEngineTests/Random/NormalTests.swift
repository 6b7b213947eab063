import FPTEngine
import Foundation
import Testing

@Suite("Normals and the functions beneath them")
struct NormalTests {
  /// Distance in units in the last place of the reference.
  static func ulps(_ value: Double, _ reference: Double) -> Double {
    (value - reference).magnitude / reference.ulp
  }

  @Test("the logarithm is within 2 units in the last place")
  func logarithm() {
    var worst = 0.0
    var cursor = RandomCursor(RandomStream(seed: 1, name: "logarithm"))
    for index in 0..<200_000 {
      let u = Double(cursor.next64() >> 11) * 0x1p-53
      // (0, 1), near 1 from both sides, and all binades in turn.
      let x: Double =
        switch index & 3 {
        case 0: u + 0x1p-54
        case 1: 1 + (u - 0.5) * 0x1p-10
        case 2: (1 + u) * Double(sign: .plus, exponent: index % 2_000 - 1_000, significand: 1)
        default: 0.5 + u
        }
      worst = max(worst, Self.ulps(ScalarElementary.logarithm(x), log(x)))
    }
    #expect(worst <= 2)
    #expect(ScalarElementary.logarithm(1) == 0)
    #expect(ScalarElementary.logarithm(0) == -.infinity)
    #expect(ScalarElementary.logarithm(-1).isNaN)
    #expect(ScalarElementary.logarithm(.infinity) == .infinity)
    let smallest = Double.leastNonzeroMagnitude
    #expect(Self.ulps(ScalarElementary.logarithm(smallest), log(smallest)) <= 2)
  }

  @Test("sine and cosine are within 4e-16")
  func sineAndCosine() {
    var worst = 0.0
    for index in 0...100_000 {
      let turns = Double(index) / 100_000
      let (sine, cosine) = ScalarElementary.sineAndCosine(turns: turns)
      // The reference is reduced to an eighth of a turn as well: 2π rounded would otherwise dominate the difference.
      let quarter = (turns * 4).rounded(.toNearestOrEven)
      let angle = (turns - quarter / 4) * 2 * Double.pi
      let (s, c) = (sin(angle), cos(angle))
      let expected = [(s, c), (c, -s), (-s, -c), (-c, s)][Int(quarter) % 4]
      worst = max(worst, abs(sine - expected.0), abs(cosine - expected.1))
    }
    #expect(worst <= 4e-16)
    #expect(ScalarElementary.sineAndCosine(turns: 0.25).sine == 1)
    #expect(ScalarElementary.sineAndCosine(turns: -0.25).sine == -1)
    #expect(ScalarElementary.sineAndCosine(turns: 0.5).cosine == -1)
    #expect(ScalarElementary.sineAndCosine(turns: .infinity).sine.isNaN)
  }

  @Test("normals agree with Box and Muller's formula in the C library's arithmetic")
  func reference() {
    let stream = RandomStream(seed: 2, name: "init.weight")
    for index in 0..<20_000 as Range<UInt32> {
      let words = stream.block(index)
      let u1 = Double(((UInt64(words.y) << 32 | UInt64(words.x)) >> 11) + 1) * 0x1p-53
      let u2 = Double((UInt64(words.w) << 32 | UInt64(words.z)) >> 11) * 0x1p-53
      let radius = (-2 * log(u1)).squareRoot()
      let pair = stream.normals(inBlock: index)
      #expect(abs(pair.x - radius * cos(2 * .pi * u2)) <= 4e-15)
      #expect(abs(pair.y - radius * sin(2 * .pi * u2)) <= 4e-15)
    }
  }

  @Test("moments and tails are those of a normal", arguments: [UInt64(0), 7])
  func moments(seed: UInt64) {
    let count = 100_000
    var values = [Float](repeating: 0, count: count)
    let stream = RandomStream(seed: seed, name: "normal")
    values.withUnsafeMutableBufferPointer {
      stream.fillNormal($0, mean: 1, standardDeviation: 2)
    }
    let z = values.map { (Double($0) - 1) / 2 }
    func moment(_ power: Int) -> Double {
      z.reduce(0) { sum, x in sum + (0..<power).reduce(1) { product, _ in product * x } }
        / Double(count)
    }
    // Five standard errors: √(1/n), √(2/n), √(15/n), √(96/n).
    #expect(abs(moment(1)) < 0.016)
    #expect(abs(moment(2) - 1) < 0.023)
    #expect(abs(moment(3)) < 0.062)
    #expect(abs(moment(4) - 3) < 0.156)
    let beyondTwo = Double(z.filter { abs($0) > 2 }.count) / Double(count)
    #expect(abs(beyondTwo - 0.0455) < 0.0034)
  }

  @Test("an odd count ends with the first half of a pair")
  func oddCount() {
    let stream = RandomStream(seed: 9, name: "odd")
    var three = [Float](repeating: 0, count: 3)
    var four = [Float](repeating: 0, count: 4)
    three.withUnsafeMutableBufferPointer { stream.fillNormal($0) }
    four.withUnsafeMutableBufferPointer { stream.fillNormal($0) }
    #expect(three == Array(four[..<3]))
    #expect(four[2] == Float(stream.normals(inBlock: 1).x))
  }
}
