import FPTLib
import FPTScript

extension ExperimentRunner {
  /// What a results file of the plan would have at this moment, without weights and checkpoints, which nobody looks at.
  ///
  /// Reads the store and writes nothing. Damaged cells are left out.
  /// - Throws: `ResultFileError` where the store cannot be read now.
  package func document(
    of plan: ExperimentPlan, published: [String: PublishedValues]
  ) throws -> ResultsDocument {
    var records: [String: CellRecord] = [:]
    for cell in plan.cells {
      guard let hash = cell.identity?.hash, records[hash] == nil, try store.contains(hash)
      else { continue }
      // One at a time, since the weights of all cells together may be more than the memory.
      var record: CellRecord
      do throws(ResultFileError) {
        record = try store.load(hash)
      } catch {
        guard error.isAboutContent else { throw error }
        continue
      }
      record.trained = []
      record.checkpoint = nil
      records[hash] = record
    }
    for (hash, keys) in plan.measureKeys { records[hash]?.keepMeasures(keys) }
    return ResultsBuilder(
      plan: plan, records: records, published: published, overrides: options.overrides,
      provenance: [],
      images: ProseImages(of: plan.experiment, in: options.baseFolder).images
    ).document()
  }
}
