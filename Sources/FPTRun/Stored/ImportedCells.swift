import FPTLib
import FPTResults

/// The finished cells of a results file, put into a store, so that no plan computes them again.
///
/// What a cell is, its hash, follows from its configuration, and that is checked. That its numbers are what computing would give
/// cannot be: whoever imports a file believes it, or computes a few of its cells again.
package struct ImportedCells: Sendable, Encodable {
  package let file: String
  /// Cells that the store did not have as finished.
  package var imported = 0
  /// Cells that the store had already; what the file alone has measured of them is added.
  package var known = 0
  /// Cells of the file that are not finished.
  package var unfinished = 0
  /// Finished cells of another version of the engine's numerics, which no plan asks for.
  package var ofOtherNumerics = 0
  /// Cells that another process computes now.
  package var inUse = 0

  /// Imports what a file has; nothing of it if one of its cells is not what its hash says, or has other bits in the store.
  ///
  /// - Throws: `ResultFileError`, or `ImportConflict`.
  package init(_ results: StoredResults, into store: CellStore) throws {
    file = results.path
    let use = try store.beginUse()
    defer { use.end() }
    var chosen: [CellRecord] = []
    for cell in results.cells {
      if !cell.isFinal {
        unfinished += 1
      } else if !cell.hasPresentNumerics {
        ofOtherNumerics += 1
      } else {
        try Self.checkName(of: cell, in: results)
        chosen.append(cell)
      }
    }
    // All are compared before the first is written.
    let conflicts = try chosen.filter { cell in
      try Self.finished(cell.hash, in: store).map { !$0.agrees(with: cell) } ?? false
    }
    guard conflicts.isEmpty else {
      throw ImportConflict(
        file: results.path, store: store.folder, cells: conflicts.map { results.name(of: $0.hash) })
    }
    try store.checkWritable()
    for var cell in chosen {
      guard let lock = try Self.freeLock(of: cell.hash, in: store) else {
        inUse += 1
        continue
      }
      defer { lock.release() }
      if var stored = try Self.finished(cell.hash, in: store) {
        known += 1
        let others = cell.measures.filter { new in !stored.measures.contains { $0.name == new.name }
        }
        if others.isEmpty { continue }
        stored.measures += others
        try store.save(stored)
        continue
      }
      if cell.provenanceValue(Self.attribute) == nil {
        let name = results.path.split(separator: "/").last.map(String.init) ?? results.path
        cell.provenance.append(
          ResultAttribute(Self.attribute, .text("\(name) \(results.digest.hexadecimal)")))
      }
      try store.save(cell)
      imported += 1
    }
  }

  /// The provenance of an imported cell: the name and the content digest of the file that it came from first.
  package static let attribute = "imported_from"

  private static func checkName(
    of cell: CellRecord, in results: StoredResults
  ) throws(ResultFileError) {
    let expected = CellIdentity.sha256(cell.configuration)
    guard cell.hash == expected else {
      throw .damaged(
        path: results.path, place: "/cells/\(cell.hash)/@configuration",
        expected: "the configuration whose SHA-256 is the cell's name", found: "one of \(expected)")
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

  /// Nil where another process has it.
  private static func freeLock(
    of hash: String, in store: CellStore
  ) throws(ResultFileError) -> CellLock? {
    do throws(ResultFileError) {
      return try store.lock(hash)
    } catch {
      if case .locked = error { return nil }
      throw error
    }
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
