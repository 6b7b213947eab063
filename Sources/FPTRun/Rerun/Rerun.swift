import FPTEngine
import FPTLib
import FPTScript

/// Reproduces results from their file alone: the script inside, and the assets that cells name by digest.
package struct Rerun {
  /// Cells that are computed again, as indices into the plan.
  package let chosen: Set<Int>
  /// Those, and the cells whose weights they begin with, which are computed first.
  package let computed: Set<Int>
  package let plan: ExperimentPlan
  private let stored: StoredResults
  private let published: [String: PublishedValues]
  private var runner: ExperimentRunner
  /// Whether every cell of the file is asked for, so that its content digest can be compared too.
  private let isWhole: Bool
  private let hasWork: Bool
  /// Cells that were asked for and that are left out, since the present numerics give other bits; nil where there are none.
  package let earlier: EarlierNumerics?

  /// Prepares to compute cells of a file again.
  ///
  /// The cells are chosen by the first digits of hashes or by points; all that the file has, where
  /// none is. Of `options` count a fresh store, threads, and jobs with their worker.
  ///
  /// - Throws: `EarlierNumerics` where every one of them is of another version of the engine's
  ///   numerics; `UnusableScript`, `CellHashError`, `CellSelection.Failure`, `PlanError`.
  package init(
    of stored: StoredResults, cells choices: [String], options: RunOptions, assets: AssetStore,
    report: @escaping (RunEvent) -> Void, shouldStop: @escaping () -> Bool
  ) throws {
    self.stored = stored
    let known = stored.cells.filter(\.isFinal)
    var asked = Set(known.map(\.hash))
    if !choices.isEmpty {
      asked.formIntersection(try choices.flatMap { try stored.hashes(chosenBy: $0) })
    }
    earlier = EarlierNumerics(among: known.filter { asked.contains($0.hash) }, of: stored)
    // Their bits would differ, which says nothing about the correctness of the results.
    let wanted = Set(
      known.filter { asked.contains($0.hash) && $0.hasPresentNumerics }.map(\.hash))
    if let earlier, wanted.isEmpty { throw earlier }
    isWhole = choices.isEmpty && earlier == nil
    let experiment = try stored.experiment()
    published = try stored.published()
    var options = options
    Self.prepare(&options, for: stored)
    var planning = ExperimentRunner(options: options, assets: assets)
    plan = try planning.plan(experiment)
    // Found by the points of the file, for what stands at a point may be another cell here.
    let points = Self.points(of: stored)
    let cells = plan.cells
    chosen = Set(
      cells.indices.filter { index in
        points[Point(cells[index])].map { wanted.contains($0) } ?? false
      })
    // A cell that is another one here is told of, and not computed.
    options.scope.cells = plan.withNeeded(
      Set(chosen.compactMap { cells[$0].identity?.hash }).intersection(wanted)
    ).sorted()
    hasWork = !options.scope.cells.isEmpty
    runner = ExperimentRunner(
      options: options, assets: assets, report: report, shouldStop: shouldStop)
    // With the data and weights that planning has opened.
    runner.planner = planning.planner
    computed = hasWork ? chosen.union(try runner.chosen(of: plan)) : chosen
  }

  /// Computes the cells and compares each with the file.
  ///
  /// - Throws: errors that stop the whole rerun, such as an unwritable store.
  package mutating func run() throws -> RerunReport {
    var report = RerunReport(file: stored.path, digest: stored.digest.hexadecimal)
    report.earlier = earlier
    var summary = RunSummary()
    if hasWork { summary = try runner.run(plan, published: [:]) }
    report.isInterrupted = summary.isInterrupted
    let records = try runner.records(of: plan) { _ in }
    let points = Self.points(of: stored)
    var seen: Set<String> = []
    for index in chosen.sorted() {
      let cell = plan.cells[index]
      guard let hash = points[Point(cell)], seen.insert(hash).inserted,
        let original = stored.cell(hash)
      else { continue }
      let record = cell.identity.flatMap { records[$0.hash] }
      report.append(
        RerunReport.Cell(
          name: cell.name, hash: hash,
          outcome: outcome(of: cell, original: original, record: record)),
        of: original, beside: record)
    }
    let notEnded = stored.cells.filter { !$0.isFinal }.count
    report.notEnded = isWhole ? notEnded : 0
    report.earlierFormat = stored.formatVersion < ResultFormat.version ? stored.formatVersion : nil
    if isWhole, notEnded == 0, report.earlierFormat == nil,
      report.cells.allSatisfy(\.outcome.isIdentical)
    {
      report.newDigest = try digest(records: records)
    }
    return report
  }

  /// Computes the cells of a file that a process asks for which reruns it whole; what came of them is in the
  /// store and in the events.
  ///
  /// `orders` gives the cells as the other process planned them.
  ///
  /// - Throws: as ``init(of:hashes:options:assets:report:shouldStop:)`` and ``run()``.
  package static func compute(
    _ orders: () -> CellOrder?, of stored: StoredResults, options: RunOptions, assets: AssetStore,
    report: @escaping (RunEvent) -> Void, shouldStop: @escaping () -> Bool
  ) throws {
    var options = options
    prepare(&options, for: stored)
    var runner = ExperimentRunner(
      options: options, assets: assets, report: report, shouldStop: shouldStop)
    try runner.compute(orders, of: stored.experiment())
  }

  private static func prepare(_ options: inout RunOptions, for stored: StoredResults) {
    options.writesResults = false
    options.overrides = stored.overrides
  }

  private func outcome(
    of cell: PlannedCell, original: CellRecord, record: CellRecord?
  ) -> RerunReport.Outcome {
    if case .unavailable(let reason) = cell.status { return .unavailable(reason) }
    guard let identity = cell.identity, identity.hash == original.hash else {
      let old = CellConfiguration(json: original.configuration)
      let new = cell.identity.flatMap { CellConfiguration(json: $0.configuration) }
      guard let old, let new else { return .anotherCell([]) }
      return .anotherCell(CellConfiguration.differences(from: old, to: new))
    }
    guard let record, record.isFinal else {
      return record?.state == .failed ? .failed(record?.message ?? "it failed") : .notComputed
    }
    return CellDifference(from: original, to: record).map { .different($0) } ?? .identical
  }

  /// The content digest of a file made of the cells computed here.
  private func digest(records: [String: CellRecord]) throws -> String {
    let document = ResultsBuilder(
      plan: plan, records: records, published: published, overrides: stored.overrides,
      provenance: [], images: stored.document.notebook?.images ?? []
    ).document()
    return ContentDigest(of: try document.tree()).hexadecimal
  }

  private struct Point: Hashable {
    var run: String
    var index: [Int]
    init(run: String, index: [Int]) { (self.run, self.index) = (run, index) }
    init(_ cell: PlannedCell) { self.init(run: cell.run, index: cell.resolved.point) }
  }

  /// The hash that the file has at each point of its runs.
  private static func points(of stored: StoredResults) -> [Point: String] {
    var points: [Point: String] = [:]
    for run in stored.runs {
      for (offset, hash) in run.hashes.enumerated() where !hash.isEmpty {
        points[Point(run: run.name, index: run.index(at: offset))] = hash
      }
    }
    return points
  }
}
