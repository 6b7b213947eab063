import ArgumentParser
import FPTRun
import FPTScript

/// Which cells of a plan a command is about.
struct ScopeArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Computes the cells with these points alone, such as 'task=mnist,arm=FPT'.",
      valueName: "axis=point,…"))
  var only: String?

  @Option(
    help: ArgumentHelp(
      """
      Computes the cell whose hash begins so, or those with some points; may be given several times.
      """, valueName: "cell"))
  var cell: [String] = []

  @Option(
    help: ArgumentHelp(
      "Computes the K-th of N disjoint parts of the plan; `merge` puts them together.",
      valueName: "K/N"))
  var shard: String?

  /// The scope these stand for.
  func scope() throws -> CellScope {
    var scope = CellScope(cells: cell)
    if let only {
      do {
        scope.only = try CellSelection(parsing: only)
      } catch {
        throw Failure.stop("\(error)")
      }
    }
    if let shard {
      scope.shard = Shard(parsing: shard)
      guard scope.shard != nil else {
        throw Failure.stop(
          "--shard is K/N with K from 1 to N, such as --shard 3/16; found `\(shard)`")
      }
    }
    return scope
  }
}
