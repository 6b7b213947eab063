import CKernels
import Testing

@testable import FPTEngine

@Suite("Every entry of every table of kernels")
struct KernelTableTests {
  @Test(
    "has the bits of the reference", arguments: KernelInput.lengths, KernelInput.Kind.allCases)
  func reference(length: Int, kind: KernelInput.Kind) {
    for entry in KernelCase.all {
      func words(_ table: KernelTable) -> [UInt64] {
        let input = KernelInput(length: length, kind: kind)
        var result = KernelResult()
        withExtendedLifetime(input) { entry.run(table.functions.pointee, input, &result) }
        return result.words
      }
      let expected = words(.baseline)
      for table in KernelTable.all.dropFirst() {
        let found = words(table)
        let place = zip(found, expected).enumerated().first { $1.0 != $1.1 }?.offset
        #expect(place == nil && found.count == expected.count, "\(table.name): \(entry.entry)")
      }
    }
  }

  @Test("is compared")
  func nothingIsForgotten() {
    let members = Mirror(reflecting: KernelTable.baseline.functions.pointee).children
    let entries = Set(members.compactMap(\.label)).subtracting(["name", "gemm", "gemm_bf16"])
    #expect(entries.count > 20)
    #expect(Set(KernelCase.all.map(\.entry)) == entries)
  }

  @Test("the baseline is the first, and the fastest is one of them")
  func names() {
    #expect(KernelTable.baseline.name == "baseline")
    #expect(KernelTable.all.first == .baseline)
    #expect(KernelTable.all.contains(.fastest))
    #expect(Set(KernelTable.all.map(\.name)).count == KernelTable.all.count)
  }

  @Test("a mask's bits are the stream's half-words")
  func masks() {
    let stream = RandomStream(seed: 0xFEED_FACE_CAFE_BEEF, name: "mask", step: 3)
    for threshold: UInt16 in [1, 6_554, 40_000] {
      var mask: [UInt8] = [0, 0, 0, 0]
      KernelTable.baseline.functions.pointee.draw_mask(
        &mask, 2, 2, 2, stream.place(block: .max), threshold)
      for (byte, bits) in mask.enumerated() {
        let words = stream.block(.max &+ UInt32(byte))
        for half in 0..<8 {
          let number = UInt16(truncatingIfNeeded: words[half / 2] >> UInt32(half % 2 * 16))
          #expect((bits >> UInt8(half) & 1 == 1) == (number >= threshold))
        }
      }
    }
  }
}
