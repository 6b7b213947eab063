import FPTLib
import FPTResults
import Foundation

/// The results file of a plan.
///
/// It is written whole, and never replaces results that exist nowhere else.
struct ResultsOutput {
  let path: String

  /// Checks, before anything is computed, that the results can be written.
  ///
  /// - Parameters:
  ///   - planned: hashes of the cells that the new results are to have.
  ///   - store: the store with cells outside of the plan; nil if there is none.
  /// - Returns: how many planned cells are finished in the file that is there, and not in the store.
  /// - Throws: `ResultFileError.system` where nothing can be written there, `UnreadableResults` or `ResultsAtRisk` for a
  ///   file that must not be replaced.
  @discardableResult
  func check(replacedBy planned: Set<String>, keptIn store: CellStore?) throws -> Int {
    try ResultFile.checkWritable(path)
    guard let stored = try storedCells() else { return 0 }
    try checkNothingIsLost(of: stored.finished, planned: planned, store: store)
    return try store.map { try Self.count(of: stored.finished, in: planned, missingIn: $0) } ?? 0
  }

  /// How many planned cells are finished in the file that is there, and not in the store.
  ///
  /// - Throws: `UnreadableResults`, or `ResultFileError` for the store.
  func finished(of planned: Set<String>, missingIn store: CellStore) throws -> Int {
    try storedCells().map { try Self.count(of: $0.finished, in: planned, missingIn: store) } ?? 0
  }

  private static func count(
    of finished: [String], in planned: Set<String>, missingIn store: CellStore
  ) throws(ResultFileError) -> Int {
    var count = 0
    for hash in finished where planned.contains(hash) {
      if try !isFinal(hash, in: store) { count += 1 }
    }
    return count
  }

  /// Writes a document, unless the file holds the same content already, with the seeds that it adds to those of the file.
  ///
  /// - Throws: `ResultsAtRisk` where the file holds finished cells that are in neither the document nor the store,
  ///   `UnreadableResults` where the file cannot be read.
  func write(
    _ document: ResultsDocument, keptIn store: CellStore?, at time: Date = Date()
  ) throws -> (digest: ContentDigest, isNew: Bool) {
    let stored = try storedCells()
    var document = document
    let known = try AddedSeeds.all(in: document)
    let imported = try AddedSeeds.all(ofImportedIn: document, after: stored?.document, at: time)
    document.provenance.removeAll { $0.name == AddedSeeds.attribute }
    if let attribute = AddedSeeds.attribute(AddedSeeds.union(known + imported)) {
      document.provenance.append(attribute)
    }
    var tree = try document.tree()
    // It stands in the tree, whose arrays have theirs: nothing is hashed again.
    let digest = ContentDigest(of: tree)
    if let stored {
      if stored.digest == digest.hexadecimal { return (digest, false) }
      try checkNothingIsLost(
        of: stored.finished, planned: Set(document.cells.filter(\.isFinal).map(\.hash)),
        store: store)
      note(try AddedSeeds.all(replacing: stored.document, by: document, at: time), in: &tree)
    }
    try ResultFile.write(tree, to: path)
    return (digest, true)
  }

  /// Puts added seeds into the provenance, which no digest covers.
  private func note(_ added: [AddedSeeds], in tree: inout ResultGroup) {
    guard let place = tree.groups.firstIndex(where: { $0.name == ResultFormat.provenanceGroup })
    else { return }
    tree.groups[place].group.attributes.removeAll { $0.name == AddedSeeds.attribute }
    if let attribute = AddedSeeds.attribute(added) {
      tree.groups[place].group.attributes.append(attribute)
    }
  }

  private func checkNothingIsLost(
    of cells: [String], planned: Set<String>, store: CellStore?
  ) throws {
    let lost = try cells.filter { hash in
      if planned.contains(hash) { return false }
      guard let store else { return true }
      return try !Self.isFinal(hash, in: store)
    }
    guard lost.isEmpty else {
      throw ResultsAtRisk(path: path, cells: lost.count, store: store?.folder)
    }
  }

  /// True if a store has a finished cell that is not damaged.
  private static func isFinal(_ hash: String, in store: CellStore) throws(ResultFileError) -> Bool {
    do throws(ResultFileError) {
      let state = try store.state(hash)
      return state == .done || state == .diverged
    } catch {
      guard error.isAboutContent else { throw error }
      return false
    }
  }

  /// What the file that is there shows, its content digest and its finished cells; nil where there is none.
  private func storedCells() throws -> (
    document: ResultsDocument, digest: String?, finished: [String]
  )? {
    guard try ResultFile.exists(path) else { return nil }
    do {
      let digest = try ResultFile.attributes(path)
        .first { $0.name == ResultFormat.digestAttribute }?.value.text
      let document = try ResultsDocument(withoutCellsOf: path)
      // Before anything is computed, and not when it is to be carried on.
      _ = try AddedSeeds.all(in: document)
      let points = document.runs.lazy.flatMap(\.points)
      let finished = Set(points.filter { $0.state == .done || $0.state == .diverged }.map(\.cell))
      return (document, digest, finished.sorted())
    } catch {
      throw UnreadableResults(path: path, reason: "\(error)")
    }
  }
}

/// A results file whose cells would be lost if it were replaced.
package struct ResultsAtRisk: Error, CustomStringConvertible {
  package var path: String
  package var cells: Int
  /// The store of the run that was to replace the file; nil where no run was.
  package var store: String?
  package var description: String {
    "\(path) holds \(cells) finished cell\(cells == 1 ? "" : "s") that neither the new results nor "
      + "the store have, so it is left as it is"
  }
}

/// A file at the path of the results that is damaged, or no results file.
package struct UnreadableResults: Error, CustomStringConvertible {
  package var path: String
  package var reason: String
  package var description: String {
    "\(reason); it stands where the results go and is left as it is"
  }
}
