/// What axes and cells have cost so far, against caps on what one check may do.
struct WorkBudget {
  /// Points of an axis, and cells of all runs together; far beyond what anyone can compute.
  static let mostCells = 20_000
  /// Work that one check may do on cells: cells times what each of them is made of.
  private static let mostWork = 5_000_000

  private var cells = 0
  private var work = 0

  /// Counts the points of an axis; false where they are too many.
  mutating func spend(points count: Int) -> Bool {
    guard count <= Self.mostCells else { return false }
    // A point costs more than a setting of a cell, and again in every run that has it.
    work += 10 * count
    return work <= Self.mostWork
  }

  /// Counts the cells of a run, each made of so many settings; false where they are too many.
  mutating func spend(cells count: Int, of settings: Int) -> Bool {
    cells += count
    work += count * settings
    return cells <= Self.mostCells && work <= Self.mostWork
  }
}
