import FPTLib
import FPTResults
import Foundation

/// The finished cells of a results file, put into a store, so that no plan computes them again.
///
/// What can be checked without computing is checked (`CellCheck`). That the numbers are what computing gives cannot be: whoever imports
/// a file believes it, or computes a few of its cells again.
package struct ImportedCells: Sendable, Encodable {
  package let file: String
  /// Cells that the store did not have as finished.
  package private(set) var imported = 0
  /// Cells that the store had, without some of the measures that the file has of them.
  package private(set) var extended = 0
  /// Cells of which the store had all that the file has.
  package private(set) var known = 0
  /// Cells of the file that are not finished.
  package private(set) var unfinished = 0
  /// Finished cells of another version of the engine's numerics, which no plan asks for.
  package private(set) var ofOtherNumerics = 0
  /// Cells whose file in the store was damaged, which is kept beside the new one.
  package private(set) var setAside = 0
  /// Cells that another process computes now, and that were left to it.
  package private(set) var inUse = 0

  private enum CodingKeys: String, CodingKey {
    case file, imported, extended, known, unfinished
    case ofOtherNumerics = "of_other_numerics"
    case setAside = "set_aside"
    case inUse = "in_use"
  }

  /// The provenance of an imported cell: the name and the content digest of each file on its way, the last one first.
  ///
  /// Beyond the first, it is what files say of themselves.
  package static let attribute = "imported_from"
  /// The same of measures of a cell that was in the store: a file and its digest, and the key of the measure.
  package static let measuresAttribute = "measures_imported_from"
  /// The seeds that were planned where the cell came from.
  static let seedsAttribute = "imported_seeds"

  /// Imports what a file has; nothing of it if one of its cells is not what it should be, or has other bits in the store.
  ///
  /// - Throws: `ResultFileError`, `ImportConflict`, or what makes the script inside unusable.
  package init(_ results: StoredResults, into store: CellStore) throws {
    file = results.path
    let present = results.cells.filter { $0.isFinal && $0.hasPresentNumerics }
    unfinished = results.cells.count { !$0.isFinal }
    ofOtherNumerics = results.cells.count - unfinished - present.count
    if present.isEmpty { return }
    try CellCheck.check(results)
    let seeds = try AddedSeeds.byCell(in: results.document)
    let source = "\(results.path.split(separator: "/").last ?? "") \(results.digest.hexadecimal)"
    let use = try store.beginUse()
    defer { use.end() }
    // All are compared before the first is written.
    var conflicts: [CellRecord] = []
    var rest: [CellRecord] = []
    for cell in present {
      guard let stored = try Self.finished(cell.hash, in: store) else {
        rest.append(cell)
        continue
      }
      if !stored.agrees(with: cell) {
        conflicts.append(cell)
      } else if Self.extended(stored, with: cell, seeds[cell.hash], from: source) == nil {
        known += 1
      } else {
        rest.append(cell)
      }
    }
    guard conflicts.isEmpty else {
      throw ImportConflict(
        file: results.path, store: store.folder,
        cells: conflicts.map {
          "\($0.hash.prefix(CellHash.shownDigits))  \(results.name(of: $0.hash))"
        })
    }
    if rest.isEmpty { return }
    try store.checkWritable()
    for cell in rest { try add(cell, seeds[cell.hash], from: source, to: store) }
  }

  /// Puts a cell into the store under its lock, or what it has more than the stored one.
  private mutating func add(
    _ cell: CellRecord, _ seeds: AddedSeeds.OfCell?, from source: String, to store: CellStore
  ) throws {
    guard let lock = try Self.lock(of: cell.hash, in: store) else {
      inUse += 1
      return
    }
    defer { lock.release() }
    if try Self.isDamaged(cell.hash, in: store) {
      _ = try store.setAside(cell.hash)
      setAside += 1
    }
    guard let stored = try Self.finished(cell.hash, in: store) else {
      try store.save(Self.imported(cell, seeds, from: source))
      imported += 1
      return
    }
    // It may have been finished since it was compared.
    guard stored.agrees(with: cell) else {
      throw ImportConflict(
        file: file, store: store.folder, cells: [String(cell.hash.prefix(CellHash.shownDigits))])
    }
    let extended = Self.extended(stored, with: cell, seeds, from: source)
    if let extended { try store.save(extended) }
    if let extended, extended.measures.count > stored.measures.count {
      self.extended += 1
    } else {
      known += 1
    }
  }

  /// A stored cell with the measures that only the file has, and with the seeds that the file had planned; nil where it has them.
  private static func extended(
    _ stored: CellRecord, with cell: CellRecord, _ seeds: AddedSeeds.OfCell?, from source: String
  ) -> CellRecord? {
    let others = cell.measures.filter { new in !stored.measures.contains { $0.name == new.name } }
    let known = Set(plannedSeeds(of: stored))
    let isImported = stored.provenanceValue(attribute) != nil
    let planned = isImported ? known.union(seeds?.planned ?? []) : known
    if others.isEmpty, planned == known { return nil }
    var stored = stored
    if planned != known { stored.setProvenance(seedsAttribute, .integers(planned.sorted())) }
    if !others.isEmpty {
      stored.measures += others
      stored.takeProvenance(of: cell)
      stored.setProvenance(
        measuresAttribute,
        .texts(
          others.map { "\(source) \($0.name)" }
            + (stored.provenanceValue(measuresAttribute)?.texts ?? [])))
    }
    return stored
  }

  /// The cell as the store keeps it, with where it is from.
  private static func imported(
    _ cell: CellRecord, _ seeds: AddedSeeds.OfCell?, from source: String
  ) -> CellRecord {
    let planned = (seeds?.planned ?? []).sorted()
    var cell = cell
    cell.setProvenance(attribute, .texts([source] + sources(of: cell)))
    cell.setProvenance(seedsAttribute, planned.isEmpty ? nil : .integers(planned))
    cell.setProvenance(AddedSeeds.attribute, AddedSeeds.attribute(seeds?.added ?? [])?.value)
    return cell
  }

  private static func sources(of cell: CellRecord) -> [String] {
    cell.provenanceValue(attribute).map(sources) ?? []
  }

  /// What a value of the attribute says, one text for each file.
  static func sources(_ value: ResultAttribute.Value) -> [String] {
    switch value {
    case .texts(let texts): texts
    case .text(let text): [text]
    default: []
    }
  }

  /// The seeds that were planned where an imported cell came from.
  static func plannedSeeds(of cell: CellRecord) -> [Int64] {
    guard case .integers(let seeds)? = cell.provenanceValue(seedsAttribute) else { return [] }
    return seeds
  }

  /// The digests alone: names of files may tell whose they are.
  static func digests(in value: ResultAttribute.Value) -> [String] {
    sources(value).map { source in
      source.split(separator: " ").first { word in
        word.utf8.count == 64 && word.allSatisfy(\.isHexDigit)
      }.map(String.init) ?? "a file"
    }
  }

  /// A finished cell of the store; nil where it has none that is whole.
  private static func finished(
    _ hash: String, in store: CellStore
  ) throws(ResultFileError) -> CellRecord? {
    do throws(ResultFileError) {
      guard let state = try store.state(hash), state == .done || state == .diverged else {
        return nil
      }
      return try store.load(hash)
    } catch {
      guard error.isAboutContent else { throw error }
      return nil
    }
  }

  private static func isDamaged(
    _ hash: String, in store: CellStore
  ) throws(ResultFileError) -> Bool {
    do throws(ResultFileError) {
      if try store.contains(hash) { try store.check(hash) }
      return false
    } catch {
      guard error.isAboutContent else { throw error }
      return true
    }
  }

  /// The lock of a cell, after a moment where another process only stores something; nil where one computes the cell.
  private static func lock(
    of hash: String, in store: CellStore
  ) throws(ResultFileError) -> CellLock? {
    for _ in 0..<50 {
      do throws(ResultFileError) {
        return try store.lock(hash)
      } catch {
        guard case .locked = error else { throw error }
        Thread.sleep(forTimeInterval: 0.04)
      }
    }
    return nil
  }
}

extension CellRecord {
  /// Whether two records of one cell have the same bits, as far as both have them: experiments ask for different measures, and call the
  /// same weights by different names.
  func agrees(with other: CellRecord) -> Bool {
    let common = Set(measures.map(\.name)).intersection(other.measures.map(\.name)).sorted()
    let digests = [self, other].map { record in
      var record = record
      record.keepMeasures(common)
      record.frozen?.asset = ""
      return ContentDigest(of: record.content)
    }
    return digests[0] == digests[1]
  }

  /// Takes over what another record of the cell knows besides, such as the value of a measure that may differ between two runs.
  mutating func takeProvenance(of other: CellRecord) {
    let own = Set(provenance.map(\.name)).union([
      ImportedCells.attribute, ImportedCells.seedsAttribute, ImportedCells.measuresAttribute,
      AddedSeeds.attribute,
    ])
    provenance += other.provenance.filter { !own.contains($0.name) }
  }

  mutating func setProvenance(_ name: String, _ value: ResultAttribute.Value?) {
    provenance.removeAll { $0.name == name }
    if let value { provenance.append(ResultAttribute(name, value)) }
  }
}

/// Cells of a results file that the store has with other bits.
package struct ImportConflict: Error, Sendable, Hashable, CustomStringConvertible {
  package var file: String
  package var store: String
  package var cells: [String]

  package var description: String {
    let count = cells.count == 1 ? "1 cell" : "\(cells.count) cells"
    return
      (["\(file) and \(store) disagree on what \(count) gave; nothing of the file was imported"]
      + cells.prefix(8).map { "  \($0)" }
      + (cells.count > 8 ? ["  and \(cells.count - 8) more"] : []))
      .joined(separator: "\n")
  }
}
