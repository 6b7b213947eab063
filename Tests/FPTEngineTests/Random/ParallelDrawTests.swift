import FPTEngine
import Testing

@Suite("Random numbers drawn on several threads")
struct ParallelDrawTests {
  /// Counts around the edges of blocks and of what one thread draws at a time.
  static let counts = [0, 1, 2, 3, 4, 5, 16_383, 16_384, 16_385, 16_387, 32_768, 50_001]

  @Test("normals are those of one thread, bit for bit", arguments: counts)
  func normals(count: Int) {
    let stream = RandomStream(seed: 5, name: "normals", step: 1)
    var serial = [Float](repeating: .nan, count: count)
    serial.withUnsafeMutableBufferPointer {
      stream.fillNormal($0, mean: 0.25, standardDeviation: 0.02)
    }
    for threads in [1, 2, 5] {
      let context = ComputeContext(threads: threads)
      let tensor = context.uninitialized([count])
      context.fillNormal(tensor, from: stream, mean: 0.25, standardDeviation: 0.02)
      #expect(tensor.array.map(\.bitPattern) == serial.map(\.bitPattern))
    }
  }

  @Test("uniform numbers are those of one thread, bit for bit", arguments: counts)
  func uniforms(count: Int) {
    let stream = RandomStream(seed: 5, name: "uniforms")
    let serial = (0..<count).map { Float((Double(stream.uniform(at: $0)) * 2 - 1) * 0.3) }
    for threads in [1, 2, 5] {
      let context = ComputeContext(threads: threads)
      let tensor = context.uninitialized([count])
      context.fillUniform(tensor, from: stream, bound: 0.3)
      #expect(tensor.array.map(\.bitPattern) == serial.map(\.bitPattern))
    }
  }
}
