import ArgumentParser
import FPTRun
import FPTScript

/// Which cells of a plan a command is about.
struct ScopeArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Computes the cells with these points alone, such as 'task=mnist,arm=FPT'.",
      valueName: "axis=point,…"), completion: Completions.points)
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

  @Option(
    help: ArgumentHelp(
      """
      Deals --shard out by operations, in this version of doing so; with the digest that `slurm` prints, \
      nothing is computed where the parts are others.
      """, valueName: "version-digest"))
  var balanced: String?

  @Option(
    help:
      "With --balanced, the stage: cells whose weights others begin with come in stages before those."
  )
  var stage: Int = 1

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
    if let balanced {
      try balance(&scope, balanced)
    } else if stage != 1 {
      throw Failure.stop("--stage is a part of what --balanced deals out; there is no --balanced")
    }
    return scope
  }

  private func balance(_ scope: inout CellScope, _ text: String) throws {
    let words = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard words.count <= 2, let version = Int(words[0]), words.count == 1 || !words[1].isEmpty
    else {
      throw Failure.stop("--balanced is a version such as 1, or 1-3f9a12c4d5e6; found `\(text)`")
    }
    guard version == CellPartition.version else {
      throw Failure.stop(
        "--balanced: this program deals cells out in version \(CellPartition.version); found \(version)",
        help: "make the script anew with `fpt-script slurm`")
    }
    guard let shard = scope.shard else {
      throw Failure.stop("--balanced says how --shard deals cells out; there is no --shard")
    }
    scope.shard = nil
    scope.part = BalancedPart(
      stage: stage, shard: shard, digest: words.count == 2 ? String(words[1]) : nil)
  }
}
