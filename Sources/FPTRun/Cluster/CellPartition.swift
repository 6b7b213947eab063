import FPTJSON
import FPTLib
import FPTScript

/// The cells of a plan, dealt out to the tasks of a cluster so that each has about as many operations.
///
/// It is a function of the experiment file and of the headers of its data alone: not of seconds, nor of what is stored. Cells whose weights
/// others begin with come in stages of their own, before those that begin with them.
package struct CellPartition: Sendable {
  /// The version of the way in which cells are dealt out; a later way gets another one.
  package static let version = 1

  /// Cells that are trained in the same way, and so only once.
  package struct Work: Sendable, Hashable {
    /// SHA-256 of what the file says of their training.
    var key: String
    /// Indices in the plan.
    package var cells: [Int]
    /// Millions of floating-point operations; 0 where they are not known.
    package var operations: Int
  }

  /// What can be computed at the same time, by stages: each begins with weights of those before it.
  package let stages: [[Work]]

  /// Operations of a cell at most, so that many of them can be added up.
  private static let most = Int.max >> 20

  /// Deals out the cells of a plan; `operations` counts those of a cell, nil where that cannot be known.
  init(_ plan: ExperimentPlan, operations: (PlannedCell) -> Double?) {
    var places: [String: Int] = [:]
    var works: [Work] = []
    for (index, cell) in plan.cells.enumerated() {
      let key = cell.resolved.trainingDigest
      if let place = places[key] {
        works[place].cells.append(index)
        continue
      }
      places[key] = works.count
      let count = operations(cell).map { ($0 / 1e6).rounded() } ?? 0
      works.append(
        Work(
          key: key, cells: [index],
          operations: Int(exactly: min(count, Double(Self.most))) ?? Self.most))
    }
    let needs = works.map { work in
      plan.cells[work.cells[0]].resolved.referencedCells.compactMap { places[$0.trainingDigest] }
    }
    // References cannot go in circles, so that depths end.
    var depths: [Int: Int] = [:]
    func depth(_ place: Int) -> Int {
      if let known = depths[place] { return known }
      let found = needs[place].map { depth($0) + 1 }.max() ?? 0
      depths[place] = found
      return found
    }
    let needed = Set(needs.flatMap(\.self))
    let count = (needed.map(depth).max() ?? -1) + 1
    var stages: [[Work]] = Array(repeating: [], count: count + 1)
    for (place, work) in works.enumerated() {
      stages[needed.contains(place) ? depth(place) : count].append(work)
    }
    self.stages = stages.filter { !$0.isEmpty }
  }

  /// The work of each of `count` tasks of a stage, both from 0: the largest first, each to the task that has least so far.
  ///
  /// - Complexity: O(w log w + w log t) would do; it is O(w · t), a second for the largest arrays there are.
  package func tasks(ofStage stage: Int, count: Int) -> [[Work]] {
    let works = stages[stage].sorted {
      $0.operations != $1.operations ? $0.operations > $1.operations : $0.key < $1.key
    }
    var tasks: [[Work]] = Array(repeating: [], count: max(1, count))
    var loads = Array(repeating: 0, count: max(1, count))
    for work in works {
      var least = 0
      for task in loads.indices
      where (loads[task], tasks[task].count) < (loads[least], tasks[least].count) { least = task }
      tasks[least].append(work)
      loads[least] += work.operations
    }
    return tasks
  }

  /// 12 hexadecimal digits that say which work each task of a stage has: equal where two machines agree on it.
  package func digest(ofStage stage: Int, count: Int) -> String {
    let tasks = tasks(ofStage: stage, count: count).map {
      $0.map(\.key).sorted().joined(separator: ",")
    }
    let text = "\(Self.version) \(stage + 1)/\(stages.count)\n" + tasks.joined(separator: "\n")
    return String(CellIdentity.sha256(text).prefix(12))
  }
}

extension ResolvedCell {
  /// SHA-256 of what the experiment file says of the cell's training, without the digests of data and weights.
  var trainingDigest: String {
    let curves = CurveRequest(measures)
    return CellIdentity.sha256(
      JSONValue.object([
        "task": task.value.canonical(),
        "model": model.value.canonical(),
        "freezing": .list(freezing.map { .text($0.expressionText) }),
        "train": train.value.canonical(),
        "seed": .integer(Int64(bitPattern: seed)),
        "keep": .list(keep.sorted().map { .text($0) }),
        "curves": .list(curves.splits.map { .text($0.rawValue) }),
        "best": .list(curves.bestSplits.map { .text($0.rawValue) }),
      ]).canonicalText)
  }

  /// The cells that the model names as where its weights come from.
  fileprivate var referencedCells: [ResolvedCell] {
    model.value.fields.compactMap { field in
      guard case .cell(let reference) = field.value else { return nil }
      return reference.cell
    }
  }
}

extension ExperimentRunner {
  /// The partition of a plan.
  package func partition(of plan: ExperimentPlan) -> CellPartition {
    var estimator = CostEstimator(
      of: plan.experiment, tasks: planner.tasks, models: planner.models, threads: 1,
      // No time is asked for.
      checkpointInterval: .infinity, rate: ProductRate(operationsPerSecond: 1))
    return CellPartition(plan) { try? estimator.estimate($0.resolved).operations }
  }
}
