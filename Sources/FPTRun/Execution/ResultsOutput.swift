import FPTLib
import Foundation

/// The results file of a plan, written whole and never at the cost of results that are nowhere else.
struct ResultsOutput {
  let path: String

  private var folder: String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  /// Finds out before any computing whether the results can be written at all.
  ///
  /// - Throws: `ResultFileError.system` naming the folder.
  func checkWritable() throws(ResultFileError) {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .system(step: .createFolder, path: folder, code: Self.code(of: error))
    }
    if access(folder, W_OK | X_OK) != 0 {
      throw .system(step: .create, path: folder, code: errno)
    }
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw .system(step: .write, path: path, code: EISDIR)
    }
  }

  private static func code(of error: any Error) -> Int32 {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    return Int32(truncatingIfNeeded: underlying?.code ?? Int(EACCES))
  }

  /// Writes a document, unless the file holds the same content already.
  ///
  /// - Throws: `ResultsAtRisk` where the file holds finished cells that are in neither the document nor the store.
  func write(
    _ document: ResultsDocument, keptIn store: CellStore
  ) throws -> (digest: ContentDigest, isNew: Bool) {
    let tree = try document.tree()
    let digest = ContentDigest(of: tree)
    if let stored = try storedCells() {
      if stored.digest == digest.hexadecimal { return (digest, false) }
      let known = Set(document.cells.map(\.hash))
      let lost = try stored.cells.filter { try !known.contains($0) && !store.contains($0) }
      guard lost.isEmpty else { throw ResultsAtRisk(path: path, cells: lost.count) }
    }
    try ResultFile.write(tree, to: path)
    return (digest, true)
  }

  /// Content digest and cells of the file that is there; nil where there is none.
  private func storedCells() throws -> (digest: String?, cells: [String])? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let tree: ResultGroup
    do {
      tree = try ResultFile.read(path)
    } catch {
      throw UnreadableResults(path: path, reason: "\(error)")
    }
    return (
      tree.attribute(ResultFormat.digestAttribute)?.text,
      tree.group("cells")?.groups.map(\.name) ?? []
    )
  }
}

/// A results file whose cells would be lost if it were replaced.
public struct ResultsAtRisk: Error, CustomStringConvertible {
  public var path: String
  public var cells: Int
  public var description: String {
    "\(path) holds \(cells) finished cell\(cells == 1 ? "" : "s") that this plan does not have and the store does "
      + "not either, so it is left as it is; name another file with -o, or move this one away"
  }
}

/// A file in the place of the results that is no results file, or a damaged one.
public struct UnreadableResults: Error, CustomStringConvertible {
  public var path: String
  public var reason: String
  public var description: String {
    "\(reason)\nit stands where the results go and is left as it is; name another file with -o, or move it away"
  }
}
