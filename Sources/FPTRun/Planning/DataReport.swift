import FPTLib
import FPTScript

/// A description of the data of one task of a plan.
package struct DataReport: Sendable, Hashable, Encodable {
  /// Names of the task in the experiment.
  ///
  /// Several declarations may have the same content.
  package var tasks: [String]
  package var summary: DataSummary

  /// Each with the task's name.
  package var warnings: [String] {
    summary.warnings.map { "\(tasks.joined(separator: ", ")): \($0)" }
  }

  /// Lines of text, the first one not indented.
  var lines: [String] {
    ["\(tasks.joined(separator: ", ")): \(summary.shapeText)", "  \(summary.classesText)"]
      + (summary.repetitionText.map { ["  \($0)"] } ?? [])
      + summary.warnings.map { "  warning: \($0)" }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(tasks, forKey: .tasks)
    try container.encode(summary.warnings, forKey: .warnings)
    try summary.encode(to: encoder)
  }

  private enum CodingKeys: String, CodingKey { case tasks, warnings }
}

extension ExperimentRunner {
  /// A report of every task whose data are available, in the order of the plan.
  ///
  /// The first time, all data are looked through; what was found is kept in the store. Only tasks
  /// of the chosen cells are told; of all, where nil.
  package mutating func dataReports(
    of plan: ExperimentPlan, among chosen: Set<Int>? = nil
  ) throws -> [DataReport] {
    let cache = ScanCache(store: options.store)
    var places: [Constructed: Int] = [:]
    var reports: [DataReport] = []
    for (index, cell) in plan.cells.enumerated() {
      guard cell.identity != nil, chosen?.contains(index) ?? true else { continue }
      let task = cell.resolved.task
      if let place = places[task.value] {
        if !reports[place].tasks.contains(task.name) { reports[place].tasks.append(task.name) }
        continue
      }
      let definition = task.value.canonical().canonicalText
      let digest = try planner.tasks.description(of: task.value).dataDigest
      let summary =
        try cache.summary(ofData: digest, definition: definition)
        ?? cache.summary(of: planner.tasks.task(task.value), definition: definition)
      places[task.value] = reports.count
      reports.append(DataReport(tasks: [task.name], summary: summary))
    }
    return reports
  }
}
