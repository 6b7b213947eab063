import FPTLib
import FPTScript

/// A plan for people: every cell with its state, the reason for it, and its cost.
package struct PlanReport: Sendable {
  package struct Row: Sendable, Hashable {
    package var run: String
    /// Names of the run's axes, with the cell's label on each.
    package var axes: [String]
    package var labels: [String]
    /// The cell's name in the store; nil where data or weights are missing.
    package var hash: String?
    /// `done`, `diverged`, `new`, `resume`, `measures`, `trained again`, `failed earlier`, `unavailable`, `changed`.
    package var state: String
    /// The reason for the state; empty if none is needed.
    package var reason: String
    package var steps: Int
    /// The expected cost of the remaining work; nil if nothing remains, or if data or weights are missing.
    package var seconds: Double?
    /// Peak memory of a process that computes the cell, in bytes.
    package var bytes: Int? { cost?.memory.peak }
    /// The expected cost of the whole cell; nil if it is stored, or if data or weights are missing.
    package var cost: CostEstimate?
  }

  package let rows: [Row]
  /// Cells that have to be computed; those with the same identity count once.
  package let toCompute: Int
  /// The expected cost of all these cells; nil if the cost of one is unknown.
  package var seconds: Double? { total.unknown == 0 ? total.seconds : nil }
  /// The total over the cells to compute.
  package let total: CostTotal
  /// The descriptions of the data.
  package let data: [DataReport]
  private let rates: ProductRates
  private let threads: Int

  /// Describes what ``ExperimentRunner/plan(_:)`` gave.
  ///
  /// `store` is the folder of the store. `sources` are the texts that the experiment's origins
  /// point into. `data` is what ``ExperimentRunner/dataReports(of:among:)`` gave. Time and memory
  /// depend on `threads`, those of each cell. Nothing is a change of an experiment that has no results yet. `rate` says how fast the machine is; it is measured
  /// where it is needed, if nil.
  ///
  /// - Throws: `ResultFileError` where the store cannot be read.
  package init(
    _ plan: ExperimentPlan, store: String, assets: AssetStore, baseFolder: String,
    sources: [SourceFile], data: [DataReport] = [], threads: Int = 1, hasResults: Bool = true,
    rate: ProductRate? = nil
  ) throws {
    // Stored cells are not compared with earlier ones.
    let isAllStored = plan.cells.allSatisfy { $0.status.isStored }
    let earlier = try isAllStored ? EarlierCells() : EarlierCells(CellStore(folder: store))
    let hasBegun = hasResults || plan.cells.contains { $0.status != .new && $0.identity != nil }
    let planned = Set(plan.cells.compactMap { $0.identity?.hash })
    let axes = Dictionary(
      plan.experiment.runs.map { ($0.name, $0.axes.map(\.name)) }, uniquingKeysWith: { $1 })
    var estimator = CostEstimator(
      of: plan.experiment, assets: assets, baseFolder: baseFolder, threads: threads, rate: rate)
    let rows = plan.cells.map { cell in
      var row = Row(
        run: cell.run, axes: axes[cell.run] ?? [], labels: cell.coordinates,
        hash: cell.identity?.hash, state: "", reason: "", steps: cell.steps)
      (row.state, row.reason) = Self.described(cell.status)
      if let span = cell.span, let text = span.location(in: sources) {
        row.reason += " (\(text))"
      }
      guard !cell.status.isStored, let json = cell.identity?.configuration,
        let configuration = CellConfiguration(json: json)
      else { return row }
      if cell.status == .new, hasBegun,
        let differences = earlier.change(of: configuration, besides: planned)
      {
        let trace = CellTrace(cell.resolved, sources: sources)
        row.state = "changed"
        row.reason = differences.map { Self.described($0, trace) }.joined(separator: "; ")
      }
      row.cost = try? estimator.estimate(
        cell.resolved, pace: earlier.pace(like: configuration))
      row.seconds = row.cost.map { $0.seconds * cell.status.remaining(of: cell.steps) }
      return row
    }
    self.rows = rows
    self.data = data
    let waiting = plan.toCompute
    toCompute = waiting.count
    var total = CostTotal()
    for index in waiting {
      if let cost = rows[index].cost {
        let cell = plan.cells[index]
        total.add(cost, remaining: cell.status.remaining(of: cell.steps))
      } else {
        total.unknown += 1
      }
    }
    self.total = total
    rates = estimator.rates
    self.threads = threads
  }

  private static func described(_ status: PlannedCell.Status) -> (String, String) {
    switch status {
    case .done: ("done", "")
    case .diverged: ("diverged", "training diverged, which is a result")
    case .new: ("new", "")
    case .resume(let step): ("resume", "at step \(step)")
    case .measures(let names):
      ("measures", names.joined(separator: ", ") + " from the kept weights")
    case .again(let reason): ("trained again", reason)
    case .failedEarlier(let reason): ("failed earlier", reason)
    case .damaged(let reason): ("damaged", reason)
    case .unavailable(let reason): ("unavailable", reason)
    }
  }

  private static func described(
    _ difference: ConfigurationDifference, _ trace: CellTrace
  ) -> String {
    let location = trace.lines.first { $0.path == difference.path }?.location
    let suffix = location.map { " (\($0))" } ?? ""
    return "\(difference.path) \(difference.from) → \(difference.to)\(suffix)"
  }
}

extension PlanReport {
  /// True where data or weights are missing for some cell.
  package var hasUnavailable: Bool { rows.contains { $0.state == "unavailable" } }

  /// A table with a summary beneath it, each line ended by a line break.
  package var text: String {
    var table = [
      ["cell", "hash", "state", "steps", "trained", "operations", "time", "memory", "disk"]
    ]
    var notes: [String] = []
    let namesRun = Set(rows.map(\.run)).count > 1
    for row in rows {
      var state = row.state
      if !row.reason.isEmpty {
        // A long reason stands once beneath the table, for all cells that share it.
        if row.reason.count <= 60 {
          state += row.state == "resume" ? " \(row.reason)" : ": \(row.reason)"
        } else {
          let index = notes.firstIndex(of: row.reason) ?? notes.count
          if index == notes.count { notes.append(row.reason) }
          state += " [\(index + 1)]"
        }
      }
      let isIdle = row.state == "done" || row.state == "diverged"
      table.append([
        ((namesRun ? [row.run] : []) + row.labels).joined(separator: " · "),
        String((row.hash ?? "").prefix(CellHash.shownDigits)),
        state, isIdle ? "" : String(row.steps),
        row.cost.map { Amount.count($0.trained) } ?? "",
        row.cost.map { Amount.operations($0.operations) } ?? "",
        row.seconds.map { $0 > 0 ? Amount.duration($0) : "" } ?? "",
        row.bytes.map(Amount.bytes) ?? "", row.cost.map { Amount.bytes($0.cellBytes) } ?? "",
      ])
    }
    // A column that says nothing of any cell is left out.
    let said = table[0].indices.filter { column in
      column < 3 || table.dropFirst().contains { !$0[column].isEmpty }
    }
    var text = Columns.text(
      table.map { row in said.map { row[$0] } }, right: Set(said.indices.filter { said[$0] > 2 }))
    for (index, note) in notes.enumerated() { text += "\n[\(index + 1)] \(note)\n" }
    let lines = data.flatMap(\.lines).map { "  \($0)\n" }.joined()
    return text + "\n" + summary + "\n" + (lines.isEmpty ? "" : "\ndata\n\(lines)")
  }

  private var summary: String {
    var counts: [(state: String, count: Int)] = []
    for row in rows {
      if let index = counts.firstIndex(where: { $0.state == row.state }) {
        counts[index].count += 1
      } else {
        counts.append((row.state, 1))
      }
    }
    let parts = counts.map { "\($0.count) \($0.state)" }.joined(separator: ", ")
    let cells = rows.count == 1 ? "cell" : "cells"
    var text = "\(rows.count) \(cells): \(parts); \(toCompute) to compute"
    if total.cells > 0 {
      text += "\nexpected: \(total.text)"
      text += "\n" + total.timeText(rates: rates, threads: threads)
    }
    return text
  }
}
