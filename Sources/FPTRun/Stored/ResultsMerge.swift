import FPTCatalog
import FPTEngine
import FPTLib
import FPTScript
import Foundation

/// Results of one plan that were computed apart, as one document.
///
/// What comes out is what one run over all the cells would have written: tables and plots are computed anew from the
/// cells of all files, and the content digest is the same.
package struct ResultsMerge: Sendable {
  /// What may need attention, such as cells computed with different kernels.
  package let warnings: [String]
  /// Cells in the end, of all that the plan has.
  package let finished: Int
  package let planned: Int
  let plan: ExperimentPlan
  let document: ResultsDocument

  /// - Parameters:
  ///   - files: at least one; the first gives the script.
  ///   - commandLine: for the provenance.
  /// - Throws: `MergeError` where the files are of different plans or disagree on a cell, `UnusableScript` or
  ///   `UnreadableReference` where what they have inside cannot be used.
  package init(_ files: [StoredResults], commandLine: [String]) throws {
    guard let first = files.first else { throw MergeError.noFiles }
    for other in files.dropFirst() {
      let differences = PlanDifference.all(from: first, to: other)
      if !differences.isEmpty {
        throw MergeError.differentPlans(first.path, other.path, differences.map(\.text))
      }
    }
    let cells = try Self.union(of: files)
    let experiment = try first.experiment()
    plan = ExperimentPlan(
      experiment: experiment, cells: try Self.points(of: experiment, in: files, cells: cells))
    planned = plan.cells.count
    finished = plan.cells.count { cell in
      cell.identity.flatMap { cells[$0.hash] }.map(\.isFinal) ?? false
    }
    warnings = Self.warnings(about: cells.values.sorted { $0.hash < $1.hash })
    let added = AddedSeeds.union(try files.flatMap(Self.addedSeeds))
    document = ResultsBuilder(
      plan: plan, records: cells, published: try first.published(), overrides: first.overrides,
      provenance: Provenance.attributes(
        commandLine: commandLine, threads: 1, table: .fastest, watch: Stopwatch())
        + [AddedSeeds.attribute(added)].compactMap(\.self),
      images: first.document.notebook?.images ?? []
    ).document()
  }

  /// Writes the merged file, unless the same content is there already; what was there stays until the new file is whole.
  ///
  /// - Throws: `ResultsAtRisk` where the file has finished cells that the merged results have not.
  package func write(to path: String) throws -> (digest: ContentDigest, isNew: Bool) {
    let output = ResultsOutput(path: path)
    let hashes = Set(document.cells.map(\.hash))
    try output.check(replacedBy: hashes, keptIn: nil)
    let lock = try ResultFile.lockForWriting(path)
    defer { lock.release() }
    return try output.write(document, keptIn: nil)
  }

  private static func addedSeeds(
    in file: StoredResults
  ) throws(ResultFileError) -> [AddedSeeds] {
    do throws(MalformedAddedSeeds) {
      return try AddedSeeds.all(in: file.document)
    } catch {
      throw .damaged(
        path: file.path, place: MalformedAddedSeeds.place, expected: "seeds that were added later",
        found: error.found)
    }
  }

  /// Every cell once, as far as any file has it.
  private static func union(
    of files: [StoredResults]
  ) throws(MergeError) -> [String: CellRecord] {
    var chosen: [String: (record: CellRecord, file: StoredResults)] = [:]
    var conflicts: [MergeError.Conflict] = []
    for file in files {
      for record in file.cells {
        guard let known = chosen[record.hash] else {
          chosen[record.hash] = (record, file)
          continue
        }
        if known.record.isFinal, record.isFinal {
          let digests = (
            ContentDigest(of: known.record.content), ContentDigest(of: record.content)
          )
          if digests.0 != digests.1 {
            conflicts.append(
              MergeError.Conflict(
                cell: file.name(of: record.hash), hash: record.hash,
                files: [known.file.path, file.path],
                digests: [digests.0.hexadecimal, digests.1.hexadecimal]))
          }
        } else if record.state.mergeRank < known.record.state.mergeRank {
          chosen[record.hash] = (record, file)
        }
      }
    }
    guard conflicts.isEmpty else { throw .conflicts(conflicts) }
    return chosen.mapValues(\.record)
  }

  /// The plan's cells, each with the hash that some file has at its point.
  private static func points(
    of experiment: ResolvedExperiment, in files: [StoredResults], cells: [String: CellRecord]
  ) throws -> [PlannedCell] {
    var planned: [PlannedCell] = []
    var tasks: [Constructed: DescribedTask] = [:]
    for run in experiment.runs {
      let stored = files.compactMap { file in
        file.runs.first { $0.name == run.name }.map { (file, $0) }
      }
      for cell in run.cells {
        let task = cell.task.value
        if tasks[task] == nil {
          tasks[task] = try Catalog.current.task(task.constructor).shape(of: task.values).map {
            DescribedTask($0)
          }
        }
        let coordinates = run.labels(of: cell)
        var found: (hash: String, file: StoredResults)?
        for (file, points) in stored {
          guard let offset = points.offset(of: cell.point), !points.hashes[offset].isEmpty else {
            continue
          }
          let hash = points.hashes[offset]
          if let found, found.hash != hash {
            throw MergeError.differentCells(
              point: coordinates.joined(separator: " · "), files: [found.file.path, file.path],
              differences: differences(found.file.cell(found.hash), file.cell(hash)))
          }
          found = found ?? (hash, file)
        }
        let identity = found.map {
          CellIdentity(hash: $0.hash, configuration: cells[$0.hash]?.configuration ?? "")
        }
        planned.append(
          PlannedCell(
            run: run.name, resolved: cell, coordinates: coordinates, identity: identity,
            task: tasks[cell.task.value] ?? DescribedTask(of: identity.flatMap { cells[$0.hash] }),
            status: identity == nil ? .unavailable("not known in any of the files") : .new))
      }
    }
    return planned
  }

  private static func differences(_ a: CellRecord?, _ b: CellRecord?) -> [String] {
    guard let old = a.flatMap({ CellConfiguration(json: $0.configuration) }),
      let new = b.flatMap({ CellConfiguration(json: $0.configuration) })
    else { return [] }
    return CellConfiguration.differences(from: old, to: new).map {
      "\($0.path) \($0.from) → \($0.to)"
    }
  }

  private static func warnings(about cells: [CellRecord]) -> [String] {
    var counts: [String: Int] = [:]
    for cell in cells where cell.isFinal {
      // Files of before the engine multiplied itself have the library's family alone.
      let names = ["products", "blas_core"].lazy.compactMap { name in
        cell.provenance.first { $0.name == name }?.value.text
      }
      guard let family = names.first else { continue }
      counts[family, default: 0] += 1
    }
    guard counts.count > 1 else { return [] }
    let parts = counts.sorted { $0.key < $1.key }.map { "\($0.value) with \($0.key)" }
    return [
      "cells were computed with products of different families (\(parts.joined(separator: ", "))): "
        + "one machine would not give exactly these bits"
    ]
  }
}

extension CellRecord {
  /// Whether there is nothing more to compute: diverging is a result.
  var isFinal: Bool { state == .done || state == .diverged }
}

extension CellRecord.State {
  /// Which of two records of one cell tells more: the smaller one.
  fileprivate var mergeRank: Int {
    switch self {
    case .done, .diverged: 0
    case .failed: 1
    case .running: 2
    case .unavailable: 3
    case .planned: 4
    }
  }
}

extension ResolvedRun {
  /// The label of a cell on each axis.
  func labels(of cell: ResolvedCell) -> [String] {
    zip(axes, cell.point).map { axis, index in
      axis.points.indices.contains(index) ? axis.points[index].label : "?"
    }
  }
}
