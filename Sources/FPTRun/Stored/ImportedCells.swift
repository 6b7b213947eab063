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
  package var imported = 0
  /// Cells that the store had, without some of the measures that the file has of them.
  package var extended = 0
  /// Cells of which the store had all that the file has.
  package var known = 0
  /// Cells of the file that are not finished.
  package var unfinished = 0
  /// Finished cells of another version of the engine's numerics, which no plan asks for.
  package var ofOtherNumerics = 0
  /// Cells whose file in the store was damaged, which is kept beside the new one.
  package var setAside = 0
  /// Cells that another process computes now, and that were left to it.
  package var inUse = 0

  /// The provenance of an imported cell: the name and the content digest of each file that it came from, the last one first, with the
  /// names of the measures where a file has given only these.
  ///
  /// Beyond the first, it is what files say of themselves.
  package static let attribute = "imported_from"
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
    let use = try store.beginUse()
    defer { use.end() }
    // All are compared before the first is written.
    let conflicts = try present.filter { cell in
      try Self.finished(cell.hash, in: store).map { !$0.agrees(with: cell) } ?? false
    }
    guard conflicts.isEmpty else {
      throw ImportConflict(
        file: results.path, store: store.folder,
        cells: conflicts.map {
          "\($0.hash.prefix(CellHash.shownDigits))  \(results.name(of: $0.hash))"
        })
    }
    try store.checkWritable()
    let source = "\(results.path.split(separator: "/").last ?? "") \(results.digest.hexadecimal)"
    for cell in present {
      guard let lock = try Self.lock(of: cell.hash, in: store) else {
        inUse += 1
        continue
      }
      defer { lock.release() }
      if try Self.isDamaged(cell.hash, in: store) {
        _ = try store.setAside(cell.hash)
        setAside += 1
      }
      if let stored = try Self.finished(cell.hash, in: store) {
        try extend(stored, with: cell, from: source, in: store)
      } else {
        try store.save(try Self.imported(cell, from: source, of: results.document))
        imported += 1
      }
    }
  }

  /// Adds the measures that a stored cell does not have.
  private mutating func extend(
    _ stored: CellRecord, with cell: CellRecord, from source: String, in store: CellStore
  ) throws {
    let others = cell.measures.filter { new in !stored.measures.contains { $0.name == new.name } }
    if others.isEmpty {
      known += 1
      return
    }
    var stored = stored
    stored.measures += others
    stored.setProvenance(
      Self.attribute,
      .texts(
        ["\(source) \(others.map(\.name).joined(separator: " "))"] + Self.sources(of: stored)))
    try store.save(stored)
    extended += 1
  }

  /// The cell as the store keeps it, with where it is from.
  private static func imported(
    _ cell: CellRecord, from source: String, of document: ResultsDocument
  ) throws -> CellRecord {
    var cell = cell
    cell.setProvenance(attribute, .texts([source] + sources(of: cell)))
    let planned = AddedSeeds.planned(in: document, withCell: cell.hash)
    cell.setProvenance(seedsAttribute, planned.isEmpty ? nil : .integers(planned))
    let added = try AddedSeeds.all(in: document, ofCell: cell.hash)
    cell.setProvenance(AddedSeeds.attribute, AddedSeeds.attribute(added)?.value)
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
  /// Whether two records of one cell have the same bits, as far as both have them: experiments ask for different measures.
  fileprivate func agrees(with other: CellRecord) -> Bool {
    let common = Set(measures.map(\.name)).intersection(other.measures.map(\.name)).sorted()
    let digests = [self, other].map { record in
      var record = record
      record.keepMeasures(common)
      return ContentDigest(of: record.content)
    }
    return digests[0] == digests[1]
  }

  fileprivate mutating func setProvenance(_ name: String, _ value: ResultAttribute.Value?) {
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
