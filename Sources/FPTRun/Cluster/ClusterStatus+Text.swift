import FPTScript

extension ClusterStatus {
  /// How many cells are in each state, those without any left out.
  package var counts: [(state: State, count: Int)] {
    State.allCases.map { state in (state, cells.count { $0.state == state }) }.filter { $0.1 > 0 }
  }

  package var hasOpen: Bool { cells.contains { $0.state.isOpen } }

  /// A table of the cells that are not done, and a summary; each line ended by a line break.
  package var text: String {
    var table = [["cell", "state", "step", "left", "where", "task", ""]]
    var notes: [String] = []
    for cell in cells where cell.state != .done {
      var reason = cell.reason ?? ""
      if reason.count > 50 || reason.contains("\n") {
        // A long one stands once beneath the table.
        let index = notes.firstIndex(of: reason) ?? notes.count
        if index == notes.count { notes.append(reason) }
        reason = "[\(index + 1)]"
      }
      table.append([
        cell.name, cell.state.rawValue, cell.step.map { "\($0)/\(cell.steps)" } ?? "",
        cell.secondsLeft.map { Amount.duration($0) } ?? "", cell.host ?? "", cell.job ?? "", reason,
      ])
    }
    var text = table.count > 1 ? Columns.text(table, right: [2, 3]) : ""
    for (index, note) in notes.enumerated() {
      text += "\n[\(index + 1)] " + note.split(separator: "\n").joined(separator: "\n    ") + "\n"
    }
    let counts = counts.map { "\($0.count) \($0.state.rawValue)" }.joined(separator: ", ")
    if !text.isEmpty { text += "\n" }
    text += "\(cells.count) \(cells.count == 1 ? "cell" : "cells"): \(counts)\n"
    let expected =
      coreHoursExpected.map { "\(Self.hours($0)) more expected" } ?? "what is left is not known"
    text += "core-hours: \(Self.hours(coreHoursSpent)) spent, \(expected)\n"
    if !jobs.isEmpty { text += "jobs in the queue: \(jobs.joined(separator: ", "))\n" }
    if let trouble { text += "the queue could not be asked: \(trouble)\n" }
    return text
  }

  /// One digit behind the point, or four of little.
  private static func hours(_ hours: Double) -> String {
    let scale = hours < 0.1 ? 10_000.0 : 10
    return "\((min(hours, 1e12) * scale).rounded() / scale)"
  }
}
