import FPTLib
import Testing

@Suite struct ResultsDocumentTests {
  @Test func runsAreArraysOverTheirAxes() throws {
    let tree = try SampleResults.document().tree()
    let run = try #require(tree.group(at: ["runs", "main"]))
    #expect(
      run.variables.map(\.name) == ["task", "arm", "seed", "accuracy", "loss", "state", "cell"])
    #expect(run.attribute("signal") == .text("accuracy"))
    #expect(run.attribute("axes") == .texts(["task", "arm", "seed"]))
    let accuracy = try #require(run.variable("accuracy"))
    #expect(accuracy.dimensions == ["task", "arm", "seed"])
    #expect(accuracy.shape == [2, 3, 2])
    guard case .float64(let values) = accuracy.values else {
      Issue.record("accuracy is not float64")
      return
    }
    #expect(values[1] == 0.75)
    #expect(values.filter(\.isNaN).count == 11)
    guard case .texts(let cells) = run.variable("cell")?.values else {
      Issue.record("cell is not text")
      return
    }
    #expect(cells[1] == SampleResults.hashA)
    #expect(cells[10] == SampleResults.hashB)
    #expect(cells.filter(\.isEmpty).count == 10)
  }

  @Test func orderOfCellsAndProvenanceLeaveNoTrace() throws {
    var other = SampleResults.document()
    other.cells.reverse()
    other.provenance = []
    other.cells[0].provenance = []
    let digest = try ContentDigest(of: SampleResults.document().tree())
    #expect(try ContentDigest(of: other.tree()) == digest)
    other.cells[0].state = .failed
    #expect(try ContentDigest(of: other.tree()) != digest)
  }

  @Test func provenanceOfCellsIsKeptApart() throws {
    let tree = try SampleResults.document().tree()
    #expect(tree.group(at: ["cells", SampleResults.hashA, "provenance"]) == nil)
    #expect(
      tree.group(at: ["provenance", "cells", SampleResults.hashA])?.attribute("host")
        == .text("somewhere"))
  }

  @Test func pointsOutsideTheAxesAreErrors() throws {
    var document = SampleResults.document()
    document.runs[0].points[0].index = [0, 3, 0]
    #expect(throws: ResultTreeError.self) { try document.tree() }
    document.runs[0].points[0].index = [1, 2, 0]
    #expect(throws: ResultTreeError.self) { try document.tree() }
    document = SampleResults.document()
    document.tables[0].arrays[0].values = [1]
    #expect(throws: ResultTreeError.self) { try document.tree() }
  }
}
