#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder of finished and interrupted cells, one file each, shared by all experiments.
///
/// Any number of processes may use one store: each cell's file is replaced whole, and a lock per
/// cell keeps two of them from computing the same.
///
/// ```swift
/// let store = CellStore(folder: "results/cells")
/// for hash in try store.hashes() where try store.state(hash) == .done {
///   let cell = try store.load(hash)
///   print(hash, cell.scalar("accuracy") ?? .nan)
/// }
/// ```
public struct CellStore: Sendable, Hashable {
  /// The folder, by default `results/cells`.
  ///
  /// It is made when something is first stored.
  public let folder: String
  /// Cells that this store has found whole, and that are as they were then.
  private let passed = PassedFiles()

  /// Names a folder as a store; nothing is read or made until it is used.
  public init(folder: String) {
    self.folder = folder
  }

  /// Two stores are equal if they name the same folder in the same way.
  public static func == (a: CellStore, b: CellStore) -> Bool { a.folder == b.folder }

  /// Hashes the name of the folder.
  public func hash(into hasher: inout Hasher) { hasher.combine(folder) }

  /// Path of a cell's file.
  public func path(of hash: String) throws(ResultFileError) -> String {
    try Self.check(hash)
    return "\(folder)/\(hash).h5"
  }

  /// True if the store has the cell, in any state.
  public func contains(_ hash: String) throws(ResultFileError) -> Bool {
    let path = try path(of: hash)
    var information = stat()
    if SystemCalls.status(of: path, &information) == 0 { return true }
    if errno == ENOENT { return false }
    // The trouble is with the folder, and the cell's name says nothing to a reader.
    throw .system(step: .useFolder, path: folder, code: errno)
  }

  /// Makes the folder, and throws unless cells can be put there.
  package func checkWritable() throws(ResultFileError) {
    try AtomicFile.checkWritable("\(folder)/cell")
  }

  /// The summary of a cell for planning; nil if the store does not have the cell.
  ///
  /// Damage to the cell's arrays is not seen: it is told when they are read.
  ///
  /// - Throws: `ResultFileError.damaged` for a trailer that is cut, does not hold, or is of another cell.
  /// - Complexity: reads a few kilobytes; all of a file of format version 1, which has no trailer.
  package func summary(_ hash: String) throws(ResultFileError) -> CellSummary? {
    try ofToday { () throws(ResultFileError) in try summaryNow(hash) }
  }

  /// Reads again where a file was replaced from another machine while it was read.
  ///
  /// Over a network, the old file is then gone, and not only without a name.
  private func ofToday<Result>(
    _ body: () throws(ResultFileError) -> Result
  ) throws(ResultFileError) -> Result {
    for _ in 0..<3 {
      do throws(ResultFileError) {
        return try body()
      } catch {
        guard case .system(_, _, let code) = error, code == ESTALE else { throw error }
      }
    }
    return try body()
  }

  private func summaryNow(_ hash: String) throws(ResultFileError) -> CellSummary? {
    guard try contains(hash) else { return nil }
    let path = try path(of: hash)
    guard let trailer = try CellTrailer.read(path) else {
      return CellSummary(try load(hash), formatVersion: 1)
    }
    try check(trailer.summary, of: hash, at: path)
    return trailer.summary
  }

  /// Throws unless a trailer is of the cell that its file is named after, in a format that is known.
  private func check(
    _ summary: CellSummary, of hash: String, at path: String
  ) throws(ResultFileError) {
    if summary.formatVersion > ResultFormat.version {
      throw .unsupportedFormat(path: path, found: summary.formatVersion)
    }
    if summary.hash != hash {
      throw .damaged(
        path: path, place: "the trailer at its end, cell", expected: hash, found: summary.hash)
    }
  }

  /// The state of a cell; nil where the store does not have it.
  public func state(_ hash: String) throws(ResultFileError) -> CellRecord.State? {
    try summary(hash)?.state
  }

  /// Reads a cell and checks it, digests included.
  public func load(_ hash: String) throws(ResultFileError) -> CellRecord {
    try ofToday { () throws(ResultFileError) in try loadNow(hash) }
  }

  private func loadNow(_ hash: String) throws(ResultFileError) -> CellRecord {
    let path = try path(of: hash)
    let isWhole = try isWhole(hash, at: path)
    let tree = try ResultFile.readHere(path, digests: isWhole ? .stored : .computed)
    let record: CellRecord
    do throws(ResultTreeError) {
      record = try CellRecord(tree: tree)
    } catch {
      guard case .unexpected(let place, let expected, let found) = error else {
        throw .damaged(path: path, place: "/", expected: "a cell", found: "\(error)")
      }
      throw .damaged(path: path, place: place, expected: expected, found: found)
    }
    guard record.hash == hash else {
      throw .damaged(path: path, place: "/@cell", expected: hash, found: record.hash)
    }
    return record
  }

  /// Throws unless a cell's file is whole: every byte is as it was written.
  ///
  /// - Complexity: reads the whole file, once for each state of it; ``load(_:)`` then need not.
  package func check(_ hash: String) throws(ResultFileError) {
    let path = try path(of: hash)
    if try contains(hash), try !isWhole(hash, at: path) { _ = try load(hash) }
  }

  /// Writes a cell with its content digest, replacing what the store has of it in one step.
  ///
  /// - Throws: `ResultFileError.system` where the folder cannot be written to.
  public func save(_ record: CellRecord) throws(ResultFileError) {
    let path = try path(of: record.hash)
    try AtomicFile.createFolder(folder)
    try ResultFile.write(record.tree.stamped(), to: path, trailer: CellSummary(record))
  }

  /// True if all bytes of a cell's file are as this program wrote them: its trailer is valid.
  ///
  /// A file of format version 1 has a checksum trailer instead. A file without either is whole if a ``ResultInspector`` passes it.
  /// Without an inspector, the answer is false.
  private func isWhole(_ hash: String, at path: String) throws(ResultFileError) -> Bool {
    let state = FileState(of: path)
    if let state, passed.contains(state) { return true }
    var isWhole = true
    if let trailer = try CellTrailer.holds(path) {
      try check(trailer.summary, of: hash, at: path)
    } else if try !ChecksumTrailer.holds(path) {
      try ResultInspector.current?.inspect(path)
      isWhole = ResultInspector.current != nil
    }
    if isWhole, let state { passed.insert(state) }
    return isWhole
  }

  /// Moves a damaged cell out of the way, to where it can be looked into; an earlier one there is replaced.
  ///
  /// The caller holds its lock.
  ///
  /// - Returns: where it is now.
  package func setAside(_ hash: String) throws(ResultFileError) -> String {
    let path = try path(of: hash)
    let place = try placeAside(hash)
    guard SystemCalls.rename(path, to: place) == 0 else {
      throw .system(step: .rename, path: place, code: errno)
    }
    return place
  }

  /// The path at which a damaged cell is kept.
  func placeAside(_ hash: String) throws(ResultFileError) -> String {
    try Self.check(hash)
    return folder + "/" + hash + Self.damagedSuffix
  }

  static let damagedSuffix = ".damaged"

  /// Hashes of all cells in the store, sorted.
  public func hashes() throws(ResultFileError) -> [String] {
    try hashes(ofFiles: ".h5")
  }

  /// Hashes of the files that are named by one and this ending, sorted.
  func hashes(ofFiles ending: String) throws(ResultFileError) -> [String] {
    try AtomicFile.names(in: folder).filter { $0.hasSuffix(ending) }
      .map { String($0.dropLast(ending.count)) }.filter(Self.isHash)
  }

  /// Takes the cell's lock, which is held until it is released or this process ends.
  ///
  /// Throws ``ResultFileError/locked(path:owner:)`` where someone else has it.
  ///
  /// `watch` is asked whether an owner on another machine still lives, where the file system has no locks.
  package func lock(
    _ hash: String, watch: LeaseWatch? = nil
  ) throws(ResultFileError) -> CellLock {
    try AtomicFile.createFolder(folder)
    return try CellLock(path: lockPath(hash), watch: watch)
  }

  /// Path of a cell's lock.
  func lockPath(_ hash: String) throws(ResultFileError) -> String {
    try Self.check(hash)
    return "\(folder)/\(hash).lock"
  }

  private static func isHash(_ name: String) -> Bool {
    name.utf8.count == 64
      && name.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }

  /// A hash becomes part of a path, so nothing else may pass for one.
  private static func check(_ hash: String) throws(ResultFileError) {
    if !isHash(hash) { throw .invalidHash(hash) }
  }
}
