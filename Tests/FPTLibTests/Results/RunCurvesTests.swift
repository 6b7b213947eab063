import FPTLib
import Testing

@testable import FPTResults

/// Curves of cells as arrays over the run's axes and steps.
@Suite struct RunCurvesTests {
  @Test func cellsThatWereEvaluatedAtOtherStepsHaveGaps() throws {
    var document = SampleResults.document()
    // The cells come in the order of their hashes: A, then B.
    document.cells[1].curves = [
      CurveSeries(
        split: "test", steps: [10, 20], columns: [.loss([2, 1]), .accuracy([0.1, 0.2])])
    ]
    document.cells[0].curves = [
      CurveSeries(split: "test", steps: [20, 40], columns: [.loss([4, .nan])])
    ]
    let curves = try #require(try document.tree().group(at: ["curves", "main", "test"]))
    #expect(curves.attribute("axes") == .texts(["task", "arm", "seed", "step"]))
    #expect(curves.variable("step")?.values == .int64([10, 20, 40]))
    let loss = try #require(curves.variable("loss"))
    #expect(loss.shape == [2, 3, 2, 3])
    guard case .float64(let values) = loss.values else {
      Issue.record("loss is not float64")
      return
    }
    // A is at [0, 0, 1], B at [1, 2, 0].
    #expect(Array(values[3..<5]) == [2, 1])
    #expect(values[31] == 4)
    #expect(values.count { !$0.isNaN } == 3)
    #expect(curves.variable("accuracy") != nil)
  }

  @Test func withoutCurvesThereIsNoGroup() throws {
    var document = SampleResults.document()
    for index in document.cells.indices { document.cells[index].curves = [] }
    let tree = try document.tree()
    #expect(tree.group("curves") == ResultGroup())
    #expect(throws: Never.self) { try tree.validate() }
  }
}
