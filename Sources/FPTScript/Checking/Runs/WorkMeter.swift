/// Counts what axes and cells cost, and reports where that is more than one check may do.
final class WorkMeter {
  /// Points of an axis, and cells of all runs together; far beyond what anyone can compute.
  static let mostCells = 20_000
  /// Work that one check may do on cells: cells times what each of them is made of.
  private static let mostWork = 5_000_000

  /// The work so far.
  struct Work {
    fileprivate var cells = 0
    fileprivate var work = 0

    /// Counts the points of an axis; false where they are too many.
    fileprivate mutating func add(points count: Int) -> Bool {
      guard count <= WorkMeter.mostCells else { return false }
      // A point costs more than a setting of a cell, and again in every run that has it.
      work += 10 * count
      return work <= WorkMeter.mostWork
    }

    /// Counts the cells of a run, each made of so many settings; false where they are too many.
    fileprivate mutating func add(cells count: Int, of settings: Int) -> Bool {
      cells += count
      work += count * settings
      return cells <= WorkMeter.mostCells && work <= WorkMeter.mostWork
    }
  }

  private(set) var spent: Work
  private let diagnostics: DiagnosticList

  init(spent: Work, diagnostics: DiagnosticList) {
    self.spent = spent
    self.diagnostics = diagnostics
  }

  /// Counts the points of an axis against what one check may do; reports too many.
  func canAfford(points count: Int, at span: SourceSpan) -> Bool {
    if spent.add(points: count) { return true }
    reportTooMany(at: span)
    return false
  }

  /// Counts the cells of a run against what one check may do; reports too many.
  func canAffordCells(of draft: RunDraft) -> Bool {
    var count = 1
    for axis in draft.axes {
      let (product, overflows) = count.multipliedReportingOverflow(by: axis.points.count)
      guard !overflows, product <= Self.mostCells else {
        reportTooMany(at: axis.span)
        return false
      }
      count = product
    }
    let rules = draft.rules.reduce(0) { $0 + 1 + ($1.settings?.count ?? 0) }
    let settings = 1 + draft.settings.count + rules + draft.axes.count
    if spent.add(cells: count, of: settings) { return true }
    reportTooMany(at: draft.declared.syntax.headSpan)
    return false
  }

  private func reportTooMany(at span: SourceSpan) {
    diagnostics.report(
      .tooManyCells, "this makes more than \(Self.mostCells) cells", at: span)
  }
}
