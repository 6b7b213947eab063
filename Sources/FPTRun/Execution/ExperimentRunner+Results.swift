import FPTLib
import FPTScript

extension ExperimentRunner {
  /// Throws if the results could not be written whatever the cells give, for example if a title is too long for a name.
  func checkNames(of plan: ExperimentPlan) throws {
    let emptyResults = ResultsBuilder(
      plan: plan, records: [:], published: [:], overrides: options.overrides, provenance: [])
    do throws(ResultTreeError) {
      try emptyResults.document().tree().validate()
    } catch {
      throw ResultFileError.invalidTree(path: options.output, error)
    }
  }

  /// The writer of the results file during a run of this plan.
  ///
  /// Results of another plan are replaced only at the end.
  func interimResults(
    of plan: ExperimentPlan, published: [String: PublishedValues]
  ) -> InterimResults {
    let hashes = Set(plan.cells.compactMap { $0.identity?.hash })
    return InterimResults(
      interval: options.resultsInterval,
      bytes: { [store] in hashes.reduce(0) { $0 + ((try? store.size(of: $1)) ?? 0) } },
      report: report,
      write: { [self] in try write(plan, published: published, keptIn: nil)?.isNew ?? false })
  }

  /// Writes the results file of the whole plan with the stored cells, and reports damaged ones.
  func writeResults(
    _ plan: ExperimentPlan, published: [String: PublishedValues], into summary: inout RunSummary
  ) throws {
    do {
      guard
        let (digest, isNew) = try write(
          plan, published: published, keptIn: store, notices: report)
      else { return }
      summary.output = options.output
      summary.digest = digest
      summary.isOutputNew = isNew
    } catch let error as ResultsAtRisk where summary.isInterrupted {
      // The cells done so far are in the store; the rest of the file is still to be computed there.
      report(.notice("\(error.path) is left as it is until all its cells are computed again"))
    }
  }
  /// Writes the stored cells; returns nil if there are none.
  ///
  /// Finished cells of `keeper`, a store, may leave the file; with nil, none that is there may.
  private func write(
    _ plan: ExperimentPlan, published: [String: PublishedValues], keptIn keeper: CellStore?,
    notices: (RunEvent) -> Void = { _ in }
  ) throws -> (digest: ContentDigest, isNew: Bool)? {
    // The lock is taken before the cells are read. If two runs write one file, the later one then has the cells of both.
    let lock = try ResultFile.lockForWriting(options.output)
    defer { lock.release() }
    let records = try records(of: plan, notices: notices)
    if records.isEmpty { return nil }
    let builder = ResultsBuilder(
      plan: plan, records: records, published: published, overrides: options.overrides,
      provenance: Provenance.attributes(
        commandLine: options.commandLine, threads: options.threads, table: options.table,
        watch: Stopwatch()),
      images: ProseImages(of: plan.experiment, in: options.baseFolder).images)
    return try ResultsOutput(path: options.output).write(builder.document(), keptIn: keeper)
  }

  /// What the store has of the cells of a plan: with the measures that the plan asks for, whatever
  /// else it has of them.
  ///
  /// `notices` is told of each cell that is damaged, and so left out.
  func records(
    of plan: ExperimentPlan, notices: (RunEvent) -> Void
  ) throws -> [String: CellRecord] {
    var records: [String: CellRecord] = [:]
    for cell in plan.cells {
      guard let hash = cell.identity?.hash, records[hash] == nil else { continue }
      if try store.contains(hash) { records[hash] = try intactRecord(hash, of: cell, notices) }
    }
    for (hash, keys) in plan.measureKeys { records[hash]?.keepMeasures(keys) }
    return records
  }

  /// The stored record of a cell; nil, with a notice, if its file is damaged.
  private func intactRecord(
    _ hash: String, of cell: PlannedCell, _ notices: (RunEvent) -> Void
  ) throws -> CellRecord? {
    do throws(ResultFileError) {
      return try store.load(hash)
    } catch {
      guard error.isAboutContent else { throw error }
      notices(.notice("\(cell.name) is left out: \(error)"))
      return nil
    }
  }
}
