import FPTScript

extension ClusterStatus {
  /// How many cells are in each state, those without any left out.
  package var counts: [(state: State, count: Int)] {
    State.allCases.map { state in (state, cells.count { $0.state == state }) }.filter { $0.1 > 0 }
  }

  package var hasOpen: Bool { cells.contains { $0.state.isOpen } }

  /// A table of the cells that are not done, and a summary; each line ended by a line break.
  ///
  /// Many cells to which nothing has happened yet, for one reason, share a line unless `listsAll`.
  package func text(listsAll: Bool = false) -> String {
    var table = [["cell", "state", "step", "left", "where", "task", ""]]
    var notes: [String] = []
    for row in rows(listsAll: listsAll) {
      let cell = row.cell
      var reason = cell.reason ?? ""
      if reason.count > 50 || reason.contains("\n") {
        // A long one stands once beneath the table.
        let index = notes.firstIndex(of: reason) ?? notes.count
        if index == notes.count { notes.append(reason) }
        reason = "[\(index + 1)]"
      }
      table.append([
        row.count == 1 ? cell.name : "\(row.count) cells", cell.state.rawValue,
        cell.step.map { "\($0)/\(cell.steps)" } ?? "",
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

  /// Cells that are not done; those that share a line are counted where the first of them stands.
  private func rows(listsAll: Bool) -> [(cell: Cell, count: Int)] {
    func quiet(_ cell: Cell) -> Cell? {
      guard cell.state == .waiting || cell.state == .notSubmitted, cell.step == nil else {
        return nil
      }
      // The array, not its tasks.
      let job = cell.job.map { String($0.prefix { $0 != "_" }) }
      return Cell(name: "", state: cell.state, steps: 0, job: job, reason: cell.reason)
    }
    let open = cells.filter { $0.state != .done }
    var counts: [Cell: Int] = [:]
    if !listsAll { for cell in open.compactMap(quiet) { counts[cell, default: 0] += 1 } }
    var rows: [(cell: Cell, count: Int)] = []
    var shown: Set<Cell> = []
    for cell in open {
      if let shared = quiet(cell), let count = counts[shared], count > 4 {
        if shown.insert(shared).inserted { rows.append((shared, count)) }
      } else {
        rows.append((cell, 1))
      }
    }
    return rows
  }

  /// One digit behind the point, or four of little.
  private static func hours(_ hours: Double) -> String {
    let scale = hours < 0.1 ? 10_000.0 : 10
    return "\((min(hours, 1e12) * scale).rounded() / scale)"
  }
}
