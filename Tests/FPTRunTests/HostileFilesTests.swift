import FPTLib
import FPTResults
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// Numbers of files from others that nothing could have, and that arithmetic would not survive.
@Suite struct HostileFilesTests {
  @Test(arguments: [-1e300, 1e300, -Double.infinity, .infinity, .nan])
  func aTimeThatNothingTakesHasNoWords(seconds: Double) {
    #expect(Amount.duration(seconds).isEmpty)
  }

  /// An array may lie over a dimension of an enclosing group that has the name of one of its own and another size.
  @Test(arguments: ["runs", "tables"])
  func arraysOfAnotherLengthThanTheirAxesAreRefused(parent: String) throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment().run(in: folder.path)
    var tree = try ResultFile.read(folder.path + "/out.h5")
    let place = try #require(tree.groups.firstIndex { $0.name == parent })
    let name = try #require(tree.groups[place].group.groups.first?.name)
    var group = tree.groups[place].group.groups[0].group
    let index = try #require(
      group.variables.firstIndex { $0.name == (parent == "runs" ? "cell" : "mean") })
    let axis = try #require(group.variables[index].dimensions.last)
    let scale = try #require(group.variables.firstIndex { $0.name == axis })
    group.variables[scale] = ResultVariable(
      name: axis, dimensions: [axis], shape: [7], values: .texts((0..<7).map { "p\($0)" }))
    tree.groups[place].group.groups[0].group = group
    let error = #expect(throws: ResultTreeError.self) { try ResultsDocument(tree: tree) }
    #expect(
      error.map { "\($0)".contains("/\(parent)/\(name)/") } == true, "\(String(describing: error))")
  }

  /// What is counted in operations is added up in whole numbers.
  @Test func workBeyondAllCountingIsDealtOut() throws {
    let folder = try TemporaryFolder()
    let plan = try TinyExperiment(seeds: "0..<6").plan(in: folder.path)
    let partition = CellPartition(plan) { _ in 5e24 }
    #expect(partition.tasks(ofStage: 0, count: 2).map(\.count) == [3, 3])
  }
}
