import FPTLib
import FPTResults
import Testing

@testable import FPTRun

/// What is said beside results of pretrained weights.
@Suite struct WeightsCautionsTests {
  @Test func weightsAreKnownByTheirDigest() throws {
    let minilm = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    let smollm2 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
    #expect(
      WeightsCautions.lines(weights: [smollm2, minilm, "0"]) == [
        "weights minilm: tuned on sentence pairs after its pretraining",
        "weights smollm2: an instruct model of 4 bits a weight",
      ])
    #expect(WeightsCautions.lines(weights: []).isEmpty)
  }

  /// A published file whose cells took minilm's values, and whose digest is what it was.
  @Test func aResultsFileIsReadForThem() throws {
    let path = ShippedCells.root.appending(path: "results/laptop/table6.h5").path
    let document = try ResultsDocument(withoutCellsOf: path)
    let lines = try WeightsCautions.lines(of: document, in: path)
    #expect(lines == ["weights minilm: tuned on sentence pairs after its pretraining"])
  }
}
