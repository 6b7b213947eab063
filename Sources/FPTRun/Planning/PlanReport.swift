import FPTLib
import FPTScript

/// A plan as a person reads it: every cell, its state with the reason, and what it will cost.
public struct PlanReport: Sendable {
  public struct Row: Sendable, Hashable {
    public var run: String
    /// Names of the run's axes, with the cell's label on each.
    public var axes: [String]
    public var labels: [String]
    /// The cell's name in the store; nil where data or weights are missing.
    public var hash: String?
    /// `done`, `diverged`, `new`, `resume`, `measures`, `failed earlier`, `unavailable`, `changed`.
    public var state: String
    /// Why, in words; empty where the state says it all.
    public var reason: String
    public var steps: Int
    /// Expected, from cells like it in the store.
    public var seconds: Double?
    /// Of parameters, gradients and optimiser state; activations come on top.
    public var bytes: Int?
  }

  public let rows: [Row]
  /// Cells that have to be computed; those with the same identity count once.
  public let toCompute: Int
  /// Expected for all of them; nil where it is not known of each.
  public let seconds: Double?

  /// - Parameters:
  ///   - plan: what ``ExperimentRunner/plan(_:)`` gave.
  ///   - store: the folder of the store.
  ///   - sources: the texts that the experiment's origins point into.
  /// - Throws: `ResultFileError` where the store cannot be read.
  public init(
    _ plan: ExperimentPlan, store: String, assets: AssetStore, baseFolder: String,
    sources: [SourceFile]
  ) throws {
    let earlier = try EarlierCells(CellStore(folder: store))
    let planned = Set(plan.cells.compactMap { $0.identity?.hash })
    let axes = Dictionary(
      plan.experiment.runs.map { ($0.name, $0.axes.map(\.name)) }, uniquingKeysWith: { $1 })
    var catalogs = (
      TaskCatalog(assets: assets, baseFolder: baseFolder),
      ModelCatalog(assets: assets, baseFolder: baseFolder)
    )
    let rows = plan.cells.map { cell in
      var row = Row(
        run: cell.run, axes: axes[cell.run] ?? [], labels: cell.coordinates,
        hash: cell.identity?.hash, state: "", reason: "", steps: cell.steps)
      (row.state, row.reason) = Self.described(cell.status)
      guard let json = cell.identity?.configuration,
        let configuration = CellConfiguration(json: json)
      else { return row }
      if cell.status == .new,
        let differences = earlier.change(of: configuration, besides: planned)
      {
        let trace = CellTrace(cell.resolved, sources: sources)
        row.state = "changed"
        row.reason = differences.map { Self.described($0, trace) }.joined(separator: "; ")
      }
      guard !cell.status.isStored else { return row }
      if case .measures = cell.status {
      } else {
        row.seconds = earlier.secondsPerStep(like: configuration).map { rate in
          var steps = cell.steps
          if case .resume(let step) = cell.status { steps -= step }
          return rate * Double(steps)
        }
      }
      let listing = try? ParameterListing(
        of: cell.resolved, tasks: &catalogs.0, models: &catalogs.1)
      row.bytes = listing?.bytes
      return row
    }
    self.rows = rows
    let waiting = plan.toCompute
    toCompute = waiting.count
    let expected = waiting.map { rows[$0].seconds }
    seconds = expected.contains(nil) ? nil : expected.compactMap(\.self).reduce(0, +)
  }

  private static func described(_ status: PlannedCell.Status) -> (String, String) {
    switch status {
    case .done: ("done", "")
    case .diverged: ("diverged", "training diverged, which is a result")
    case .new: ("new", "")
    case .resume(let step): ("resume", "at step \(step)")
    case .measures(let names):
      ("measures", names.joined(separator: ", ") + " from the kept weights")
    case .failedEarlier(let reason): ("failed earlier", reason)
    case .unavailable(let reason): ("unavailable", reason)
    }
  }

  private static func described(
    _ difference: ConfigurationDifference, _ trace: CellTrace
  ) -> String {
    let place = trace.lines.first { $0.path == difference.path }?.place
    let location = place.map { " (\($0))" } ?? ""
    return "\(difference.path) \(difference.from) → \(difference.to)\(location)"
  }
}

extension PlanReport {
  /// True where data or weights are missing for some cell.
  public var hasUnavailable: Bool { rows.contains { $0.state == "unavailable" } }

  /// A table with a summary beneath it, each line ended by a line break.
  public var text: String {
    var table = [["cell", "state", "steps", "time", "memory"]]
    var notes: [String] = []
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
        row.labels.joined(separator: " · "), state, isIdle ? "" : String(row.steps),
        row.seconds.map(Self.duration) ?? "", row.bytes.map(Self.megabytes) ?? "",
      ])
    }
    var text = Columns.text(table, right: [2, 3, 4])
    for (index, note) in notes.enumerated() { text += "\n[\(index + 1)] \(note)\n" }
    return text + "\n" + summary + "\n"
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
    let time = seconds.map { toCompute > 0 ? ", about \(Self.duration($0))" : "" } ?? ""
    return "\(rows.count) cells: \(parts); \(toCompute) to compute\(time)"
  }

  private static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "" }
    let whole = Int(seconds.rounded())
    if whole < 120 { return "\(max(1, whole)) s" }
    if whole < 7_200 { return "\((whole + 30) / 60) min" }
    return "\((whole + 1_800) / 3_600) h"
  }

  private static func megabytes(_ bytes: Int) -> String { "\((bytes + 999_999) / 1_000_000) MB" }
}
