import FPTLib
import FPTResults
import FPTScript

/// The pace of cells of an experiment, by similar cells in a store.
struct StoredPaces {
  private let earlier: EarlierCells
  private var planner: Planner

  /// Nil where there is no store, or where it has no cells: nothing is read then.
  init?(store: String?, assets: AssetStore, baseFolder: String) {
    guard let store else { return nil }
    let cells = CellStore(folder: store)
    guard let earlier = try? EarlierCells(cells), !earlier.isEmpty else { return nil }
    self.earlier = earlier
    planner = Planner(store: cells, assets: assets, baseFolder: baseFolder)
  }

  /// Nil where no cell is like it, or where its data or weights are missing: both are part of what a cell is.
  mutating func pace(of cell: ResolvedCell) -> Pace? {
    guard let configuration = try? planner.configuration(of: cell) else { return nil }
    return earlier.pace(like: configuration)
  }
}
