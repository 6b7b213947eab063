import FPTEngine
import Testing

@Suite("Random streams")
struct RandomStreamTests {
  @Test("bulk and single access agree", arguments: [0, 1, 3, 4, 5, 15, 16, 17, 63, 64, 65, 9_001])
  func bulkAccess(count: Int) {
    let stream = RandomStream(seed: 3, name: "bulk", step: 2)
    for start in [0, 4, 400, 1 << 33] {
      var words = [UInt32](repeating: 0, count: count)
      words.withUnsafeMutableBufferPointer { stream.fill($0, from: start) }
      #expect(words == (0..<count).map { stream.word(at: start + $0) })
      var uniforms = [Float](repeating: -1, count: count)
      uniforms.withUnsafeMutableBufferPointer { stream.fillUniform($0, from: start) }
      #expect(uniforms == (0..<count).map { stream.uniform(at: start + $0) })
    }
    var cursor = RandomCursor(stream)
    #expect((0..<count).map { _ in cursor.next() } == (0..<count).map { stream.word(at: $0) })
  }

  @Test("uniforms lie in [0, 1) on the grid of 2⁻²⁴")
  func uniformRange() {
    #expect(RandomStream.uniform(0) == 0)
    #expect(RandomStream.uniform(0xff) == 0)
    #expect(RandomStream.uniform(0x100) == 0x1p-24)
    #expect(RandomStream.uniform(.max) == 1 - 0x1p-24)
    #expect(RandomStream.uniform(.max) < 1)
  }

  @Test("uniforms spread evenly", arguments: [UInt64(0), 1, 20_210_309])
  func uniformSpread(seed: UInt64) {
    let count = 1 << 16
    var values = [Float](repeating: 0, count: count)
    let stream = RandomStream(seed: seed, name: "uniform")
    values.withUnsafeMutableBufferPointer { stream.fillUniform($0) }
    var bins = [Int](repeating: 0, count: 64)
    for value in values { bins[Int(value * 64)] += 1 }
    let expected = Double(count) / 64
    let chiSquare = bins.reduce(0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    // 63 degrees of freedom: mean 63, standard deviation 11.2; these bounds are about 5 of them.
    #expect((20...120).contains(chiSquare), "seed \(seed)")
  }

  @Test("neighboring seeds, names and steps give unrelated values")
  func independence() {
    let base = RandomStream(seed: 1, name: "a")
    let others = [
      RandomStream(seed: 2, name: "a"), RandomStream(seed: 1, name: "b"), base.at(step: 1),
      RandomStream(seed: 1 << 32, name: "a"),
    ]
    for other in others {
      var differing = 0
      for index in 0..<1_000 {
        differing += (base.word(at: index) ^ other.word(at: index)).nonzeroBitCount
      }
      // 32,000 bits, each different with probability ½: standard deviation 89.
      #expect(abs(differing - 16_000) < 450)
    }
  }

  @Test(
    "integers stay below their bound and are equally likely", arguments: [1, 2, 3, 7, 10, 1_000])
  func integers(bound: Int) {
    var cursor = RandomCursor(RandomStream(seed: 5, name: "integers"))
    var counts = [Int](repeating: 0, count: bound)
    let draws = 20_000
    for _ in 0..<draws { counts[cursor.integer(below: bound)] += 1 }
    let expected = Double(draws) / Double(bound)
    for (value, count) in counts.enumerated() {
      #expect(
        abs(Double(count) - expected) <= 5.5 * expected.squareRoot(), "value \(value) of \(bound)")
    }
  }

  @Test("a huge bound is met by drawing again, never exceeded")
  func hugeBound() {
    var cursor = RandomCursor(RandomStream(seed: 5, name: "huge"))
    let bound = Int.max / 2 + 12_345
    for _ in 0..<1_000 { #expect((0..<bound).contains(cursor.integer(below: bound))) }
    #expect(cursor.integer(below: 0) == 0)
    #expect(cursor.integer(below: -3) == 0)
  }

  @Test("permutations are permutations", arguments: [0, 1, 2, 5, 100, 4_096])
  func permutation(count: Int) {
    let stream = RandomStream(seed: 11, name: "order")
    let order = stream.permutation(count)
    #expect(order.sorted() == Array(0..<count))
    #expect(order == stream.permutation(count))
    if count >= 100 { #expect(order != stream.at(step: 1).permutation(count)) }
  }

  @Test("all permutations of three are equally likely")
  func permutationFairness() {
    let stream = RandomStream(seed: 1, name: "fair")
    var counts: [[Int]: Int] = [:]
    for step in 0..<6_000 { counts[stream.at(step: UInt32(step)).permutation(3), default: 0] += 1 }
    #expect(counts.count == 6)
    for (order, count) in counts { #expect(abs(count - 1_000) < 160, "\(order)") }
  }
}
