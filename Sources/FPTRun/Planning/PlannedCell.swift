import FPTLib
import FPTScript

/// One cell of a plan: its identity and the remaining work.
package struct PlannedCell: Sendable {
  package let run: String
  package internal(set) var resolved: ResolvedCell
  /// The cell's label on each axis of its run, such as `["bit_xor", "language", "0"]`.
  package let coordinates: [String]
  /// Nil if data or weights are missing, since their digests are part of the identity.
  package let identity: CellIdentity?
  /// The cell's task without its data: numbers of examples, the accuracy of chance; nil where only data that are not here tell.
  var task: DescribedTask?
  /// The cells whose weights this one begins with, the first trained first.
  package var needs: [CellWeights] = []
  package var status: Status
  /// Whether the experiment has other runs, whose cells may have the same labels.
  var namesRun = false
  /// Where the file names the missing data or weights of an unavailable cell.
  package var span: SourceSpan?

  package enum Status: Sendable, Hashable {
    /// Everything asked for is in the store.
    case done
    /// Training diverged: a result.
    case diverged
    /// Nothing is stored.
    case new
    /// The cell was interrupted and continues after this step.
    case resume(step: Int)
    /// The cell is trained. These measures are computed from the kept weights.
    case measures([String])
    /// The cell was trained, and what is asked for needs it to be trained once more, for this reason.
    case again(String)
    /// An earlier run ended in this error; it is tried again.
    case failedEarlier(String)
    /// The stored file is damaged. It is moved out of the way, and the cell is computed again.
    case damaged(String)
    /// Data or weights are missing; the reason names the command that gets them.
    case unavailable(String)

    /// Whether there is nothing to compute.
    package var isStored: Bool { self == .done || self == .diverged }
  }

  package var steps: Int {
    if case .integer(let steps) = resolved.train.value["steps"] { return steps }
    return 0
  }

  /// Its labels, after its run's name where the experiment has several: `transfer · bit_xor · language · 0`.
  package var name: String {
    ((namesRun ? [run] : []) + coordinates).joined(separator: " · ")
  }
}

/// Every cell of an experiment with its state, before anything is computed.
package struct ExperimentPlan: Sendable {
  package let experiment: ResolvedExperiment
  /// In the order of runs, then row-major over their axes.
  package var cells: [PlannedCell]
  /// Warnings and notes, which do not keep the experiment from running.
  package var warnings: [Diagnostic] = []

  /// Cells that need computing, in an order in which weights are trained before they are needed; cells with the same
  /// identity count once.
  package var toCompute: [Int] { toCompute(among: Set(cells.indices)) }

  /// Cells among some that need computing, in such an order; cells with the same identity count once.
  func toCompute(among chosen: Set<Int>) -> [Int] {
    var places: [String: Int] = [:]
    let found = cells.indices.filter { index in
      guard chosen.contains(index), !cells[index].status.isStored,
        let hash = cells[index].identity?.hash, places[hash] == nil
      else { return false }
      places[hash] = index
      return true
    }
    if found.allSatisfy({ cells[$0].needs.isEmpty }) { return found }
    var ordered: [Int] = []
    var seen: Set<Int> = []
    for index in found {
      // What a cell needs is listed with all that this needs, in order.
      for index in cells[index].needs.compactMap({ places[$0.hash] }) + [index] {
        if seen.insert(index).inserted { ordered.append(index) }
      }
    }
    return ordered
  }

  /// The hashes of some cells and of all whose weights these begin with.
  func withNeeded(_ hashes: Set<String>) -> Set<String> {
    cells.reduce(into: hashes) { result, cell in
      if let hash = cell.identity?.hash, hashes.contains(hash) {
        result.formUnion(cell.needs.map(\.hash))
      }
    }
  }
}
