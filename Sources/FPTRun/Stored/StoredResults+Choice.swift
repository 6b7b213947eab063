import FPTLib
import FPTScript

extension StoredResults {
  /// The one cell that a text chooses: by the first digits of its hash, or by its points, as in `arm=FPT,seed=0`.
  ///
  /// - Throws: `CellHashError`, `CellSelection.Failure`, or `UnusableScript` where points are asked of a script that this
  ///   version does not understand.
  package func cell(chosenBy text: String) throws -> CellRecord {
    let hash: String
    if let selection = try CellSelection(ofPoints: text) {
      let (run, cell) = try selection.cell(of: experiment())
      guard let found = self.hash(at: cell.point, of: run.name) else {
        throw CellSelection.Failure.noCell
      }
      hash = found
    } else {
      hash = try CellHash.complete(text, among: cells.map(\.hash))
    }
    guard let record = cell(hash) else { throw CellSelection.Failure.noCell }
    return record
  }

  /// The hashes of all cells that a text chooses.
  ///
  /// - Throws: as ``cell(chosenBy:)``.
  package func hashes(chosenBy text: String) throws -> [String] {
    guard let selection = try CellSelection(ofPoints: text) else {
      return [try CellHash.complete(text, among: cells.map(\.hash))]
    }
    let hashes = try selection.cells(of: experiment()).compactMap { run, cell in
      hash(at: cell.point, of: run.name)
    }
    if hashes.isEmpty { throw CellSelection.Failure.noCell }
    return hashes
  }

  /// The cell of a hash as its experiment declares it, with its run; nil where the file has it at no point.
  package func point(
    of hash: String, in experiment: ResolvedExperiment
  ) -> (run: ResolvedRun, cell: ResolvedCell)? {
    for run in experiment.runs {
      for cell in run.cells where self.hash(at: cell.point, of: run.name) == hash {
        return (run, cell)
      }
    }
    return nil
  }

  private func hash(at point: [Int], of run: String) -> String? {
    guard let stored = runs.first(where: { $0.name == run }),
      let offset = stored.offset(of: point), !stored.hashes[offset].isEmpty
    else { return nil }
    return stored.hashes[offset]
  }
}
