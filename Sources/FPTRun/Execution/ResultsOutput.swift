import FPTLib

/// The results file of a plan, written whole and never at the cost of results that are nowhere else.
struct ResultsOutput {
  let path: String

  /// Finds out before any computing whether the results can be kept.
  ///
  /// - Parameters:
  ///   - planned: hashes of the cells that the new results are to have.
  ///   - store: where cells are that are not in the plan; nil where there is no such place.
  /// - Throws: `ResultFileError.system` where nothing can be written there, `UnreadableResults` or `ResultsAtRisk` for a
  ///   file that must not be replaced.
  func check(replacedBy planned: Set<String>, keptIn store: CellStore?) throws {
    try ResultFile.checkWritable(path)
    guard let stored = try storedCells() else { return }
    try checkNothingIsLost(of: stored.finished, planned: planned, store: store)
  }

  /// Writes a document, unless the file holds the same content already.
  ///
  /// - Throws: `ResultsAtRisk` where the file holds finished cells that are in neither the document nor the store.
  func write(
    _ document: ResultsDocument, keptIn store: CellStore?
  ) throws -> (digest: ContentDigest, isNew: Bool) {
    let tree = try document.tree()
    // It stands in the tree, whose arrays have theirs: nothing is hashed again.
    let digest = ContentDigest(of: tree)
    if let stored = try storedCells() {
      if stored.digest == digest.hexadecimal { return (digest, false) }
      try checkNothingIsLost(
        of: stored.finished, planned: Set(document.cells.filter(\.isFinal).map(\.hash)),
        store: store)
    }
    try ResultFile.write(tree, to: path)
    return (digest, true)
  }

  private func checkNothingIsLost(
    of cells: [String], planned: Set<String>, store: CellStore?
  ) throws {
    let lost = try cells.filter { hash in
      if planned.contains(hash) { return false }
      guard let store else { return true }
      return try !Self.isFinal(hash, in: store)
    }
    guard lost.isEmpty else { throw ResultsAtRisk(path: path, cells: lost.count) }
  }

  /// Whether a store has a cell that is finished; a damaged one is none.
  private static func isFinal(_ hash: String, in store: CellStore) throws(ResultFileError) -> Bool {
    do throws(ResultFileError) {
      let state = try store.state(hash)
      return state == .done || state == .diverged
    } catch {
      guard error.isAboutContent else { throw error }
      return false
    }
  }

  /// Content digest and finished cells of the file that is there; nil where there is none.
  private func storedCells() throws -> (digest: String?, finished: [String])? {
    guard try ResultFile.exists(path) else { return nil }
    do {
      let digest = try ResultFile.attributes(path)
        .first { $0.name == ResultFormat.digestAttribute }?.value.text
      let points = try ResultsDocument(withoutCellsOf: path).runs.lazy.flatMap(\.points)
      let finished = Set(points.filter { $0.state == .done || $0.state == .diverged }.map(\.cell))
      return (digest, finished.sorted())
    } catch {
      throw UnreadableResults(path: path, reason: "\(error)")
    }
  }
}

/// A results file whose cells would be lost if it were replaced.
package struct ResultsAtRisk: Error, CustomStringConvertible {
  package var path: String
  package var cells: Int
  package var description: String {
    "\(path) holds \(cells) finished cell\(cells == 1 ? "" : "s") that neither the new results nor "
      + "the store have, so it is left as it is"
  }
}

/// A file in the place of the results that is no results file, or a damaged one.
package struct UnreadableResults: Error, CustomStringConvertible {
  package var path: String
  package var reason: String
  package var description: String {
    "\(reason); it stands where the results go and is left as it is"
  }
}
