import Testing

@testable import FPTEngine

/// The first element of a tensor that is no finite number.
@Suite struct FiniteElementsTests {
  @Test(arguments: [1, 16_383, 16_384, 16_385, 50_000])
  func first(count: Int) {
    let context = ComputeContext(threads: 3)
    // Sums of these are infinite, and the numbers are not.
    let tensor = context.tensor([count], [Float](repeating: 3e38, count: count))
    #expect(context.firstNonFinite(in: tensor) == nil)
    for (place, value) in [(count - 1, Float.nan), (count / 2, .infinity), (0, -.infinity)] {
      tensor.elements[place] = value
      let found = context.firstNonFinite(in: tensor)
      #expect(found?.index == place)
      #expect(found.map { "\($0.value)" } == "\(value)")
    }
  }
}
