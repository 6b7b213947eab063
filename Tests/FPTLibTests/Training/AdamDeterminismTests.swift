import FPTLib
import Foundation
import Testing

@testable import FPTTraining

@Suite("Adam's bias correction")
struct AdamDeterminismTests {
  @Test("is 1 − βᵗ", arguments: [0.9, 0.999, 0.5, 0, 0.99999])
  func biasCorrection(beta: Double) {
    for step in [1, 2, 3, 7, 10, 100, 1_000, 12_345, 1_000_000] {
      let exact = 1 - pow(beta, Double(step))
      let found = Adam.biasCorrection(beta, step: step)
      #expect(abs(found - exact) <= 1e-12 * exact + 0x1p-52, "step \(step)")
    }
  }

  @Test("rises to 1 and stays there")
  func limits() {
    #expect(Adam.biasCorrection(0.9, step: 0) == 0)
    #expect(Adam.biasCorrection(0.9, step: 1) == 1 - 0.9)
    #expect(Adam.biasCorrection(0.999, step: .max) == 1)
    let corrections = (1...500).map { Adam.biasCorrection(0.99, step: $0) }
    #expect(zip(corrections, corrections.dropFirst()).allSatisfy { $0 < $1 })
  }
}
