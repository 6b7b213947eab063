import FPTLib
import FPTScript

extension ExperimentRunner {
  /// Writes the results file: the whole plan, with the cells that the store has.
  func assemble(
    _ plan: ExperimentPlan, published: [String: PublishedValues], into summary: inout RunSummary
  ) throws {
    // Held from before the cells are read: of two runs that write one file, the later has the cells of both.
    let lock = try ResultFile.lockForWriting(options.output)
    defer { lock.release() }
    let records = try records(of: plan)
    if records.isEmpty { return }
    let assembly = ResultsAssembly(
      plan: plan, records: records, published: published, overrides: options.overrides,
      provenance: Provenance.attributes(
        commandLine: options.commandLine, threads: options.threads, watch: Stopwatch()))
    let output = ResultsOutput(path: options.output)
    let digest: ContentDigest
    let isNew: Bool
    do {
      (digest, isNew) = try output.write(assembly.document(), keptIn: store)
    } catch let error as ResultsAtRisk where summary.isInterrupted {
      // The cells done so far are in the store; the rest of the file is still to be computed there.
      report(.notice("\(error.path) is left as it is until all its cells are computed again"))
      return
    }
    summary.output = options.output
    summary.digest = digest
    summary.isOutputNew = isNew
  }

  /// What the store has of the cells of a plan: with the measures that the plan asks for, whatever else it has of them.
  func records(of plan: ExperimentPlan) throws -> [String: CellRecord] {
    var records: [String: CellRecord] = [:]
    for cell in plan.cells {
      guard let hash = cell.identity?.hash, records[hash] == nil else { continue }
      if try store.contains(hash) { records[hash] = try intactRecord(hash, of: cell) }
    }
    for (hash, keys) in plan.measureKeys { records[hash]?.keepMeasures(keys) }
    return records
  }

  /// A cell as the store has it; nil, with a notice, where its file is damaged.
  private func intactRecord(_ hash: String, of cell: PlannedCell) throws -> CellRecord? {
    do throws(ResultFileError) {
      return try store.load(hash)
    } catch {
      guard error.isAboutContent else { throw error }
      report(.notice("\(cell.name) is left out: \(error)"))
      return nil
    }
  }
}
