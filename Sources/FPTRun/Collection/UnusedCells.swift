import FPTLib
import FPTScript
import Foundation

/// Cells of a store that no results file of a folder refers to.
package struct UnusedCells: Sendable {
  package struct Cell: Sendable, Hashable, Encodable {
    package var hash: String
    /// `done`, `diverged`, `failed`; `damaged` for a file that cannot be read, `set aside` for one that a run found so.
    package var state: String
    /// Task and model, as far as the configuration says.
    package var description: String
    package var bytes: Int
    /// Version of the engine's numerics; nil where it is not known.
    package var numerics: Int?
  }

  /// Cells of one version of the engine's numerics.
  package struct Version: Sendable, Hashable, Encodable {
    package var numerics: Int
    package var cells: Int
    package var bytes: Int
    /// Of these, cells that a results file refers to.
    package var used: Int
  }

  /// Cells that can be removed.
  package let removable: [Cell]
  /// Cells that no results file refers to but that are kept: interrupted ones, with their checkpoint, and locked ones.
  package let unfinished: [Cell]
  /// Cells that a results file refers to.
  package let used: Int
  /// Results files that were read.
  package let files: [String]
  /// The earlier versions that the store has cells of, the first of them first; nil unless they were asked for.
  package let earlier: [Version]?
  private let store: CellStore
  private static let setAside = "set aside"

  /// - Parameters:
  ///   - store: the folder of the store.
  ///   - results: the folder whose results files count.
  ///   - numerics: if given, only cells of earlier versions of the engine's numerics can go.
  /// - Throws: `ResultFileError` where a folder or a results file cannot be read: what it refers to is then not known.
  package init(
    store: String, results: String, earlierThan numerics: Int? = nil
  ) throws(ResultFileError) {
    self.store = CellStore(folder: store)
    var used: Set<String> = []
    var files: [String] = []
    let hashes = try self.store.hashes()
    for path in try Self.files(in: results, mayBeMissing: hashes.isEmpty) {
      guard let references = try Self.references(of: path) else { continue }
      used.formUnion(references)
      files.append(path)
    }
    var removable: [Cell] = []
    var unfinished: [Cell] = []
    var count = 0
    var versions: [Int: Version] = [:]
    for hash in hashes {
      let isUsed = used.contains(hash)
      if isUsed { count += 1 }
      if isUsed, numerics == nil { continue }
      let cell = try Self.cell(hash, in: self.store)
      if let numerics {
        guard let own = cell.numerics, own < numerics else { continue }
        versions[own, default: Version(numerics: own, cells: 0, bytes: 0, used: 0)].count(
          cell, isUsed: isUsed)
        if isUsed { continue }
      }
      let isLocked = try self.store.isLocked(hash)
      if isLocked || cell.state == CellRecord.State.running.rawValue {
        unfinished.append(cell)
      } else {
        removable.append(cell)
      }
    }
    let aside = numerics == nil ? try self.store.setAside() : []
    removable += aside.map { cell in
      Cell(
        hash: cell.hash, state: Self.setAside, description: "damaged, and computed again",
        bytes: cell.bytes)
    }
    (self.removable, self.unfinished, self.used, self.files) = (removable, unfinished, count, files)
    earlier = numerics.map { _ in versions.values.sorted { $0.numerics < $1.numerics } }
  }

  /// Removes these cells while nobody else uses the store.
  ///
  /// - Throws: `ResultFileError.locked` while a run uses the store, `.system` where a file cannot be removed.
  package func remove() throws(ResultFileError) {
    if removable.isEmpty { return }
    let use = try store.beginRemoval()
    defer { use.end() }
    for cell in removable {
      if cell.state == Self.setAside {
        try store.removeSetAside(cell.hash)
        continue
      }
      let lock = try store.lock(cell.hash)
      defer { lock.release() }
      try store.remove(cell.hash)
    }
  }

  /// The files in a folder that are not hidden.
  ///
  /// With `mayBeMissing`, a folder that is not there has no files, and is no slip that would cost
  /// all cells.
  private static func files(
    in folder: String, mayBeMissing: Bool
  ) throws(ResultFileError) -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch CocoaError.fileReadNoSuchFile {
      if mayBeMissing { return [] }
      throw .system(step: .list, path: folder, code: ENOENT)
    } catch {
      throw .system(step: .list, path: folder, code: Self.code(of: error))
    }
    return names.filter { !$0.hasPrefix(".") }.sorted().map { "\(folder)/\($0)" }
  }

  private static func code(of error: any Error) -> Int32 {
    ((error as? CocoaError)?.underlying as? POSIXError)?.code.rawValue ?? EACCES
  }

  /// The cells that a results file has or plans; nil for any other file.
  ///
  /// What a file is, its content says: `-o` gives results any name. One that is named as results are, and is none, may be damaged.
  private static func references(of path: String) throws(ResultFileError) -> Set<String>? {
    let isNamedSo = path.hasSuffix(".h5")
    if !isNamedSo {
      guard try ResultFile.isHDF5(path) else { return nil }
    }
    do throws(ResultFileError) {
      let runs = try ResultsDocument(withoutCellsOf: path).runs
      return Set(runs.lazy.flatMap(\.points).map(\.cell))
    } catch {
      // HDF5 of another program.
      if !isNamedSo, case .notAResultsFile = error { return nil }
      throw error
    }
  }

  private static func cell(
    _ hash: String, in store: CellStore
  ) throws(ResultFileError) -> Cell {
    var cell = Cell(
      hash: hash, state: "damaged", description: "", bytes: try store.size(of: hash) ?? 0)
    do throws(ResultFileError) {
      guard let summary = try store.summary(hash) else { return cell }
      cell.state = summary.state.rawValue
      let configuration = CellConfiguration(json: summary.configuration)
      cell.description = configuration?.summary ?? ""
      cell.numerics = configuration?.values["engine.numerics"].flatMap { Int($0) }
    } catch {
      guard error.isAboutContent else { throw error }
    }
    return cell
  }
}

extension UnusedCells.Version {
  fileprivate mutating func count(_ cell: UnusedCells.Cell, isUsed: Bool) {
    cells += 1
    bytes += cell.bytes
    if isUsed { used += 1 }
  }
}

extension UnusedCells {
  /// Bytes of the cells that can go.
  package var bytes: Int { removable.reduce(0) { $0 + $1.bytes } }

  /// A table of cells, each line ended by a line break.
  package static func table(_ cells: [Cell]) -> String {
    Columns.text(
      [["hash", "state", "cell", "size"]]
        + cells.map { cell in
          [
            String(cell.hash.prefix(CellHash.shownDigits)), cell.state, cell.description,
            "\((cell.bytes + 1023) / 1024) KiB",
          ]
        }, right: [3])
  }
}

extension CellConfiguration {
  /// What tells cells apart at a glance: `BitXOR · GPT2 · seed 0`.
  var summary: String {
    ["task", "model"].compactMap { values[$0] }.joined(separator: " · ")
      + " · seed \(values["seed"] ?? "0")"
  }
}
